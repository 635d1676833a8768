"""Text as written -> text as spoken, by the rules of a language.

The result equals, character for character, what the reference implementation feeds to its tokenizer
(coqui-tts 0.27.2, `TTS/tts/layers/xtts/tokenizer.py`), since that is what the model was trained on.  Where
the reference fails on a number, the number is read digit by digit.
"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import InvalidOperation
from functools import cache, partial
from re import Match, Pattern

from num2words import num2words

from auralis.text.rules import Rules

# An amount after or before its sign.  The look-behind only keeps the search linear: a match begins where the
# run of digits does in any case.
_CURRENCIES: tuple[tuple[str, Pattern[str]], ...] = tuple(
    (code, re.compile(rf"{sign}[0-9.,]*[0-9]|(?<![0-9.,])[0-9.,]*[0-9]{sign}"))
    for code, sign in (("GBP", "£"), ("USD", r"\$"), ("EUR", "€"))
)
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)")
_INTEGER = re.compile(r"[0-9]+")
_UNREADABLE = (ValueError, OverflowError, InvalidOperation)
"""What `int`, `float` and num2words raise for numbers beyond their reach."""


def normalize(text: str, rules: Rules) -> str:
    """Return `text` in lower case, in words, with single spaces; it may be empty."""
    text = text.strip().lower().replace('"', "")
    text = _expand_numbers(text, rules)
    for short, full in rules.abbreviations.items():
        text = _abbreviation(short).sub(full, text)
    for symbol, words in rules.symbols.items():
        text = text.replace(symbol, f" {words} ")
    return " ".join(text.split())


def _expand_numbers(text: str, rules: Rules) -> str:
    text = _grouped(rules.groups).sub(lambda match: match[0].replace(rules.groups, ""), text)
    text = _expand_currencies(text, rules)
    text = _DECIMAL.sub(lambda match: _read(match[0], float, rules), text)
    text = _ORDINAL.sub(lambda match: _read(match[1], int, rules, ordinal=True), text)
    return _INTEGER.sub(lambda match: _read(match[0], int, rules), text)


def _expand_currencies(text: str, rules: Rules) -> str:
    # As in the reference, an amount that is none ("$1.2.3") leaves its currency, and those after it, to the
    # other rules, so that the ids are equal there, too.
    with suppress(*_UNREADABLE):
        for code, pattern in _CURRENCIES:
            text = pattern.sub(partial(_read_amount, code=code, rules=rules), text)
    return text


def _read_amount(match: Match[str], code: str, rules: Rules) -> str:
    amount = float(re.sub(r"[^0-9.]", "", match[0].replace(",", ".")))
    words: str = num2words(amount, to="currency", currency=code, lang=rules.locale)
    if amount.is_integer():
        words = words.rpartition(rules.cents)[0] or words
    return words


def _read(number: str, kind: type[int] | type[float], rules: Rules, *, ordinal: bool = False) -> str:
    try:
        words: str = num2words(kind(number.replace(",", ".")), ordinal=ordinal, lang=rules.locale)
    except _UNREADABLE:
        digits = filter(str.isdecimal, number)
        words = " ".join(num2words(int(digit), lang=rules.locale) for digit in digits)
    return words


@cache
def _abbreviation(short: str) -> Pattern[str]:
    return re.compile(rf"\b{re.escape(short)}\.", re.IGNORECASE)


@cache
def _grouped(separator: str) -> Pattern[str]:
    return re.compile(rf"\b\d{{1,3}}(?:{re.escape(separator)}\d{{3}})*(?:\.\d+)?\b")
