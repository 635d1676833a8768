"""Roman numerals, where something tells that they are some."""

from __future__ import annotations

import re
from re import Match

from auralis.text.amounts import cardinal
from auralis.text.rules import Rules

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMERAL = re.compile(
    r"(?<![\w'.\-])(?=[IVXLCDM])(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
    r"(?![A-Z])([^\W\d_]{1,3}(?!\w)|[\u00ba\u00aa\u00b0])?(?!\w|'(?!s\b))(\.(?=\s))?"
)
_CHAIN = re.compile(r"(?:\b[IVXLCDM]+(?:,|\s[^\W\d_]{1,3})\s)+\Z")
_SMALL = re.compile(r"[IVX]{2,}")
_BEFORE = re.compile(r"([^\W\d_]+)\.?\s\Z")
_AFTER = re.compile(r"\s([^\W\d_]+)")
_LOOK_AROUND = 40


def read_roman(text: str, rules: Rules) -> str:
    """Return `text` with its Roman numerals in words.

    One is known by its suffix ("XIXe"), by a word before or after it ("chapter", "siècle"), by the ruler it
    is of, or, if it has several letters and is below 40, by a capitalised word before it ("World War II").
    "I", "MIX" or "CD" are none by themselves.
    """
    return _NUMERAL.sub(lambda match: _read(match, rules), text)


def _read(match: Match[str], rules: Rules) -> str:
    numeral, suffix, stop = match[1], (match[2] or "").lower(), match[3] or ""
    before = match.string[max(0, match.start() - _LOOK_AROUND) : match.start()]
    after = match.string[match.end() : match.end() + _LOOK_AROUND]
    following = _AFTER.match(after)
    noun = following[1] if following else ""
    if suffix:
        form = rules.ordinals.get(suffix)
        sure = _is_sure(numeral, suffix) or noun.lower() in rules.roman_after
        return match[0] if form is None or not sure else rules.ordinal(value(numeral), form) + stop
    if _is_letter(numeral):
        return match[0]
    ordinal = _ordinal(numeral, before, after, noun, stop, rules)
    if ordinal is not None:
        return ordinal
    words = _after_word(numeral, before, rules)
    return match[0] if words is None else words + stop


def _ordinal(numeral: str, before: str, after: str, noun: str, stop: str, rules: Rules) -> str | None:
    """Return a numeral that is known by the noun after it, that is a ruler's, or that has a full stop."""
    number = value(numeral)
    if noun.lower() in rules.roman_after and (rules.stopped_ordinal or not stop):
        return _in_form(number, rules.roman_after[noun.lower()], rules)
    word = _BEFORE.search(before)
    if word and word[1].lower() in rules.rulers and word[1][0].isupper() and rules.regnal:
        own_stop = rules.stopped_ordinal is not None and noun[:1].islower()
        return rules.regnal(number, word[1].lower()) + ("" if own_stop else stop)
    if stop and rules.stopped_ordinal and _SMALL.fullmatch(numeral):
        form = rules.stopped_ordinal(before, after)
        return None if form is None else rules.ordinal(number, form)
    return None


def _after_word(numeral: str, before: str, rules: Rules) -> str | None:
    """Return a numeral that is known by the word before it."""
    word = _BEFORE.search(_CHAIN.sub("", before))
    if word is None:
        return None
    if word[1].lower() in rules.roman_before:
        return _in_form(value(numeral), rules.roman_before[word[1].lower()], rules)
    if _SMALL.fullmatch(numeral) and word[1][0].isupper() and not word[1].isupper():
        return _in_form(value(numeral), None, rules)
    return None


def _is_sure(numeral: str, suffix: str) -> bool:
    """Return whether a numeral with a suffix is no word: "IIe", "Ier", "Vº", but not "Los", "Ver", "Io"."""
    if not suffix.isalpha() or suffix in "ºª":
        return not _is_letter(numeral)
    return bool(_SMALL.fullmatch(numeral)) or (numeral == "I" and suffix in ("er", "re", "ère"))


def _is_letter(numeral: str) -> bool:
    return numeral in ("L", "C", "D", "M")


def _in_form(number: int, form: str | None, rules: Rules) -> str:
    return cardinal(str(number), rules) if form is None else rules.ordinal(number, form)


def value(numeral: str) -> int:
    """Return the number that a Roman numeral in capitals stands for."""
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
