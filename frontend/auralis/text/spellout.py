"""Whole numbers -> words, by the spell-out rules of Unicode's CLDR.

For languages that num2words cannot read, misspells, or reads in one grammatical case only.
"""

from __future__ import annotations

from functools import cache

from unicode_rbnf import RbnfEngine
from unicode_rbnf.engine import NoRuleForNumberError


@cache
def _engine(language: str) -> RbnfEngine:
    return RbnfEngine.for_language(language)


def spell_out(number: int, language: str, rules: str) -> str:
    """Return a number of at least zero in words.

    `rules` names one of the language's rule sets in CLDR ("spellout-cardinal", "spellout-ordinal").  Raises
    OverflowError for numbers beyond its words.
    """
    try:
        words: str = _engine(language).format_number(number, ruleset_names=[rules]).text
    except (NoRuleForNumberError, OverflowError) as error:
        raise OverflowError(f"{language} has no words for a number this large") from error
    if any(map(str.isdecimal, words)):
        raise OverflowError(f"{language} has no words for a number this large")
    return words
