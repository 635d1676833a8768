"""Numbers that are nothing else: ranges, ordinals, decimals, cardinals."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern

from auralis.text.amounts import START, Amount, cardinal, digits, parse, read, written
from auralis.text.characters import entry
from auralis.text.fractions import read_fractions
from auralis.text.rules import Rules

_STOPPED = re.compile(rf"{START}(\d{{1,4}})\.(?=\s|\Z|[,)])")
_CLAUSE_END = re.compile(r"\s*+(?:[.,;:!?)]|\Z)")
_LOOK_AROUND = 48
_YEARS = range(1010, 2100)
_FIRST_SPACELESS = "\u1100"
"""Scripts from here on, Hangul, kana and ideographs, put no space between a number and a word."""


def read_ranges(text: str, rules: Rules) -> str:
    """Return `text` with "5-10" as "5 to 10", in figures still, so that a unit may follow."""
    return _range(rules).sub(lambda match: _range_in_words(match, rules), text)


def read_numbers(text: str, rules: Rules) -> str:
    """Return `text` with all its digits in words."""
    text = read_fractions(text, rules)
    if rules.ordinals:
        text = _ordinal(rules).sub(lambda match: _suffixed(match, rules), text)
    if rules.stopped_ordinal:
        text = _STOPPED.sub(lambda match: _stopped(match, rules), text)
    return _number(rules).sub(lambda match: _in_words(match, rules), text)


def _range_in_words(match: Match[str], rules: Rules) -> str:
    first, sign, sign_of_last, last = match[1], match[2] or "", match[3], match[4]
    start, end = parse(first, rules), parse(last, rules)
    if start is None or end is None or any(len(x.whole) > 1 and x.whole[0] == "0" for x in (start, end)):
        return match[0]
    rises = start.value < end.value
    if rules.year and first.isdecimal() and int(start.whole) in _YEARS:
        if len(last) == 2 and first[2:] < last:
            return f"{rules.year(int(first))} {rules.to} {last}"
        if (
            rises
            and len(last) == 4
            and int(end.whole) in _YEARS
            and _CLAUSE_END.match(match.string, match.end())
        ):
            return f"{rules.year(int(first))} {rules.to} {rules.year(int(last))}"
    return f"{first}{sign} {rules.to} {sign_of_last}{last}" if rises else match[0]


def _suffixed(match: Match[str], rules: Rules) -> str:
    amount = parse(match[1], rules)
    if amount is None or amount.fraction:
        return match[0]
    return _ordinal_in_words(amount.whole, entry(rules.ordinals, match[2]), rules)


def _stopped(match: Match[str], rules: Rules) -> str:
    before = match.string[max(0, match.start() - _LOOK_AROUND) : match.start()]
    after = match.string[match.end() : match.end() + _LOOK_AROUND]
    form = rules.stopped_ordinal(before, after) if rules.stopped_ordinal else None
    if form is None:
        return match[0]
    return _ordinal_in_words(match[1], form, rules) + ("" if after.strip() else ".")


def _ordinal_in_words(number: str, form: str, rules: Rules) -> str:
    if len(number) > rules.longest:
        return digits(number, rules)
    try:
        return rules.ordinal(int(number), form)
    except OverflowError:
        return cardinal(number, rules)


def _in_words(match: Match[str], rules: Rules) -> str:
    number = match["number"]
    amount = parse(number, rules)
    if match["bare"] and number.isdecimal():
        words = f"{rules.marks.get(match['bare'], '')} {digits(number, rules)}".strip()
    elif amount is None:
        words = _in_pieces(number, rules)
    elif number.isdecimal() and rules.year and _is_year(match, rules):
        words = rules.year(int(number))
    else:
        words = _plain(amount, rules)
    text = match.string
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    minus = f"{rules.minus} " if match["minus"] else ""
    return f"{' ' * _touches(before)}{minus}{words}{' ' * _touches(after)}"


def _touches(neighbour: str) -> bool:
    return neighbour.isalpha() and neighbour < _FIRST_SPACELESS


def _plain(amount: Amount, rules: Rules) -> str:
    """Return a number; a code such as "007" is read digit by digit."""
    if len(amount.whole) > 1 and amount.whole[0] == "0":
        whole = digits(amount.whole, rules)
        return whole if not amount.fraction else f"{whole} {digits(amount.fraction, rules)}"
    return read(amount, rules)


def _in_pieces(number: str, rules: Rules) -> str:
    """Return what has several marks: "1.2.3" as a version, "1,2,3" as a list."""
    point = rules.marks.get(".") or rules.spelled.get(".", "")
    words = []
    for piece in re.findall(r"\d+|\D", number):
        if piece.isdigit():
            words.append(_plain(Amount(piece), rules))
        else:
            words.append({".": point, ",": ","}.get(piece, ""))
    return " ".join(filter(None, words)).replace(" ,", ",")


def _is_year(match: Match[str], rules: Rules) -> bool:
    if len(match["number"]) != 4 or int(match["number"]) not in _YEARS or match["minus"]:
        return False
    window = match.string[max(0, match.start() - _LOOK_AROUND) : match.start()]
    return _year_cue(rules).search(window) is not None


@cache
def _year_cue(rules: Rules) -> Pattern[str]:
    """Return the pattern of what makes the next number a year: a cue, and perhaps years between the two."""
    cues = "|".join(re.escape(cue) for cue in rules.year_cues) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{cues})\s+(?:[12]\d{{3}},?\s+(?:\w{{1,3}}\s+)?){{0,3}}\Z", re.IGNORECASE)


@cache
def _range(rules: Rules) -> Pattern[str]:
    number = written(rules)
    return re.compile(
        rf"{START}(?<![-\u2013/])({number})(\s?%|\s?[$\u20ac\u00a3])?(?:\s?\u2013\s?|-)([$\u20ac\u00a3]?)({number})(?!\d|[-\u2013/:]\d|/)"
    )


@cache
def _ordinal(rules: Rules) -> Pattern[str]:
    suffixes = "|".join(re.escape(suffix) for suffix in sorted(rules.ordinals, key=len, reverse=True))
    return re.compile(rf"{START}({written(rules)})({suffixes})(?!\w)", re.IGNORECASE)


@cache
def _number(rules: Rules) -> Pattern[str]:
    minus = r"(?P<minus>(?<![^\s(])(?:-|\u2212\s?)|(?<=\d\s)\u2212\s)?"
    return re.compile(rf"{minus}(?P<bare>(?<![^\s(\-\u2212])[.,])?(?P<number>{written(rules)})")
