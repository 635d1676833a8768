"""The sentences of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Self

from auralis.text.breaks import CLAUSE_ENDS, CLOSING, ENDS, FULL_CLAUSE_ENDS, FULL_ENDS, SPACELESS
from auralis.text.rules import Rules

# Look-behinds and possessive quantifiers keep the search linear in runs of one character.
_END = re.compile(
    rf"(?<=[{ENDS}])[{CLOSING}]*+(?:[ \u00a0\u202f]\u00bb(?=\s))?\s++"
    rf"|(?<=[{FULL_ENDS}])(?![{ENDS}{FULL_ENDS}])[{CLOSING}]*+\s*+|\n\s*+"
)
_LAST_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0610-\u065f\u0900-\u0903\u093a-\u094f])*(?=\.$)")
_LAST_NUMBER = re.compile(r"(?:^|\s)\d{1,3}\.$")
_LONGEST_TITLE = 16
_ITEM = re.compile(r"(?:[-*+\u2022\u2023\u25e6\u2043\u2013\u2014\u00b7]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s")
_SPACED = re.compile(rf"[^{SPACELESS}]")
_LONGEST_LINE = 50
"""Characters of a line that is a heading or verse, half as many in Chinese; a longer one is wrapped."""

_SPOKEN_END = re.compile(rf"[{ENDS}{FULL_ENDS}{CLAUSE_ENDS}{FULL_CLAUSE_ENDS}][{CLOSING}]*$")
_NEVER_LAST = frozenset(
    ["dr", "prof", "mr", "mrs", "ms", "mme", "mlle", "st", "vs", "bzw", "vgl", "approx", "cf"]
)
"""Abbreviations that no sentence ends with, in any language."""

_QUOTES = {"\u00ab": "\u00bb", "\u00bb": "\u00ab", "\u201e": "\u201c\u201d", "\u201c": "\u201d", '"': '"'} | {
    opening: closing for opening, closing in ("()", "\uff08\uff09", "\u300c\u300d", "\u300e\u300f", "[]")
}


@dataclass(frozen=True)
class Stops:
    """After what a full stop ends no sentence, in lower case."""

    abbreviations: Collection[str] = ()
    numbered: Collection[str] = ()  # abbreviations that only count before a number
    ordinal: Callable[[str, str], object | None] | None = None
    """(text before "8.", text after it) -> None if that ends a sentence."""

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """Return those of a language."""
        return cls(frozenset(rules.abbreviations), frozenset(rules.numbered), rules.stopped_ordinal)


NO_STOPS = Stops()


def sentences(text: str, stops: Stops = NO_STOPS) -> Iterator[str]:
    """Yield the sentences of `text`, with single spaces and never empty.

    A full stop ends none after one of `stops`, after a single letter, or before a lower-case letter.  Items
    of lists and lines that are shorter than wrapped ones are sentences, too.

    The last character of a sentence is what follows it: a space, nothing where none is written, or a line
    feed where only the end of a line tells that the sentence has ended.
    """
    start = 0
    for match in _END.finditer(text):
        if _goes_on(text, start, match, stops):
            continue
        if sentence := " ".join(text[start : match.end()].split()):
            yield sentence + _gap(sentence, match)
        start = match.end()
    if sentence := " ".join(text[start:].split()):
        yield sentence


def _gap(sentence: str, end: re.Match[str]) -> str:
    if "\n" in end[0]:
        return " " if _SPOKEN_END.search(sentence) else "\n"
    return " " if end[0][-1:].isspace() else ""


def _goes_on(text: str, start: int, end: re.Match[str], stops: Stops) -> bool:
    after = text[end.end() : end.end() + 1]
    if end[0].count("\n") > 1 or ("\n" in end[0] and _ITEM.match(text, end.end())):
        return False
    if end[0].startswith("\n"):
        return not _is_line(text, end.start(), after)
    if after.islower():
        return True
    if text[end.start() - 1] in FULL_ENDS:  # a quotation within a sentence
        return bool(end[0]) and not end[0][-1].isspace() and after.isalpha()
    last = text[max(start, end.start() - _LONGEST_TITLE) : end.start()]
    if word := _LAST_WORD.search(last):
        return _never_last(word[0], after, stops)
    if _LAST_NUMBER.search(last):
        before = text[max(start, end.start() - _LONGEST_LINE) : end.start()].rstrip(".").rstrip("0123456789")
        following = text[end.start() : end.end() + _LONGEST_LINE]
        return not before.strip() or (
            stops.ordinal is not None and stops.ordinal(before, following) is not None
        )
    return False


def _never_last(word: str, after: str, stops: Stops) -> bool:
    lower = word.lower()
    is_initial = len(word) == 1 and lower != word.upper()
    is_title = lower in stops.abbreviations or lower in _NEVER_LAST
    return is_initial or is_title or (after.isdigit() and lower in stops.numbered)


def _is_line(text: str, end: int, after: str) -> bool:
    """Return whether what ends with the line feed at `end` is more than a line of a paragraph."""
    longest = _LONGEST_LINE if _SPACED.match(text, end - 1) else _LONGEST_LINE // 2
    start = text.rfind("\n", max(0, end - longest - 1), end)
    is_short = start >= 0 or end <= longest
    return is_short and not after.islower() and text[end - 1 : end] not in tuple(",;\u3001\uff0c\uff1b\u060c")


def quotations(units: Iterator[str], limit: int) -> Iterator[str]:
    """Join the sentences of a quotation or parenthesis to a unit, if that has at most `limit` characters."""
    open_units: list[str] = []
    closing = ""
    for unit in units:
        closing = _still_open(unit, closing)
        if closing and sum(map(len, open_units)) + len(unit) <= limit:
            open_units.append(unit)
        elif closing or sum(map(len, open_units)) + len(unit.rstrip()) > limit:
            yield from open_units
            yield unit
            open_units, closing = [], ""
        else:
            yield "".join((*open_units, unit))
            open_units = []
    yield from open_units


def _still_open(unit: str, closing: str) -> str:
    """Return what would close the quotation that is open after `unit`; nothing if none is."""
    for character in unit:
        if not closing:
            closing = _QUOTES.get(character, "")
        elif character in closing:
            closing = ""
    return closing
