"""Text -> utterances: language, split, normalise, tokenise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from auralis.errors import InvalidRequestError
from auralis.text.language import resolve, spoken
from auralis.text.normalize import normalize
from auralis.text.rules import RULES, Rules
from auralis.text.split import halve, split
from auralis.text.tokenizer import Tokenizer
from auralis_xtts.contract import Release


@dataclass(frozen=True)
class Utterance:
    """What the model speaks in one go: the text as written, its language's tag, its ids."""

    text: str
    language: str
    text_ids: tuple[int, ...]


class Pipeline:
    """The way of a text to the utterances of one release."""

    def __init__(self, release: Release) -> None:
        self._tokenizer = Tokenizer(release.vocabulary)
        self._most_ids = release.max_text_ids - 1
        self.languages = tuple(filter(self._tokenizer.knows, spoken(release.languages)))

    def language(self, language: str, text: str = "") -> str:
        """Return which of `languages` is meant, "auto" by `text`; raises InvalidRequestError if none is."""
        return resolve(language, text, self.languages)

    def utterances(
        self, text: str, language: str, respell: Callable[[str], str] = str
    ) -> Iterator[Utterance]:
        """Return the utterances of `text`; all but the first are made while they are taken.

        `language` is one of `languages` or "auto".  Each piece is read as `respell` writes it.  Raises
        InvalidRequestError, before anything is returned, for a language that is not spoken (field `language`)
        and for text with nothing to pronounce (`input`).
        """
        if not text.strip():
            raise InvalidRequestError("there is no text to speak", param="input")
        rules = RULES[resolve(language, text, self.languages)]
        utterances = self._utterances(text, rules, respell)
        first = next(utterances, None)
        if first is None:
            raise InvalidRequestError("the text has nothing that can be pronounced", param="input")
        return chain((first,), utterances)

    def _utterances(self, text: str, rules: Rules, respell: Callable[[str], str]) -> Iterator[Utterance]:
        for piece in split(text, rules.character_limit, rules.abbreviations):
            yield from self._encode(piece, rules, respell)

    def _encode(self, piece: str, rules: Rules, respell: Callable[[str], str]) -> Iterator[Utterance]:
        normalized = normalize(respell(piece), rules)
        if not self._tokenizer.pronounceable(normalized):
            return
        ids = self._tokenizer.encode(normalized, rules.language)
        if len(ids) <= self._most_ids:
            yield Utterance(piece, rules.language, tuple(ids))
        elif len(piece) > 1:
            for half in halve(piece):
                yield from self._encode(half, rules, respell)
        else:
            raise InvalidRequestError(f"{piece!r} takes more ids than the model has room for", param="input")
