"""Long text -> pieces that one utterance can hold.

Pieces end, in this order of preference, with a sentence, with a clause, with a word; a word is only cut if it
is too long by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_CLOSING = "\"'\u201d\u2019»)\\]"
# Look-behinds keep the search linear in runs of one character.
_SENTENCE_END = re.compile(rf"(?<=[.!?…])[{_CLOSING}]*\s+|\n\s*\n\s*")
_CLAUSE_END = re.compile(rf"[,;:\u2013\u2014][{_CLOSING}]*\s+")
_SPACE = re.compile(r"\s+")
_LAST_WORD = re.compile(r"[^\W\d_]+(?=\.$)")
_LONGEST_TITLE = 16


def sentences(text: str, abbreviations: Collection[str] = ()) -> Iterator[str]:
    """Yield the sentences of `text`, with single spaces and never empty.

    A full stop ends none after one of `abbreviations`, after a single letter, or before a lower-case letter.
    """
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _goes_on(text, match, abbreviations):
            continue
        if sentence := " ".join(text[start : match.end()].split()):
            yield sentence
        start = match.end()
    if sentence := " ".join(text[start:].split()):
        yield sentence


def _goes_on(text: str, match: re.Match[str], abbreviations: Collection[str]) -> bool:
    if match[0].count("\n") > 1:
        return False
    if text[match.end() : match.end() + 1].islower():
        return True
    word = _LAST_WORD.search(text[max(0, match.start() - _LONGEST_TITLE) : match.start()])
    return word is not None and (len(word[0]) == 1 or word[0].lower() in abbreviations)


def split(text: str, limit: int, abbreviations: Collection[str] = ()) -> Iterator[str]:
    """Yield pieces of at most `limit` characters, each of as many whole sentences as fit.

    The pieces, joined by spaces, are the text with its white space collapsed, unless a word had to be cut.
    """
    piece = ""
    for sentence in sentences(text, abbreviations):
        for part in _parts(sentence, limit):
            if piece and len(piece) + 1 + len(part) > limit:
                yield piece
                piece = ""
            piece = f"{piece} {part}" if piece else part
    if piece:
        yield piece


def _parts(sentence: str, limit: int) -> Iterator[str]:
    start = 0
    while len(sentence) - start > limit:
        end = _cut(sentence, start, limit)
        yield sentence[start:end].rstrip()
        start = end
    yield sentence[start:]


def _cut(sentence: str, start: int, limit: int) -> int:
    """Return where the next part begins: after a clause that is no scrap, or after a space, or anywhere."""
    window = sentence[start : start + limit + 1]  # a space may follow the limit
    for pattern, least in ((_CLAUSE_END, limit // 4), (_SPACE, 1)):
        ends = [match.end() for match in pattern.finditer(window)]
        if ends and ends[-1] > least:
            return start + ends[-1]
    return start + limit


def halve(text: str) -> tuple[str, str]:
    """Cut a piece of at least two characters in two, near its middle where that can be done well."""
    middle, quarter = len(text) // 2, len(text) // 4
    for pattern in (_SENTENCE_END, _CLAUSE_END, _SPACE):
        ends = [x.end() for x in pattern.finditer(text) if quarter <= x.end() <= len(text) - quarter]
        if ends:
            break
    else:
        ends = [match.end() for match in _SPACE.finditer(text)] or [middle]
    cut = min(ends, key=lambda end: abs(end - middle))
    return text[:cut].rstrip(), text[cut:]
