"""Roman numerals, where something tells that they are some."""

from __future__ import annotations

import re
from re import Match

from auralis.text.amounts import cardinal
from auralis.text.rules import Rules

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMERAL = re.compile(
    r"(?<![\w'.\-])(?=[IVXLCDM])(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
    r"(?![A-Z])([^\W\d_]{1,3}(?!\w)|[\u00ba\u00aa\u00b0])?(?![\w'])"
)
_SMALL = re.compile(r"[IVX]{2,}")
_BEFORE = re.compile(r"([^\W\d_]+)\.?\s\Z")
_AFTER = re.compile(r"\.?\s([^\W\d_]+)")
_LOOK_BACK, _LOOK_AHEAD = 24, 40


def read_roman(text: str, rules: Rules) -> str:
    """Return `text` with its Roman numerals in words.

    One is known by its suffix ("XIXe"), by a word before or after it ("chapter", "siècle"), by the ruler it
    is of, or, if it has several letters and is below 40, by a capitalised word before it ("World War II").
    "I", "MIX" or "CD" are none by themselves.
    """
    return _NUMERAL.sub(lambda match: _read(match, rules), text)


def _read(match: Match[str], rules: Rules) -> str:
    numeral, suffix = match[1], (match[2] or "").lower()
    if suffix:
        form = rules.ordinals.get(suffix)
        return match[0] if form is None else rules.ordinal(value(numeral), form)
    window = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
    before = _BEFORE.search(window)
    after = _AFTER.match(match.string[match.end() : match.end() + _LOOK_AHEAD])
    if after and after[1].lower() in rules.roman_after and not _is_letter(numeral):
        return _in_form(numeral, rules.roman_after[after[1].lower()], rules)
    if before is None:
        return match[0]
    word = before[1].lower()
    if word in rules.roman_before and not _is_letter(numeral):
        return _in_form(numeral, rules.roman_before[word], rules)
    if word in rules.rulers and before[1][0].isupper() and rules.regnal and not _is_letter(numeral):
        return rules.regnal(value(numeral), word)
    if _SMALL.fullmatch(numeral) and before[1][0].isupper() and not before[1].isupper():
        return _in_form(numeral, None, rules)
    return match[0]


def _is_letter(numeral: str) -> bool:
    return numeral in ("L", "C", "D", "M")


def _in_form(numeral: str, form: str | None, rules: Rules) -> str:
    return cardinal(str(value(numeral)), rules) if form is None else rules.ordinal(value(numeral), form)


def value(numeral: str) -> int:
    """Return the number that a Roman numeral in capitals stands for."""
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
