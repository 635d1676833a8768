"""Long text -> pieces that one utterance can hold.

Pieces end, in this order of preference, with a sentence, a clause, a phrase, a word; a word is only cut if it
is too long by itself.  A word or two are no piece if that can be helped: the model does not know well where
so little ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from auralis.text.breaks import clauses, cut
from auralis.text.sentences import NO_STOPS, Stops, quotations, sentences

SHORT = 12
"""A piece below the limit's 12th part is joined to another, or takes something of it."""


def split(text: str, limit: int, stops: Stops = NO_STOPS) -> Iterator[str]:
    """Yield the pieces of a text: those of its sentences."""
    return pieces(sentences(text, stops), limit)


def pieces(units: Iterator[str], limit: int) -> Iterator[str]:
    """Yield pieces of at most `limit` characters, each of as many whole `sentences` as fit.

    The pieces, joined by spaces, are the text with its white space collapsed, unless a word had to be cut or
    the script has no spaces.  A line feed within a piece stands where only the end of a line ends a sentence.
    """
    for piece in _settled(_packed(quotations(units, limit), limit), limit):
        yield "".join(piece).rstrip()


def _packed(units: Iterator[str], limit: int) -> Iterator[list[str]]:
    piece: list[str] = []
    length = 0
    for unit in units:
        for part in _parts(unit, limit):
            if piece and length + len(part.rstrip()) > limit:
                yield piece
                piece, length = [], 0
            piece.append(part)
            length += len(part)
    if piece:
        yield piece


def _parts(unit: str, limit: int) -> Iterator[str]:
    """Cut a unit in parts of about the same length, none longer than `limit`."""
    start, length = 0, len(unit.rstrip())
    while length - start > limit:
        rest = length - start
        end = start + cut(unit[start : start + 2 * limit + 2], limit, rest // -(-rest // limit))
        yield unit[start:end]
        start = end
    yield unit[start:]


def _settled(pieces: Iterator[list[str]], limit: int) -> Iterator[list[str]]:
    """Let short pieces take something of the piece before or after them."""
    held: list[str] | None = None
    for piece in pieces:
        if held is not None:
            if min(_length(held), _length(piece)) * SHORT < limit:
                held, piece = _balanced(held + piece, limit) or (held, piece)
            yield held
        held = piece
    if held is not None:
        yield held


def _length(piece: Sequence[str]) -> int:
    return len("".join(piece).strip())


def _balanced(units: list[str], limit: int) -> tuple[list[str], list[str]] | None:
    """Return two pieces of these sentences, neither short; None if that would cut them within a clause."""
    text = "".join(units)
    for ends in (list(accumulate(map(len, units))), clauses(text)):
        good = [
            end
            for end in ends
            if limit <= SHORT * min(end, len(text) - end) and max(end, len(text) - end) <= limit
        ]
        if good:
            end = min(good, key=lambda end: abs(len(text) - 2 * end))
            return [text[:end]], [text[end:]]
    return None


def halve(text: str) -> tuple[str, str]:
    """Cut a piece of at least two characters in two, near its middle where that can be done well."""
    end = cut(text, len(text) - 1, len(text) // 2)
    return text[:end].rstrip(), text[end:]
