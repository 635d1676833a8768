"""A number as written: what it is, how it is read, and which word it takes after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale

from auralis.text.rules import Noun, Rules

START = r"(?<![\w.,])(?<!\d')"
"""What a search for a number begins with: it never begins within one, which keeps it linear."""
_HARD_SPACES = "\u00a0\u202f\u2009"
_EXACT = 15  # digits that decide which word follows a number


@dataclass(frozen=True)
class Amount:
    """A number: its digits before and after the mark, and the mark; a fraction does not end in zeros."""

    whole: str
    fraction: str = ""
    mark: str = ""

    @property
    def value(self) -> Decimal:
        """Return the number, cut down where it is too long for anything but its plural category."""
        whole = self.whole if len(self.whole) <= _EXACT else f"1{self.whole[-_EXACT:]}"
        return Decimal(f"{whole or 0}.{self.fraction[:_EXACT] or 0}").normalize()


@cache
def written(rules: Rules) -> str:
    """Return the pattern of a number without a sign, as `rules` writes it; it has no groups.

    What it finds may still be no number ("1.2.3"); see `parse`.
    """
    spaces = re.escape("".join(sorted({*_HARD_SPACES, *(c for c in rules.groups if c.isspace())})))
    return rf"(?:\d{{1,3}}(?:[{spaces}]\d{{3}}(?!\d)){{1,7}}+(?:[.,]\d++)?+|\d++(?:[.,']\d++)*+)"


def parse(text: str, rules: Rules) -> Amount | None:
    """Return what `written` found as a number, or None if it is none: "1.2.3"."""
    text = "".join(text.split())
    separators = [c for c in text if not c.isdigit()]
    if not separators:
        return Amount(text)
    *grouping, last = separators
    if _is_grouped(text, separators, rules):
        return Amount("".join(filter(str.isdigit, text)))
    whole, _, fraction = text.rpartition(last)
    if last == "'" or last in grouping or not _is_grouped(whole, grouping, rules, strict=False):
        return None
    return Amount("".join(filter(str.isdigit, whole)) or "0", fraction.rstrip("0"), last)


def _is_grouped(text: str, separators: list[str], rules: Rules, *, strict: bool = True) -> bool:
    """Return whether all separators stand before groups of three digits.

    A single one that `rules` does not use for groups rather is a decimal mark, unless `strict` is False.
    """
    if not separators:
        return not strict
    if len(set(separators)) > 1:
        return False
    first, *groups = text.split(separators[0])
    if not (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)):
        return False
    return not strict or (first != "0" and (len(groups) > 1 or separators[0] in (*rules.groups, "'")))


def read(amount: Amount, rules: Rules, form: str = "") -> str:
    """Return an amount in words.  Whole numbers stand in `form`."""
    if not amount.fraction:
        return cardinal(amount.whole, rules, form)
    if rules.decimal:
        return rules.decimal(rules, amount.whole, amount.fraction, amount.mark)
    mark = rules.marks.get(amount.mark) or next(iter(rules.marks.values()))
    return f"{cardinal(amount.whole, rules)} {mark} {digits(amount.fraction, rules)}"


def cardinal(number: str, rules: Rules, form: str = "") -> str:
    """Return a run of digits as one number, or digit by digit if it is too long for that."""
    if len(number) <= rules.longest:
        try:
            return rules.cardinal(int(number), form)
        except OverflowError:
            return digits(number, rules)
    return digits(number, rules)


def digits(number: str, rules: Rules) -> str:
    """Return a run of digits, digit by digit."""
    return " ".join(_digit(digit, rules) for digit in number)


@lru_cache(1024)
def _digit(digit: str, rules: Rules) -> str:
    return rules.cardinal(int(digit), "")


def counted(amount: Amount, noun: Noun, rules: Rules) -> str:
    """Return an amount of something in words, both agreeing."""
    return f"{read(amount, rules, noun.form)} {word(amount, noun, rules)}"


def word(amount: Amount, noun: Noun, rules: Rules) -> str:
    """Return the word of a noun that follows an amount."""
    return noun.counted(locale(rules.locale).plural_form(amount.value))


@cache
def locale(name: str) -> Locale:
    """Return what CLDR knows of a locale."""
    return Locale.parse(name)
