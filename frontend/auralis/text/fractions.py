"""Vulgar fractions."""

from __future__ import annotations

import re

from auralis.text.amounts import START, cardinal
from auralis.text.rules import Rules

WRITTEN = r"(?:\d{1,3}\s{1,2})?\d{1,4}[/\u2044]\d{1,4}"
"""The pattern of a fraction; it has no groups."""
_PARTS = re.compile(r"(?:(\d+)\s+)?(\d+)([/\u2044])(\d+)")
_FRACTION = re.compile(rf"{START}(?<!/){WRITTEN}(?![\w/]|[.,]\d)")


def read_fractions(text: str, rules: Rules) -> str:
    """Return `text` with its fractions in words: "1/2", "3\u00bd", but not "9/11"."""
    return _FRACTION.sub(lambda match: fraction(match[0], rules) or match[0], text)


def fraction(text: str, rules: Rules) -> str | None:
    """Return what `WRITTEN` found in words, or None if it is rather something else: "24/7"."""
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    whole, numerator, slash, denominator = match.groups()
    words = rules.fractions.get((int(numerator), int(denominator)))
    if words is None:
        if slash == "/" or not rules.over:
            return None
        words = f"{cardinal(numerator, rules)} {rules.over} {cardinal(denominator, rules)}"
    return f"{cardinal(whole, rules)}{rules.half or ' '}{words}" if whole else words
