"""Abbreviations, in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from re import Match, Pattern

from auralis.text.characters import entry
from auralis.text.rules import Rules
from auralis.text.units import UNITS

_NUMBER_SIGN = re.compile(r"(?<!\w)(?:[#\u2116]|[nN]\.?[\u00b0\u00ba])\s?(?=\d)")
_COUNTED = re.compile(r"\d\s?\Z")
_REST = re.compile(r"[\s'\u00bb)]*\Z")


def expand_abbreviations(text: str, rules: Rules) -> str:
    """Return `text` with its abbreviations in full.

    The full stop of one goes with it, but for one at the very end, which ends the sentence, too.
    """
    if rules.words:
        text = _words(rules).sub(lambda match: _word(match, rules), text)
    if rules.number_sign:
        text = _NUMBER_SIGN.sub(f" {rules.number_sign} ", text)
    if "." not in text:
        return text
    if rules.numbered:
        text = _numbered(rules).sub(lambda match: f"{_cased(rules.numbered, match[1])} ", text)
    if rules.abbreviations:
        text = _abbreviated(rules).sub(lambda match: _expanded(match, rules), text)
    return text


def _word(match: Match[str], rules: Rules) -> str:
    if match[0].lower() in rules.abbreviations and match.string.startswith(".", match.end()):
        return match[0]
    return entry(rules.words, match[0])


def _expanded(match: Match[str], rules: Rules) -> str:
    key = _key(match[1])
    if key in UNITS and _COUNTED.search(match.string, max(0, match.start() - 2), match.start()):
        return match[0]  # "5 m." ends a sentence
    full = _cased(rules.abbreviations, match[1])
    following = match.string[match.end() : match.end() + 1]
    if following.isalnum():
        return f"{full} "
    return full + "." if _REST.match(match.string, match.end()) else full


def _cased(table: Mapping[str, str], written: str) -> str:
    """Return what `written` is short for, with a capital if it has one, for stages that look at capitals."""
    full = entry(table, _key(written))
    return full[0].upper() + full[1:] if written[0].isupper() else full


def _key(written: str) -> str:
    return re.sub(r"\s", "", written.lower())


@cache
def _words(rules: Rules) -> Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_alternatives(rules.words)})(?![\w-])", re.IGNORECASE)


@cache
def _numbered(rules: Rules) -> Pattern[str]:
    return re.compile(rf"(?<!\w)({_alternatives(rules.numbered)})\.\s?(?=\d)", re.IGNORECASE)


@cache
def _abbreviated(rules: Rules) -> Pattern[str]:
    return re.compile(rf"(?<!\w)({_alternatives(rules.abbreviations)})\.(?!\.)", re.IGNORECASE)


def _alternatives(table: Iterable[str]) -> str:
    """Return a pattern of all keys, the longest first; a space may follow a full stop within one."""
    return "|".join(re.escape(key).replace(r"\.", r"\.\s?") for key in sorted(table, key=len, reverse=True))
