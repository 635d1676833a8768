"""Whole numbers -> words, by num2words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import InvalidOperation
from functools import lru_cache

from num2words import num2words

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


def _reader(language: str, *, ordinal: bool) -> Numeral:
    @lru_cache(_REMEMBERED)
    def read(number: int, form: str = "") -> str:
        try:
            return str(num2words(number, ordinal=ordinal, lang=language)).lower()
        except _BEYOND_WORDS as error:
            raise OverflowError(f"{language} has no words for a number this large") from error

    return read
