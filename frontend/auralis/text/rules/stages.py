"""Stages that several languages have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from re import Match, Pattern

from auralis.text.roman import value
from auralis.text.rules.base import Stage


def either(words: Iterable[str]) -> str:
    """Return a pattern for one of `words`, the longest that fits."""
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


def unstopped(units: Iterable[str]) -> Stage:
    """Return a stage that takes the full stop from `units` ("5 min.") where it ends no sentence."""
    pattern = re.compile(
        rf"(?<=\d)(?P<unit>[ \u00a0\u202f]?(?:{either(units)}))\.(?P<rest>\s*+)(?=(?P<next>\S))"
    )

    def written(match: Match[str]) -> str:
        return match[0] if match["next"].isupper() and match["rest"] else match["unit"] + match["rest"]

    return lambda text: pattern.sub(written, text)


def halved(words: str) -> Stage:
    """Return a stage that reads the half of "3½" and "3 1/2" as `words` behind the number."""
    pattern = re.compile(r"(?<![\w.,/])(?P<whole>\d{1,4})\s{1,2}1[/\u2044]2(?![\w/])")
    return lambda text: pattern.sub(rf"\g<whole> {words}", text)


def by(word: str) -> Stage:
    """Return a stage that reads the sign between two lengths ("10 x 15 cm") as `word`."""
    pattern = re.compile(r"(?<=\d)\s?[x\u00d7\u0445]\s?(?=\d)")
    return lambda text: pattern.sub(f" {word} ", text)


def replacing(pattern: Pattern[str], words: str | Callable[[Match[str]], str]) -> Stage:
    """Return a stage that puts `words` in the place of what `pattern` finds."""
    return lambda text: pattern.sub(words, text)


def chained(*stages: Stage) -> Stage:
    """Return a stage that does the work of several, one after another."""

    def run(text: str) -> str:
        for stage in stages:
            text = stage(text)
        return text

    return run


def stopped_numerals(ordinal: Callable[[int, str], str]) -> dict[str, str]:
    """Return the ordinals that are written as Roman numerals with a full stop, as abbreviations: "ii"."""
    tens = ("", "X", "XX")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    numerals = (ten + one for ten in tens for one in ones)
    return {numeral.lower(): ordinal(value(numeral), "") for numeral in numerals if len(numeral) > 1}


def stop_at_end(match: Match[str]) -> str:
    """Return the full stop that an abbreviation at the end of the text, `match`, shares with the sentence."""
    return "" if match.string[match.end() :].strip() else "."
