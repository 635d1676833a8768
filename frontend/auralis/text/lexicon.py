"""Words that are not read as they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from auralis.errors import InvalidRequestError

MOST_ENTRIES = 10_000
LONGEST_WORD, LONGEST_RESPELLING = 100, 400

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff66-\uff9f"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese: words have no space around them."""

_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
"""Korean: particles follow a word without a space."""

_FREE_BEFORE = re.compile(rf"[{_UNSPACED}]|\W")
_FREE_AFTER = re.compile(rf"[{_UNSPACED}{_HANGUL}]|\W")


class Lexicon:
    """Words, or several in a row, and what is read in their place.

    An entry with a capital letter matches as it is written, any other in any case.  Of entries that begin at
    one place the longest counts.  Where a script has spaces between words, only whole words match.

    Raises InvalidRequestError, for the field `lexicon`, for an empty word or respelling, or too many of them.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        if len(entries) > MOST_ENTRIES:
            raise InvalidRequestError(f"lexicon has more than {MOST_ENTRIES} entries", "lexicon")
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        lengths: dict[str, set[int]] = defaultdict(set)
        for word, respelling in entries.items():
            word = _checked(word, respelling)
            if word != word.lower():
                self._exact[word] = respelling.strip()
            else:
                self._folded[word] = respelling.strip()
            lengths[word[0].lower()].add(len(word))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        firsts = "".join(map(re.escape, self._lengths))
        self._first = re.compile(f"[{firsts}]", re.IGNORECASE) if firsts else None

    def respell(self, text: str) -> str:
        """Return `text` with the entries' respellings in place of their words."""
        if self._first is None:
            return text
        made, done, at = [], 0, 0
        while (match := self._first.search(text, at)) is not None:
            start = match.start()
            at = start + 1
            if (found := self._longest(text, start)) is not None:
                made += [text[done:start], found[1]]
                done = at = found[0]
        return "".join([*made, text[done:]]) if made else text

    def _longest(self, text: str, start: int) -> tuple[int, str] | None:
        """Return where the longest entry that begins at `start` ends, and its respelling."""
        if start and _inside(_FREE_BEFORE, text[start - 1], text[start]):
            return None
        for length in self._lengths.get(text[start].lower(), ()):
            end = start + length
            written = text[start:end]
            if len(written) < length or (end < len(text) and _inside(_FREE_AFTER, text[end - 1], text[end])):
                continue
            found = self._exact.get(written) or self._folded.get(written.lower())
            if found is not None:
                return end, found
        return None


def _inside(free: re.Pattern[str], before: str, after: str) -> bool:
    """Return whether the place between two characters is within a word."""
    return free.match(before) is None and free.match(after) is None


def _checked(word: str, respelling: str) -> str:
    word = " ".join(word.split())
    for text, most, what in (
        (word, LONGEST_WORD, "word"),
        (respelling.strip(), LONGEST_RESPELLING, "respelling"),
    ):
        if not 1 <= len(text) <= most or not text.isprintable():
            raise InvalidRequestError(
                f"lexicon: the {what} {text[:40]!r} must have 1 to {most} printable characters", "lexicon"
            )
    return word
