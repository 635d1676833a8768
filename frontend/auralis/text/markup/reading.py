"""How `say-as` reads a text: as characters, as a number, as a date, as a telephone number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from auralis.text.rules import Rules

LONGEST = 100
"""Characters of a text that is read in another way than its own."""

_NUMBER = re.compile(r"([+-]?)(\d+)", re.ASCII)
_GROUPING = re.compile(r"(?<=\d)[\s,.'\u2019](?=\d{3}(?!\d))", re.ASCII)
_DATE_ORDERS = ("ymd", "ydm", "dmy", "mdy")


def read_as(how: str, form: str, text: str, rules: Rules) -> str:
    """Return `text` as `interpret-as` and `format` want it read, in words of a language.

    What the normaliser reads well by itself, such as a date, may be left to it.  Raises ValueError, for
    people, for a text that is nothing of the kind.
    """
    if how not in _READERS:
        raise ValueError(f"has interpret-as={how[:20]!r}; known are {', '.join(_READERS)}")
    if not 1 <= len(text) <= LONGEST:
        raise ValueError(f"must hold 1 to {LONGEST} characters")
    return _READERS[how](text, form, rules)


def _characters(text: str, _: str, rules: Rules) -> str:
    names = (
        _digit(char, rules) if char.isdecimal() else char if char.isalpha() else rules.spelled.get(char, "")
        for char in text
    )
    return ", ".join(filter(None, names))


def _digits(text: str, _: str, rules: Rules) -> str:
    digits = "".join(text.split())
    if not digits.isdecimal():
        raise ValueError(f"holds {text[:20]!r}, which is not all digits")
    return " ".join(_digit(digit, rules) for digit in digits)


def _cardinal(text: str, _: str, rules: Rules) -> str:
    sign, number = _number(text)
    return (
        f"{rules.minus} {_words(rules.cardinal, number)}" if sign == "-" else _words(rules.cardinal, number)
    )


def _ordinal(text: str, _: str, rules: Rules) -> str:
    sign, number = _number(re.sub(r"[^\d]+$", "", text))
    if sign == "-":
        raise ValueError(f"holds {text[:20]!r}, which is below zero")
    return _words(rules.ordinal, number)


def _date(text: str, form: str, _: Rules) -> str:
    if not form:
        return text  # in the order that is usual in the language
    if form not in _DATE_ORDERS:
        raise ValueError(f"has format={form[:20]!r}; known are {', '.join(_DATE_ORDERS)}")
    numbers = re.findall(r"[0-9]+", text)
    try:
        parts = dict(zip(form, map(int, numbers), strict=True))
        return date(parts["y"], parts["m"], parts["d"]).isoformat()
    except ValueError:
        raise ValueError(f"holds {text[:20]!r}, which is no date in the order {form}") from None


def _telephone(text: str, _: str, rules: Rules) -> str:
    groups = re.findall(r"[0-9]+", text)
    if not groups:
        raise ValueError(f"holds {text[:20]!r}, which has no digits")
    plus = f"{rules.spelled.get('+', '')} " if text.lstrip().startswith("+") else ""
    spoken = (
        rules.telephone(rules, group)
        if rules.telephone
        else " ".join(_digit(digit, rules) for digit in group)
        for group in groups
    )
    return plus + ", ".join(spoken)


def _number(text: str) -> tuple[str, int]:
    match = _NUMBER.fullmatch(_GROUPING.sub("", text))
    if match is None:
        raise ValueError(f"holds {text[:20]!r}, which is no whole number")
    return match[1], int(match[2])


def _words(read: Callable[[int, str], str], number: int) -> str:
    try:
        return read(number, "")
    except OverflowError as error:
        raise ValueError(str(error)) from None


def _digit(digit: str, rules: Rules) -> str:
    return rules.cardinal(int(digit), "")


_READERS: Mapping[str, Callable[[str, str, Rules], str]] = {
    "characters": _characters,
    "spell-out": _characters,
    "digits": _digits,
    "cardinal": _cardinal,
    "ordinal": _ordinal,
    "date": _date,
    "telephone": _telephone,
}
