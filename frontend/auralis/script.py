"""What a request says, part by part: each utterance, with the silence before it."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from auralis.errors import InvalidRequestError
from auralis.request import MOST_VOICES, SpeechRequest
from auralis.text.language import AUTO
from auralis.text.lexicon import Lexicon
from auralis.text.markup import Pause, Reader, Span, Spoken, is_ssml, read_ssml
from auralis.text.pipeline import Pipeline, Utterance
from auralis.text.rules import RULES, Rules

CONTEXT = 300
"""Characters from which the language of a piece is told, its own the last of them."""

TELLING = 60
"""Characters of a span between others that are enough to tell its language by itself."""


@dataclass(frozen=True)
class Part:
    """Silence of `pause` seconds, then an utterance, if there is one, in a voice of the request's cast.

    `rate` is how many times as fast as usual it is spoken.
    """

    pause: float
    utterance: Utterance | None
    voice: str | None = None
    rate: float = 1.0


class Script:
    """The parts of one request.

    A text that is there as a whole is read once when the script is made, and once more part by part, so that
    it is never held in parts.  Raises InvalidRequestError for what is wrong with its markup, for languages
    that are not spoken, and for more voices than there may be; `voices` are those that it names.
    """

    def __init__(self, pipeline: Pipeline, request: SpeechRequest, lexicon: Lexicon) -> None:
        self._pipeline = pipeline
        self._request = request
        self._respell = lexicon.respell
        self._silence = 0.0
        self.voices: tuple[str, ...] = ()
        if isinstance(request.text, str):
            if request.markup or request.voices:
                self.voices = self._survey(self._spans(request.text))
        else:
            pipeline.language(request.language)

    def parts(self) -> AsyncGenerator[Part, None]:
        """Return the parts, once; raises InvalidRequestError for a text with nothing to pronounce."""
        text = self._request.text
        if not isinstance(text, str):
            return self._arriving(text)
        parts = self._parts(text)
        first = next(parts, None)
        if first is None or first.utterance is None:
            raise InvalidRequestError("the text has nothing that can be pronounced", param="input")
        return _each(chain((first,), parts))

    def _spans(self, text: str) -> Iterator[Span]:
        request = self._request
        if request.markup and is_ssml(text):
            yield from read_ssml(text, self._rules(text))
        elif request.markup or request.voices:
            reader = Reader(request.voices, tags=request.markup)
            yield from reader.feed(text)
            reader.finish()
        else:
            yield Spoken(text)

    def _rules(self, text: str) -> Callable[[str | None], Rules]:
        @cache
        def rules(language: str | None) -> Rules:
            return RULES[self._pipeline.language(language or self._request.language, _sample(text))]

        return rules

    def _survey(self, spans: Iterator[Span]) -> tuple[str, ...]:
        voices: dict[str, str] = {}
        languages: set[str] = set()
        for span in spans:
            if not isinstance(span, Spoken):
                continue
            if span.voice is not None:
                voices.setdefault(span.voice.casefold(), span.voice)
            if span.language is not None and span.language not in languages:
                languages.add(span.language)
                self._pipeline.language(span.language)
            if len(voices) > MOST_VOICES:
                raise InvalidRequestError(f"the text names more than {MOST_VOICES} voices", "input")
        return tuple(voices.values())

    def _parts(self, text: str) -> Iterator[Part]:
        told = self._request.language.strip().lower() != AUTO
        context = "" if told else _sample(text)
        for span in self._spans(text):
            hint = None
            if isinstance(span, Spoken) and not told:
                context = f"{context} {span.text[-CONTEXT:]}"[-CONTEXT:]
                if len(span.text) < min(TELLING, len(text)):
                    hint = self._pipeline.language(AUTO, context)
            yield from self._of(span, hint)
        if self._silence:
            yield Part(self._silence, None)

    def _of(self, span: Span, hint: str | None) -> Iterator[Part]:
        """Yield the parts of a span, likely in the language `hint`; silence waits for the next utterance."""
        if isinstance(span, Pause):
            self._silence += span.seconds
            return
        for utterance in self._utterances(span, hint):
            part = Part(self._silence, utterance, span.voice, span.rate)
            self._silence = 0.0
            yield part

    def _utterances(self, span: Spoken, hint: str | None) -> Iterator[Utterance]:
        language = span.language or self._request.language
        try:
            return self._pipeline.utterances(span.text, language, self._respell, hint)
        except InvalidRequestError as error:
            if error.param != "input":
                raise
            return iter(())  # it has nothing to pronounce

    async def _arriving(self, pieces: AsyncIterable[str]) -> AsyncGenerator[Part, None]:
        request, context = self._request, ""
        reader = Reader(request.voices, tags=request.markup)
        async for piece in pieces:
            context = f"{context} {piece}"[-CONTEXT:]
            hint = self._pipeline.language(request.language, context)
            for span in reader.feed(piece):
                for part in self._of(span, hint):
                    yield part
        if self._silence:
            yield Part(self._silence, None)


def _sample(text: str) -> str:
    """Return the begin of `text` without its markup, to tell the language by."""
    return re.sub(r"<[^<>]*>|\[[^\[\]]*\]", " ", text[: 10 * CONTEXT]).strip()[:CONTEXT]


async def _each(parts: Iterator[Part]) -> AsyncGenerator[Part, None]:
    for part in parts:
        yield part
