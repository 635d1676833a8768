"""Text -> utterances: language, split, normalise, tokenise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from auralis.errors import InvalidRequestError
from auralis.text.breaks import characters
from auralis.text.language import AUTO, resolve, runs, spoken
from auralis.text.normalize import normalize
from auralis.text.phonemes import ENGLISH, PhonemeTokenizer
from auralis.text.rules import RULES, Rules
from auralis.text.sentences import Stops, sentences
from auralis.text.split import halve, pieces
from auralis.text.tokenizer import Tokenizer
from auralis_xtts.contract import Release, TextInput

_LINE = re.compile(r"(?<=\w)\n")


@dataclass(frozen=True)
class Utterance:
    """What the model speaks in one go: the text as written, its language's tag, its ids."""

    text: str
    language: str
    text_ids: tuple[int, ...]


class Pipeline:
    """The way of a text to the utterances of one release."""

    def __init__(self, release: Release) -> None:
        phonemes = release.text_input is TextInput.PHONEMES
        self._tokenizer = (PhonemeTokenizer if phonemes else Tokenizer)(release.vocabulary)
        # How a word is spoken may depend on its capitals: "Polish", "US".
        self._rules = {ENGLISH: replace(RULES[ENGLISH], lower=str)} if phonemes else RULES
        self._most_ids = release.max_text_ids - 1
        self._limits = release.character_limits
        self.languages = tuple(filter(self._tokenizer.knows, spoken(release.languages)))

    def language(self, language: str, text: str = "", hint: str | None = None) -> str:
        """Return which of `languages` is meant, "auto" by `text`; raises InvalidRequestError if none is.

        `hint`, a tag, is the likely one where `text` does not tell.
        """
        return resolve(language, text, self.languages, hint)

    def utterances(
        self, text: str, language: str, respell: Callable[[str], str] = str, hint: str | None = None
    ) -> Iterator[Utterance]:
        """Return the utterances of `text`; all but the first are made while they are taken.

        `language` is one of `languages` or "auto"; then `hint` is the likely one where the text does not
        tell, and sentences that clearly are in another language than the text's beginning are spoken in it.
        Each piece is read as `respell` writes it.  Raises InvalidRequestError, before anything is returned,
        for a language that is not spoken (field `language`) and for text with nothing to pronounce (`input`).
        """
        if not text.strip():
            raise InvalidRequestError("there is no text to speak", param="input")
        spoken_in = resolve(language, text, self.languages, hint)
        utterances = self._utterances(text, spoken_in, language.strip().lower() == AUTO, respell)
        first = next(utterances, None)
        if first is None:
            raise InvalidRequestError("the text has nothing that can be pronounced", param="input")
        return chain((first,), utterances)

    def _utterances(
        self, text: str, language: str, mixed: bool, respell: Callable[[str], str]
    ) -> Iterator[Utterance]:
        units = sentences(text, Stops.of(RULES[language]))
        for spoken_in, run in runs(units, self.languages, language) if mixed else ((language, units),):
            rules = self._rules[spoken_in]
            limit = min(rules.character_limit, self._limits.get(spoken_in, rules.character_limit))
            for piece in pieces(run, limit):
                yield from self._encode(piece, rules, respell)

    def _encode(self, piece: str, rules: Rules, respell: Callable[[str], str]) -> Iterator[Utterance]:
        written = " ".join(piece.split("\n"))
        spoken = normalize(_LINE.sub(_full_stop(rules), respell(piece)).replace("\n", " "), rules)
        if not self._tokenizer.pronounceable(spoken):
            return
        ids = self._tokenizer.encode(spoken, rules.language)
        if len(ids) <= self._most_ids:
            yield Utterance(written, rules.language, tuple(ids))
        elif len(characters(piece)) > 1:
            for half in halve(piece):
                yield from self._encode(half, rules, respell)
        else:
            for part in self._parts(spoken, rules.language):
                yield Utterance(written, rules.language, part)
                written = ""

    def _parts(self, spoken: str, language: str) -> Iterator[tuple[int, ...]]:
        """Yield the ids of what a single character is read as, part by part."""
        ids = self._tokenizer.encode(spoken, language)
        if len(ids) <= self._most_ids:
            yield tuple(ids)
        elif len(spoken) > 1:
            for half in halve(spoken):
                yield from self._parts(half, language)
        else:
            raise InvalidRequestError(f"{spoken!r} takes more ids than the model has room for", param="input")


def _full_stop(rules: Rules) -> str:
    """Return what a line that ends without one is read with."""
    return "\u3002" if rules.language in ("ja", "zh-cn") else ". "
