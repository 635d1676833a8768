"""A text -> its words as written, for captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff66-\uff9f"
"""Scripts without spaces between words; their marks are not among them."""

_RUN = re.compile(rf"(\s*)([{_UNSPACED}]|[^\s{_UNSPACED}]+)")


@dataclass(frozen=True)
class Written:
    """A word with the marks beside it; `spaced` if a space stands before it."""

    text: str
    spaced: bool


def words(text: str) -> Iterator[Written]:
    """Yield the words of `text`, which are cut at spaces, and single characters where there are no spaces.

    Marks that stand alone belong to the word before them, or else to the first one.
    """
    pending: Written | None = None
    before: Written | None = None
    for match in _RUN.finditer(text):
        space, found = " " if match[1] else "", match[2]
        if any(map(str.isalnum, found)):
            if pending is not None:
                yield pending
            pending = _after(before, space, found)
            before = None
        elif pending is not None:
            pending = _after(pending, space, found)
        else:
            before = _after(before, space, found)
    if pending is not None:
        yield pending


def _after(word: Written | None, space: str, found: str) -> Written:
    return Written(found, bool(space)) if word is None else Written(word.text + space + found, word.spaced)
