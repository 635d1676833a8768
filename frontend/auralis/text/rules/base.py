"""What a language's module in this package provides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True)
class Rules:
    """How text of one language becomes what its part of the model was trained on.

    The tables apply to lower-case text.  Abbreviations are tried in the order given, as whole words with
    their full stop.
    """

    language: str  # the model's tag: "en", "zh-cn"
    name: str  # for people
    character_limit: int  # of one utterance; the model was trained on nothing longer
    numerals: str  # the language's name in num2words
    thousands: str  # between groups of three digits
    ordinal: Pattern[str]  # group 1 is the number
    cents: str  # what num2words puts between whole and hundredths of an amount of money
    abbreviations: Mapping[str, str]  # without the full stop -> in full
    symbols: Mapping[str, str]  # one character -> in words
