"""A book -> sections, exactly as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auralis.text.punctuation import CLAUSE, CLOSING, SENTENCE

_WIDE = "\u3002\uff01\uff1f\u0964"
"""Ends of sentences after which no space comes."""

_CLOSED = f"[{re.escape(CLOSING)}]*"
_ENDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n\s*\n\s*",
        rf"(?<=[{re.escape(SENTENCE)}]){_CLOSED}(?:\s+|(?<=[{_WIDE}{re.escape(CLOSING)}]))",
        rf"(?<=[{re.escape(CLAUSE)}]){_CLOSED}\s+|\n\s*",
        r"\s+",
    )
)
"""Of paragraphs, sentences, clauses and words, in this order of preference."""


def sections(text: str, most: int) -> Iterator[str]:
    """Yield parts of at most `most` characters that are `text` when they are joined.

    A part ends with a paragraph, or else a sentence, a clause, a word; only a longer word makes it longer.
    """
    start = 0
    while len(text) - start > most:
        end = _end(text, start, most)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _end(text: str, start: int, most: int) -> int:
    for pattern in _ENDS:
        ends = (match.end() for match in pattern.finditer(text, start, start + most))
        end = max(ends, default=start)
        if end - start >= max(1, most // 4):
            return end
    if end > start:
        return end
    word = _ENDS[-1].search(text, start + most)
    return word.end() if word else len(text)
