"""What Polish, Czech and Russian have in common: nouns that agree with their number, numbers that inflect.

Their modules name the form of a cardinal by its gender, "m", "f", "n" ("" is how one counts), with "g" in
front in the genitive: "g", "gf".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from re import Match

from auralis.text.rules.base import Noun, Stage
from auralis.text.rules.stages import either

NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})++(?!\d)|\d{1,6}(?!\d)"
"""A whole number as written, its groups of three apart or not."""

_ENDS = r"(?!\w|['’\-–—]\w|\s?[.,:/–—\-]\d|\s?[%‰°€$£])"
"""Where a number by itself ends: neither within a longer one nor before a sign."""


_STOPPED = re.compile(r"\.\s*+(?P<letter>[^\W\d_])")
_WORD = re.compile(r"\s+[^\W\d_]")


def per(noun: Noun, words: str) -> Noun:
    """Return the noun of a ratio: `words` ("per hour") follow each of its forms."""
    forms = {form: f"{getattr(noun, form)} {words}" for form in ("one", "few", "many", "other")}
    return replace(noun, **forms)


def whole(written: str) -> int:
    """Return the number that is written with digits and, between its groups, spaces."""
    return int("".join(filter(str.isdecimal, written)))


def genitive(
    before: Iterable[str],
    nouns: Mapping[str, Noun],
    after: Iterable[str],
    read: Callable[[int, Noun | None], str],
    year: Callable[[int], str] | None = None,
) -> Stage:
    """Return a stage that reads the numbers behind a preposition that governs the genitive.

    `before` are the prepositions.  `nouns` are units and currencies by their signs, of which one may follow;
    `read` returns the number with the noun in the genitive.  A number before one of `after` (names of months,
    "year") is left to other rules.  `year` reads a number of four digits with no word behind it.
    """
    lead = rf"(?i:\b(?P<lead>(?:{either(before)})\s+))(?P<number>{NUMBER})"
    counted = rf"\s?(?P<noun>{either(nouns)})(?!\w)"
    alone = rf"{_ENDS}(?!\s+(?:{either(after)})\b)"
    pattern = re.compile(rf"{lead}(?:{counted}|{alone})")

    def spoken(match: Match[str]) -> str:
        number, noun = whole(match["number"]), match["noun"]
        stopped = None if noun else _STOPPED.match(match.string, match.end())
        if stopped and stopped["letter"].islower():
            return match[0]
        if noun is None and year and 1800 <= number < 2100 and not _WORD.match(match.string, match.end()):
            return match["lead"] + year(number)
        return match["lead"] + read(number, nouns[noun] if noun else None)

    return lambda text: pattern.sub(spoken, text)


def fractions(
    nouns: Mapping[str, Noun], words: Mapping[tuple[int, int], str], half: Callable[[str], str], form: str
) -> Stage:
    """Return a stage that reads "1/2 kg", "3/4 l": the unit stands in the genitive singular.

    `words` are the fractions, `half` makes half a unit of its genitive, which is the noun's plural category
    `form`.
    """
    pattern = re.compile(
        rf"(?<![\w.,/])(?P<part>\d{{1,2}})\s?[/\u2044]\s?(?P<whole>\d{{1,2}})\s?(?P<noun>{either(nouns)})(?![\w/])"
    )

    def spoken(match: Match[str]) -> str:
        part, noun = (int(match["part"]), int(match["whole"])), nouns[match["noun"]].counted(form)
        if part == (1, 2):
            return half(noun)
        return f"{words[part]} {noun}" if part in words else match[0]

    return lambda text: pattern.sub(spoken, text)
