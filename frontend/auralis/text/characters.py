"""The many forms of a character -> the one that the rules and the tokenizer know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

_ASCII = str.maketrans({'"': "", "`": "'", "[": "(", "{": "(", "]": ")", "}": ")", "\x7f": " "})
"""Brackets become round: in square ones a word such as "[en]" would be a tag of the tokenizer's."""

_REPLACED = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", ""),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u02b9\u2032\u00b4\u0060", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2014\u2015\u2e3a\u2e3b", " - "),
    "\u02da": "\u00b0",
    "\u03bc": "\u00b5",
    "\u2103": "\u00b0C",
    "\u2109": "\u00b0F",
    "\u2126": "\u03a9",
}
_KEPT = frozenset(
    "\u00a0\u202f\u2009\u2007\u00aa\u00ba\u00b2\u00b3\u2013\u2212\u2044\u2116\u2122\u3007\u3000\u2120\u0130"
)
"""What later stages look at, and spaces."""

_UNUSUAL = re.compile(
    "[^\x00-\x7f\u00a1\u00bf-\u02af\u0370-\u03bb\u03bd-\u0482\u048a-\u058f\u05d0-\u05ea\u0610-\u065f\u0670-\u06dc"
    "\u0900-\u0965\u0970-\u097f\u3001-\u3029\u3041-\u30fe\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]"
)
_MARKED = re.compile("[^\\W\\d_]?[\u0300-\u036f]+")
_QUOTED = re.compile(
    "\u00ab[\u00a0\u202f]+"
    "|(?<![\u00a0\u202f])[\u00a0\u202f]++\u00bb"
    "|[ \u00a0\u202f]\u00bb(?=[\\s.,;:!?)]|\\Z)"
)


_Entry = TypeVar("_Entry")


def entry(table: Mapping[str, _Entry], written: str) -> _Entry:
    """Return what `table` has for `written`, which a pattern of its keys has found whatever its case.

    Such a pattern also takes the long s, and the Turkish letters with a dot too many or too few for an "i".
    """
    key = written.lower()
    if key in table:
        return table[key]
    return next(value for known, value in table.items() if _folded(known) == _folded(key))


def _folded(word: str) -> str:
    return word.replace("i\u0307", "i").replace("\u0131", "i").replace("\u017f", "s")


def plain(text: str) -> str:
    """Return `text` with composed letters, ASCII digits and plain quotes, hyphens and brackets.

    Double quotes and what cannot be seen are left out.  Compatibility forms (full-width, ligatures, letters
    in circles, presentation forms) become what they stand for, and vulgar fractions a space, the numerator,
    U+2044 and the denominator.
    """
    text = text.translate(_ASCII)
    if text.isascii():
        return text
    text = _MARKED.sub(lambda match: _composed(match[0]), text)
    text = _QUOTED.sub("", text)
    return _UNUSUAL.sub(lambda match: _plain(match[0]), text)


@lru_cache(4096)
def _composed(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", letter) if not "\u0300" <= c <= "\u036f")


@lru_cache(4096)
def _plain(character: str) -> str:
    if character in _KEPT:
        return character
    if character in _REPLACED:
        return _REPLACED[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Nl", "No"):
        return _number(character)
    if category in ("Cf", "Cs", "Cn", "Co", "Me") or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Cc":
        return " "
    if unicodedata.decomposition(character).startswith("<"):
        return unicodedata.normalize("NFKC", character)
    return character


def _number(character: str) -> str:
    """Return a letter-like or other number: "\u2165" is 6, "\u2461" is 2, a half is " 1\u20442"."""
    number = unicodedata.normalize("NFKC", character)
    if "\u2044" in number:
        return f" {number}"
    if number.isascii() and number.isdigit():
        return number
    value = unicodedata.numeric(character, 0.5)
    return str(int(value)) if value.is_integer() else " "
