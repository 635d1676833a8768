"""Text that is being written -> pieces to speak, each as soon as it is complete.

A piece ends with a sentence; the first one already with a clause, so that sound starts soon.  Where neither
comes within the words that a piece may have, it ends with a clause or after so many words.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache

from auralis.text.punctuation import BREAK, CLAUSE, CLOSING, OPENING, SENTENCE
from auralis.text.rules import RULES

LEAST = 4
"""Words below which a sentence takes the next one with it."""

FIRST_LEAST = 3
"""The same for the first piece."""

FIRST_MOST = 20

LONGEST_WORD = 200
"""Characters; what is longer counts as several words."""

# A character of a language without spaces counts as a word, with the punctuation after it.
_SPACELESS = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(
    rf"[{_SPACELESS}][{re.escape(SENTENCE + CLAUSE + CLOSING)}]*|[^\s{_SPACELESS}]{{1,{LONGEST_WORD}}}"
)
_SPACES = re.compile(r"[^\S\n]+")
_GAP = re.compile(r"\s*")


class _End(IntEnum):
    WORD = 0
    CLAUSE = 1
    SENTENCE = 2
    TEXT = 3


class Chunker:
    """Cuts one text into pieces of at most `most` words."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._text = ""
        self._first = True
        self._begin()

    def _begin(self) -> None:
        """Look at the text from its start: no word has been seen, and no place to cut."""
        self._seen = 0
        self._words = 0
        self._best = (_End.WORD, 0)

    def feed(self, text: str) -> list[str]:
        """Take what has come, and return the pieces that are complete."""
        text = _SPACES.sub(" ", text)
        self._text += text.lstrip(" ") if self._text.endswith(" ") else text
        return self._pieces(final=False)

    def finish(self) -> list[str]:
        """Return what is left."""
        return self._pieces(final=True)

    def _pieces(self, final: bool) -> list[str]:
        pieces = []
        while (end := self._cut(final)) is not None:
            pieces.append(" ".join(self._text[:end].split()))
            self._text = self._text[end:].lstrip()
            self._first = False
            self._begin()
        return pieces

    def _cut(self, final: bool) -> int | None:
        """Return where the next piece ends; None while that cannot be told."""
        most = min(self._most, FIRST_MOST) if self._first else self._most
        least = min(FIRST_LEAST if self._first else LEAST, most)
        for word in _WORD.finditer(self._text, self._seen):
            end = self._ending(word, final)
            if end is None:
                return None
            self._seen = word.end()
            self._words += 1
            if end == _End.TEXT or (self._words >= least and self._suffices(end)):
                return word.end()
            if end >= self._best[0] and (end == _End.SENTENCE or self._words >= most // 3):
                self._best = end, word.end()
            if self._words == most:
                kind, where = self._best
                return where if kind > _End.WORD else word.end()
        return None

    def _suffices(self, end: _End) -> bool:
        return end == _End.SENTENCE or (self._first and end == _End.CLAUSE)

    def _ending(self, word: re.Match[str], final: bool) -> _End | None:
        """Return what ends with `word`; None if that depends on what has not come yet."""
        gap = _GAP.match(self._text, word.end())
        after = gap.end() if gap else word.end()
        if after == len(self._text):
            return _End.TEXT if final else None
        if BREAK in self._text[word.end() : after]:
            return _End.SENTENCE
        bare = word[0].rstrip(CLOSING)
        if bare.endswith(tuple(SENTENCE)):
            goes_on = self._text[after].islower() or _is_abbreviation(bare)
            return _End.WORD if goes_on else _End.SENTENCE
        return _End.CLAUSE if bare.endswith(tuple(CLAUSE)) or bare == "-" else _End.WORD


def _is_abbreviation(word: str) -> bool:
    bare = word.lstrip(OPENING).removesuffix(".").lower()
    return word.endswith(".") and ((len(bare) == 1 and bare.isalpha()) or bare in _abbreviations())


@cache
def _abbreviations() -> frozenset[str]:
    """Return those of all languages, whose rules are only loaded when they are needed."""
    return frozenset(short for rules in RULES.values() for short in rules.abbreviations)
