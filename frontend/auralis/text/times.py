"""Times of day."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern

from auralis.text.amounts import cardinal
from auralis.text.rules import Rules, Time

_START = r"(?<![\w.,:/\-])"
_HOUR, _SIXTY = r"(2[0-4]|[01]?\d)", r"([0-5]\d)"
_HALF = r"(?:\s?([ap])(?:\.\s?m\b\.?|m\b))"
_COLON = rf"{_START}{_HOUR}:{_SIXTY}(?::{_SIXTY}(?:[.,]\d{{1,6}})?)?"
_DONE = r"(?:Z\b)?(?![\w:]|[.,]\d)"
_LETTER = re.compile(rf"{_START}{_HOUR}\s?[hHu]\s?{_SIXTY}(?![\w:]|[.,]\d)")
_BARE_HALF = re.compile(rf"{_START}(1[0-2]|0?\d)(?:\.{_SIXTY})?{_HALF}(?!\w)", re.IGNORECASE)


def read_times(text: str, rules: Rules) -> str:
    """Return `text` with its times of day in words."""
    text = _colon(rules).sub(lambda match: _read(match, rules, *match.groups()), text)
    text = _LETTER.sub(lambda match: _read(match, rules, match[1], match[2]), text)
    text = _BARE_HALF.sub(lambda match: _read(match, rules, match[1], match[2], None, match[3]), text)
    if rules.hours:
        text = _named(rules).sub(lambda match: _read(match, rules, match[1], match[2]), text)
    if rules.time_cues:
        text = _cued(rules).sub(lambda match: match[1] + _read(match, rules, match[2], match[3]), text)
    return text


def _read(
    match: Match[str],
    rules: Rules,
    hour: str,
    minute: str | None = None,
    second: str | None = None,
    half: str | None = None,
) -> str:
    time = Time(
        int(hour),
        int(minute) if minute else None,
        int(second) if second else None,
        f"{half.lower()}m" if half else "",
    )
    words = (rules.time or hour_minute_second)(rules, time)
    stop = half and match[0].endswith(".") and not match.string[match.end() :].strip("'\") \n")
    return f"{words}." if stop else words


def hour_minute_second(rules: Rules, time: Time) -> str:
    """Return the hour, the minute unless it is 0, the second and the half of the day, with cardinals."""
    numbers = (time.hour, time.minute or None, time.second)
    words = [cardinal(str(number), rules) for number in numbers if number is not None]
    if time.half:
        words.append(rules.halves.get(time.half, " ".join(time.half)))
    return " ".join(words)


def _hours(rules: Rules) -> str:
    return "|".join(re.escape(word) for word in sorted(rules.hours, key=len, reverse=True)) or "(?!)"


@cache
def _colon(rules: Rules) -> Pattern[str]:
    return re.compile(rf"{_COLON}(?:{_HALF}|\s?(?:{_hours(rules)})(?!\w)|{_DONE})", re.IGNORECASE)


@cache
def _named(rules: Rules) -> Pattern[str]:
    return re.compile(rf"{_START}{_HOUR}(?:[.:]{_SIXTY})?\s?(?:{_hours(rules)})(?!\w)", re.IGNORECASE)


@cache
def _cued(rules: Rules) -> Pattern[str]:
    cues = "|".join(re.escape(cue) for cue in sorted(rules.time_cues, key=len, reverse=True))
    return re.compile(rf"((?<!\w)(?:{cues})\s+){_HOUR}\.{_SIXTY}(?![\w:%]|[.,]\d)", re.IGNORECASE)
