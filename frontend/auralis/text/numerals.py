"""Whole numbers -> words, by num2words or by CLDR's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import InvalidOperation
from functools import lru_cache

from num2words import num2words

from auralis.text.spellout import spell_out

Numeral = Callable[[int, str], str]
"""A number of at least zero and a form -> words.

The form "" is the one that is spoken while counting; what others there are ("f" for feminine ...) is each
language's own affair.  Raises OverflowError for numbers beyond its words.
"""

_REMEMBERED = 4096
_BEYOND_WORDS = (ValueError, OverflowError, IndexError, KeyError, InvalidOperation)
"""What num2words raises, by language, for numbers beyond its words."""


def cardinal(language: str) -> Numeral:
    """Return the reader of cardinals of num2words; it ignores the form.  `language` is num2words' name."""
    return _reader(language, ordinal=False)


def ordinal(language: str) -> Numeral:
    """Return the reader of ordinals of num2words; it ignores the form.  `language` is num2words' name."""
    return _reader(language, ordinal=True)


def spelled_out(language: str, rules: Mapping[str, str]) -> Numeral:
    """Return a reader by CLDR's rules: form -> the set of rules, such as "spellout-cardinal-feminine".

    A form that `rules` has not is read as "".
    """

    @lru_cache(_REMEMBERED)
    def read(number: int, form: str = "") -> str:
        words = spell_out(number, language, rules.get(form) or rules[""])
        return words.replace("\u00ad", "").lower()

    return read


def _reader(language: str, *, ordinal: bool) -> Numeral:
    @lru_cache(_REMEMBERED)
    def read(number: int, form: str = "") -> str:
        try:
            return str(num2words(number, ordinal=ordinal, lang=language)).lower()
        except _BEYOND_WORDS as error:
            raise OverflowError(f"{language} has no words for a number this large") from error

    return read
