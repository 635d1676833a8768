"""Where a text may be cut: within a word only if it is too long by itself, and between what people see as
characters.
"""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import category

CLOSING = (
    "\"'\u2019\u201c\u201d\u2018\u00ab\u00bb\u2039\u203a)\\]}"
    "\u300d\u300f\uff09\u3011\u3009\u300b\u3015\uff3d\uff5d"
)
"""For a character class: what may stand between the end of a sentence or clause and the space after it."""

ENDS = ".!?\u2026\u203d\u2047\u2048\u2049\u061f\u06d4"
"""They end a sentence before white space."""

FULL_ENDS = "\u3002\uff01\uff1f\uff61\uff0e\u0964\u0965"
"""They end a sentence before anything."""

CLAUSE_ENDS = ",;:\u2013\u2014\u060c\u061b"
FULL_CLAUSE_ENDS = "\u3001\uff0c\uff1b\uff1a\uff64"

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a0-\u30ff\uff66-\uff9f"
SPACELESS = HAN + _HIRAGANA + _KATAKANA
"""For a character class: the letters of scripts that are written without spaces."""

_NUMERALS = (
    "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
    "\u5341\u767e\u5343\u4e07\u842c\u4ebf\u5104\u5146"
)  # one to ten, hundred, thousand, and so on
_NOT_FIRST = (
    "\u3005\u30fc\u309b-\u309e\u30fb-\u30fe\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e"
)
_NOT_FIRST += "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee"

_SENTENCE = re.compile(
    rf"(?:(?<=[{ENDS}])[{CLOSING}]*+\s++|(?<=[{FULL_ENDS}])[{CLOSING}]*+\s*+)(?![{FULL_ENDS}])"
)
_CLAUSE = re.compile(
    rf"[{CLAUSE_ENDS}][{CLOSING}]*+\s++|(?<![0-9\uff10-\uff19])[{FULL_CLAUSE_ENDS}][{CLOSING}]*+\s*+"
    rf"|[{FULL_CLAUSE_ENDS}][{CLOSING}]*+\s*+(?![0-9\uff10-\uff19])"
)
# A number keeps what is counted, and a short word before it ("May 5"); a hard space keeps its neighbours.
_PHRASE = re.compile(
    rf"(?<![\d.\s])(?![\u00a0\u202f\u2060])\s++(?!\d)|(?<=[^\W\d_]{{4}})\s++(?=\d)|(?<=[{_HIRAGANA}])(?=[{HAN}{_KATAKANA}A-Za-z])"
    rf"|(?<=[{SPACELESS}])(?=[A-Za-z0-9])|(?<=[A-Za-z])(?=[{SPACELESS}])"
)
_WORD = re.compile(
    rf"\s++|(?<=[{SPACELESS}])(?=[{SPACELESS}])(?![{_NOT_FIRST}])(?!(?<=[{_KATAKANA}])[{_KATAKANA}])"
    rf"(?!(?<=[{_NUMERALS}])[{_NUMERALS}])"
)
_LONGEST_CLUSTER = 32


def cut(text: str, most: int, target: int) -> int:
    """Return where the first part of `text` ends, of at most `most` characters without the space after it.

    `text` is longer than that; `target` is where the part would best end.  In order of preference a sentence
    ends there, a clause, a phrase, a word; they are taken if they leave at least half of `target`.
    """
    window = text[: most + _LONGEST_CLUSTER]
    early = 0
    for pattern in (_SENTENCE, _CLAUSE, _PHRASE, _WORD):
        ends = [x.end() for x in pattern.finditer(window) if _fits(x, most, len(window))]
        if close := [end for end in ends if end * 2 >= target]:
            return min(close, key=lambda end: abs(end - target))
        if pattern in (_PHRASE, _WORD):
            early = early or max(ends, default=0)
    return early or _between_characters(text, max(min(target, most), 1))


def clauses(text: str) -> list[int]:
    """Return where the sentences and clauses of `text` end, with the space after them."""
    return [x.end() for pattern in (_SENTENCE, _CLAUSE) for x in pattern.finditer(text)]


def _fits(end: re.Match[str], most: int, length: int) -> bool:
    return 0 < end.start() + len(end[0].rstrip()) <= most and end.end() < length


def _between_characters(text: str, target: int) -> int:
    for place in range(target, max(target - _LONGEST_CLUSTER, 0), -1):
        if not _joined(text[place - 1], text[place : place + 1]):
            return place
    return target


def _joined(before: str, after: str) -> bool:
    """Return whether two characters belong to one that people see; regional indicators are not looked at."""
    return (
        before in "\u200d\u094d"  # joiner, virama
        or after in "\u200c\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
        or category(after or " ") in ("Mn", "Mc", "Me")
        or "\u1160" <= after <= "\u11ff"  # vowels and finals of Hangul
    )


def characters(text: str) -> list[str]:
    """Return what people see as the characters of `text`."""
    starts = [n for n in range(len(text)) if n == 0 or not _joined(text[n - 1], text[n])]
    return [text[start:end] for start, end in pairwise((*starts, len(text)))]
