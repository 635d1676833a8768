"""Telephone numbers, digit by digit."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern

from auralis.text.amounts import digits
from auralis.text.rules import Rules

_BETWEEN = r"(?:[ \u00a0.\-/]|\s?[()]\s?)"
_NUMBER = re.compile(
    rf"(?<![\w.,/+\-])(?<!\d[ \u00a0])(?:"
    rf"(?:\+|00)\s?\(?[1-9]\d{{0,3}}\)?(?:{_BETWEEN}{{0,2}}\(?\d{{1,12}}\)?){{1,6}}"  # +49 (0)30 123456
    rf"|\(\d{{2,5}}\)\s?\d{{2,8}}(?:[ .\-]\d{{2,8}}){{0,3}}"  # (555) 010-9999
    rf"|0\d{{1,5}}(?:[ \u00a0.\-/]\d{{2,8}}){{1,5}}"  # 030 1234567
    rf"|1[ .\-]\(?[1-9]\d{{2}}\)?[ .\-]\d{{3}}[ .\-]\d{{4}}"  # 1-555-010-9999
    rf"|[1-9]\d{{2}}([ .\-])\d{{3}}\1\d{{4}}"  # 555-010-9999
    rf"|[1-9]\d{{2}}-\d{{4}}"  # 555-1234
    rf")(?![\w/\-]|[.,]\d)"
)
_RUN = re.compile(r"\d+")
_FEWEST, _MOST = 7, 16


def read_telephones(text: str, rules: Rules) -> str:
    """Return `text` with what looks like a telephone number, or is called one, in words."""
    if rules.telephone_cues:
        text = _called(rules).sub(lambda match: match[1] + _read(match[2], rules), text)
    return _NUMBER.sub(lambda match: _checked(match, rules), text)


@cache
def _called(rules: Rules) -> Pattern[str]:
    cues = "|".join(re.escape(cue) for cue in sorted(rules.telephone_cues, key=len, reverse=True))
    return re.compile(
        rf"((?<!\w)(?:{cues})\.?:?\s+)(\+?\(?\d(?:[ \u00a0.()/\-]{{0,2}}\d){{4,15}})(?![\w%]|[.,:]\d)",
        re.IGNORECASE,
    )


def _checked(match: Match[str], rules: Rules) -> str:
    if not _FEWEST <= sum(c.isdigit() for c in match[0]) <= _MOST:
        return match[0]
    return _read(match[0], rules)


def _read(number: str, rules: Rules) -> str:
    read = rules.telephone or _digit_by_digit
    words = ", ".join(read(rules, run) for run in _RUN.findall(number))
    return f"{rules.symbols.get('+', '')} {words}".lstrip() if number.startswith("+") else words


def _digit_by_digit(rules: Rules, group: str) -> str:
    return digits(group, rules)
