"""Days and months, as a language says them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from re import Match, Pattern

from auralis.text.amounts import cardinal, locale
from auralis.text.rules import Date, Rules

_START, _END = r"(?<![\w.,/\-:])", r"(?![\w/\-]|[.,:]\d)"
_YEAR_FIRST = re.compile(rf"{_START}(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:T(?=\d)|{_END})")
_YEAR_LAST = re.compile(rf"{_START}(\d{{1,2}})(\.\s?|[-/])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_END}")
_STOPPED = re.compile(rf"{_START}(\d{{1,2}})\.\s?(\d{{1,2}})\.(?![\w./\-]|,\d|\s?\d)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s*\Z")
_LOOK_BACK = 24
_CENTURY = 50  # "49" is 2049, "50" is 1950
_YEAR = r"[12]\d{3}(?![\w]|[.,]\d)"


def read_dates(text: str, rules: Rules) -> str:
    """Return `text` with its dates in words; what is no day of any month stays as it is."""
    text = _YEAR_FIRST.sub(
        lambda match: _numeric(match, rules, match[4], match[3], match[1]) + ", " * match[0].endswith("T"),
        text,
    )
    text = _YEAR_LAST.sub(lambda match: _year_last(match, rules), text)
    if rules.stopped_ordinal:
        text = _STOPPED.sub(lambda match: _without_year(match, rules), text)
    text = _named(rules).sub(lambda match: _day_first(match, rules), text)
    if rules.month_first:
        text = _month_first(rules).sub(lambda match: _month_and_day(match, rules), text)
    return _month_and_year(rules).sub(lambda match: _month_alone(match, rules), text)


def month(number: int, rules: Rules) -> str:
    """Return the name of a month within a date, in lower case."""
    return str(locale(rules.locale).months["format"]["wide"][number]).lower()


def _year_last(match: Match[str], rules: Rules) -> str:
    first, between, second, year = match.groups()
    if len(year) == 2 and not (between[0] == "/" or rules.stopped_ordinal):
        return match[0]
    day_first = between[0] == "." or rules.date_order != "mdy"
    if max(int(first), int(second)) > 12:
        day_first = int(first) > 12
    day, month = (first, second) if day_first else (second, first)
    return _numeric(match, rules, day, month, year)


def _without_year(match: Match[str], rules: Rules) -> str:
    """Return "5.3." as a date, unless it is the number of a chapter."""
    before = _word_before(match)
    return match[0] if before in rules.roman_before else _numeric(match, rules, match[1], match[2], None)


def _numeric(match: Match[str], rules: Rules, day: str, month: str, year: str | None) -> str:
    return _read(match, rules, int(day), int(month), year, numeric=True)


def _day_first(match: Match[str], rules: Rules) -> str:
    day, name, year = match.groups()
    return _read(match, rules, int(day), _months(rules)[_key(name)], year)


def _month_and_day(match: Match[str], rules: Rules) -> str:
    name, day, year = match.groups()
    return _read(match, rules, int(day), _months(rules)[_key(name)], year)


def _month_alone(match: Match[str], rules: Rules) -> str:
    return _read(match, rules, None, _months(rules)[_key(match[1])], match[2])


def _read(
    match: Match[str], rules: Rules, day: int | None, month: int, year: str | None, *, numeric: bool = False
) -> str:
    if not 1 <= month <= 12 or not (day is None or 1 <= day <= 31):
        return match[0]
    date = Date(month, day, _full(year), _word_before(match), numeric)
    return (rules.date or day_month_year)(rules, date)


def _word_before(match: Match[str]) -> str:
    before = _WORD_BEFORE.search(match.string[max(0, match.start() - _LOOK_BACK) : match.start()])
    return before[1].lower() if before else ""


def _full(year: str | None) -> int | None:
    if year is None or len(year) == 4:
        return None if year is None else int(year)
    return int(year) + (1900 if int(year) >= _CENTURY else 2000)


def day_month_year(rules: Rules, date: Date) -> str:
    """Return a date as day, month and year, in this order, with cardinals."""
    day = "" if date.day is None else cardinal(str(date.day), rules)
    return " ".join(
        filter(None, (day, month(date.month, rules), "" if date.year is None else year(date.year, rules)))
    )


def year(number: int, rules: Rules) -> str:
    """Return a year in words."""
    return rules.year(number) if rules.year else cardinal(str(number), rules)


@cache
def _months(rules: Rules) -> Mapping[str, int]:
    """Return the months by their names and abbreviations, in lower case and without a full stop."""
    names = locale(rules.locale).months
    known = {
        _key(name): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in names[context][width].items()
        if any(c.isalpha() for c in name) and not any(c.isdigit() for c in name)
    }
    return {**known, **rules.months}


def _key(name: str) -> str:
    return name.lower().rstrip(".")


@cache
def _names(rules: Rules) -> str:
    """Return the pattern of a month's name as written: with a capital where the language has it so.

    A short name needs a full stop or a year after it: "mar" is a sea, "dec" may be anything.
    """
    capital = any(str(name)[0].isupper() for name in locale(rules.locale).months["format"]["wide"].values())
    wide = {
        _key(name)
        for part in ("format", "stand-alone")
        for name in locale(rules.locale).months[part]["wide"].values()
    }
    names = []
    for name in sorted(_months(rules), key=len, reverse=True):
        rest = re.escape(name[1:])
        first = (
            re.escape(name[0].upper()) if capital else f"[{re.escape(name[0])}{re.escape(name[0].upper())}]"
        )
        names.append(
            first + rest + ("" if name in wide or name in rules.months else r"(?:\.|(?=,?\s+\d{4}))")
        )
    return "|".join(names) or "(?!)"


@cache
def _named(rules: Rules) -> Pattern[str]:
    of = rf"(?:(?:{rules.of})\s+)?" if rules.of else ""
    day = rf"(?<![\w.,/:])(\d{{1,2}})(?:{rules.day_end})?" if rules.day_end else r"(?<![\w.,/:])(\d{1,2})"
    return re.compile(rf"{day}\s*+{of}({_names(rules)})(?!\w)(?:,?\s+{of}({_YEAR}))?")


@cache
def _month_first(rules: Rules) -> Pattern[str]:
    end = rf"(?:{rules.day_end})?" if rules.day_end else ""
    no_range = r"(?!\s?[-\u2013]\s?\d|\w|[:.,]\d|%)"
    return re.compile(rf"(?<!\w)({_names(rules)})\s+(\d{{1,2}}){end}{no_range}(?:,?\s+({_YEAR}))?")


@cache
def _month_and_year(rules: Rules) -> Pattern[str]:
    of = rf"(?:(?:{rules.of})\s+)?" if rules.of else ""
    return re.compile(rf"(?<!\w)({_names(rules)}),?\s+{of}({_YEAR})")
