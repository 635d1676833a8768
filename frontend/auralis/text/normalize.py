"""Text as written -> text as spoken, by the rules of a language.

Where the reference implementation (coqui-tts 0.27.2, `TTS/tts/layers/xtts/tokenizer.py`) reads well, the
result equals, character for character, what it feeds to its tokenizer, since that is what the model was
trained on.  Where it reads something else than what is written, the reading here is a speaker's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from auralis.text.abbreviations import expand_abbreviations
from auralis.text.addresses import spell_addresses
from auralis.text.characters import plain
from auralis.text.dates import read_dates
from auralis.text.money import read_money
from auralis.text.numbers import read_numbers, read_ranges
from auralis.text.roman import read_roman
from auralis.text.rules import Rules
from auralis.text.symbols import speak_symbols
from auralis.text.telephones import read_telephones
from auralis.text.times import read_times
from auralis.text.units import read_units

_FOR_ALL: tuple[Callable[[str, Rules], str], ...] = (spell_addresses, expand_abbreviations, read_roman)
_FOR_DIGITS: tuple[Callable[[str, Rules], str], ...] = (
    read_dates,
    read_times,
    read_telephones,
    read_ranges,
    read_money,
    read_units,
    read_numbers,
)
_DIGIT = re.compile(r"\d")


def normalize(text: str, rules: Rules) -> str:
    """Return `text` in lower case, in words, with single spaces; it may be empty."""
    text = plain(text)
    if rules.first:
        text = rules.first(text)
    for stage in _FOR_ALL:
        text = stage(text, rules)
    if _DIGIT.search(text):
        for stage in _FOR_DIGITS:
            text = stage(text, rules)
    text = rules.lower(speak_symbols(text, rules))
    text = " ".join(text.split())
    return rules.last(text) if rules.last else text
