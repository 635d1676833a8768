"""Stages that several languages have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import Match

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


def stop_at_end(match: Match[str]) -> str:
    """Return the full stop that an abbreviation at the end of the text, `match`, shares with the sentence."""
    return "" if match.string[match.end() :].strip() else "."
