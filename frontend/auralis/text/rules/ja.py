"""Japanese, which is romanised by cutlet with the dictionary UniDic.

Numbers become romaji before, in which cutlet changes nothing: a dictionary reads few of them with what is
counted.  The dictionary takes 250 MB on disk and is therefore an extra of the package.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from re import Match
from threading import Lock
from typing import TYPE_CHECKING

from auralis.errors import MissingPackageError
from auralis.text.counters import COUNTERS, DIGITS, LONGEST, count, day, month, parts, things
from auralis.text.rules.base import Rules

if TYPE_CHECKING:
    from cutlet import Cutlet

_speaking = Lock()
"""MeCab, which cutlet uses, serves one thread at a time."""

_MONEY = {
    "¥": "円",
    "$": "ドル",
    "€": "ユーロ",
    "£": "ポンド",
    "₩": "ウォン",
    "JPY": "円",
    "USD": "ドル",
    "EUR": "ユーロ",
    "GBP": "ポンド",
}
_UNITS = {
    "km/h": "時速{}キロメートル",
    "m/s": "秒速{}メートル",
    "km²": "{}平方キロメートル",
    "km2": "{}平方キロメートル",
    "m²": "{}平方メートル",
    "m2": "{}平方メートル",
    "m³": "{}立方メートル",
    "km": "{}キロメートル",
    "cm": "{}センチメートル",
    "mm": "{}ミリメートル",
    "m": "{}メートル",
    "kg": "{}キログラム",
    "mg": "{}ミリグラム",
    "g": "{}グラム",
    "t": "{}トン",
    "ml": "{}ミリリットル",
    "mL": "{}ミリリットル",
    "L": "{}リットル",
    "l": "{}リットル",
    "°C": "{} do ",
    "°F": "華氏{} do ",
    "°": "{} do ",
    "kWh": "{}キロワット時",
    "kW": "{}キロワット",
    "W": "{}ワット",
    "V": "{}ボルト",
    "Hz": "{}ヘルツ",
    "MHz": "{}メガヘルツ",
    "GHz": "{}ギガヘルツ",
    "MB": "{}メガバイト",
    "GB": "{}ギガバイト",
    "TB": "{}テラバイト",
}
_MAGNITUDES = {"千": 10**3, "万": 10**4, "億": 10**8, "兆": 10**12}
_KANJI = {character: number for number, character in enumerate("一二三四五六七八九", 1)}
_NUMBER = r"(?<![\d.])\d++(?:\.\d++)?(?![\d.]*\.\d)"
_SIGN = "|".join(map(re.escape, sorted(_MONEY, key=len, reverse=True)))
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
_COUNTER = "|".join(sorted(COUNTERS, key=len, reverse=True))


def _digits(match: Match[str]) -> str:
    return _apart(" ".join(DIGITS[int(figure)] if figure.isdecimal() else "" for figure in match[0]))


def _apart(words: str) -> str:
    return f" {' '.join(words.split())} "


def _read(number: str) -> str:
    """Return digits, with or without a decimal point, in romaji."""
    whole, _, fraction = number.partition(".")
    if len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0"):
        words = [DIGITS[int(figure)] for figure in whole]
    else:
        words = parts(int(whole))
    if fraction:
        # "juu" and "ichi" are short before "ten".
        words[-1] = re.sub(
            "(?:juu|ichi|hachi)$", lambda m: {"j": "jut", "i": "it", "h": "hat"}[m[0][0]], words[-1]
        )
        words += ["ten", *(DIGITS[int(figure)] for figure in fraction)]
    return _apart(" ".join(words).replace("t ten", "tten"))


def _date(match: Match[str]) -> str:
    year, number, days = int(match["year"]), int(match["month"]), int(match["day"])
    if not (1 <= number <= 12 and 1 <= days <= 31):
        return match[0]
    return _apart(f"{count(year, '年')} {month(number)} {day(days)}")


def _month(match: Match[str]) -> str:
    days = f" {day(int(match[2]))}" if match[2] and 1 <= int(match[2]) <= 31 else match[2] or ""
    return _apart(month(int(match[1])) + days) if 1 <= int(match[1]) <= 12 else match[0]


def _time(match: Match[str]) -> str:
    hour, minute, second = (int(group or 0) for group in match.groups())
    if hour > 24 or minute > 59 or second > 59:
        return f"{_read(match[1])}対{_read(match[2])}"
    words = count(hour, "時")
    if minute or second:
        words += f" {count(minute, '分')}"
    return _apart(words + (f" {count(second, '秒')}" if match[3] else ""))


def _counted(match: Match[str]) -> str:
    """Read a number with its counter; a magnitude between them belongs to the number."""
    number = int(match[1]) * _MAGNITUDES.get(match[2], 1)
    if number >= 10**LONGEST:
        return match[0]
    return _apart(count(number, match[3]) + "me" * bool(match[4]))


def _large(match: Match[str]) -> str:
    number = int(match[1]) * _MAGNITUDES[match[2]]
    return _apart(" ".join(parts(number))) if number < 10**LONGEST else match[0]


def _days(match: Match[str]) -> str:
    number = int(match[1])
    name = "ichinichi" if number == 1 else day(number)
    return _apart(name + {"間": "kan", "目": "me"}.get(match[2], ""))


def _fraction(match: Match[str]) -> str:
    return f"{_read(match[2]).rstrip()}bun no{_read(match[1])}"


def _amount(match: Match[str]) -> str:
    whole, _, fraction = match["number"].partition(".")
    fraction = fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return f"{number}{match['magnitude']}{_MONEY[(match['before'] or match['after']).upper()]}"


def _kanji(match: Match[str]) -> str:
    """Read 四月七日, 九時, 十九時, which the dictionary does not know."""
    number = _value(match[1])
    if match[2] == "時":
        return _apart(count(number, "時")) if number <= 24 else match[0]
    days = _value(match[3]) if match[3] else 0
    if not 1 <= number <= 12 or days > 31:
        return match[0]
    return _apart(f"{month(number)} {day(days)}" if days else month(number))


def _value(number: str) -> int:
    tens, ten, ones = number.rpartition("十")
    return (_KANJI.get(tens, 1) * 10 if ten else 0) + _KANJI.get(ones, 0)


_FIGURES = "〇一二三四五六七八九十百千万"
_FIGURE = f"[{_FIGURES}]"
_SMALL = "[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_MAGNITUDE = "[千万億兆]?"
_STAGES = (
    (re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})++(?![\d,])"), lambda m: m[0].replace(",", "")),
    (
        re.compile(r"(?<![\d.])(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d.]*\d)"),
        _date,
    ),
    (re.compile(r"(?<![\d.])(\d{1,2})月(?:(\d{1,2})日(?!間))?(?![分間])"), _month),
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])"), _time),
    (re.compile(r"(?<![\d:])(\d{1,4}):(\d{1,4})(?![\d:])"), lambda m: f"{_read(m[1])}対{_read(m[2])}"),
    (re.compile(r"(?<![\d.])(?:\+81[- ]?)?0?\d{1,4}-\d{1,4}-\d{4}(?!\d)"), _digits),
    (re.compile(r"(?<=[\d%])\s?[-~\u2013\uff5e\u301c]\s?(?=\d)"), lambda m: "から"),
    (re.compile(r"(?<![\w-])[-\u2212](?=\d)"), lambda m: "マイナス"),
    (
        re.compile(rf"({_NUMBER})\s?([%\u2030])"),
        lambda m: f"{_read(m[1])}{'パーセント' if m[2] == '%' else 'パーミル'}",
    ),
    (
        re.compile(
            rf"(?P<before>{_SIGN})\s?(?P<number>{_NUMBER})(?P<magnitude>{_MAGNITUDE})(?P<after>)円?",
            re.IGNORECASE,
        ),
        _amount,
    ),
    (
        re.compile(
            rf"(?P<number>{_NUMBER})\s?(?P<magnitude>{_MAGNITUDE})(?P<before>)(?P<after>{_SIGN})(?![A-Za-z])",
            re.IGNORECASE,
        ),
        _amount,
    ),
    (
        re.compile(rf"({_NUMBER})\s?({_UNIT})(?![A-Za-z\d])"),
        lambda m: _UNITS[m[2]].format(_read(m[1])),
    ),
    (
        re.compile(r"(?<![\d/.])(\d{1,4})[/\u2044](\d{1,4})(?![\d/])"),
        _fraction,
    ),
    (re.compile(r"(?<![\d.])\d++(?:\.\d++){2,}"), lambda m: " ten ".join(map(_read, m[0].split(".")))),
    (re.compile(r"(?<![\d.])([1-9])つ"), lambda m: _apart(things(int(m[1])))),
    (re.compile(r"(?<![\d.])(\d{1,2})日(?!本)([間目]?)"), _days),
    (re.compile(rf"(?<![\d.])(\d{{1,12}})({_MAGNITUDE})({_COUNTER})(目?)"), _counted),
    (re.compile(r"(?<![\d.])(\d{1,12})([千万億兆])"), _large),
    (re.compile(_NUMBER), lambda m: _read(m[0])),
    (re.compile(r"\d"), _digits),
    (re.compile(rf"(?<!{_FIGURE})({_SMALL})(月)({_SMALL})日(?!間)"), _kanji),
    (re.compile(rf"(?<!{_FIGURE})((?:二?十)?[四七九])([月時])(?![間{_FIGURES}])()"), _kanji),
)
_MARKED = re.compile("[\u00c0-\u024f]")
_MOST = 500
"""Characters that cutlet gets at once; its time grows faster than the text.  Utterances are shorter."""

_UNASSIGNED = re.compile("[\u3097\u3098]")
_STRANGE = re.compile(r"[^\x20-\x21\x23-\x5a\x5c\x5e\x60-\x7a\x7c\x7e]+")


@cache
def _cutlet() -> Cutlet:
    try:
        from cutlet import Cutlet

        return Cutlet(ensure_ascii=False)
    except (ImportError, RuntimeError) as error:  # fugashi's, without a dictionary
        raise MissingPackageError(
            f"Japanese needs more packages: pip install 'auralis[ja]' ({error})"
        ) from error


def _first(text: str) -> str:
    for pattern, read in _STAGES:
        text = pattern.sub(read, text)
    return text


def _last(text: str) -> str:
    """Return romaji; letters that it has no sound for are left out."""
    text = _MARKED.sub(lambda match: unicodedata.normalize("NFKD", match[0])[0], _UNASSIGNED.sub("", text))
    slices = [text[start : start + _MOST] for start in range(0, len(text), _MOST)]
    with _speaking:
        romaji = " ".join(map(_cutlet().romaji, slices))
    return " ".join(_STRANGE.sub(" ", romaji.lower()).split())


RULES = Rules(
    language="ja",
    name="Japanese",
    locale="ja",
    character_limit=71,
    cardinal=lambda number, form: " ".join(parts(number)),
    ordinal=lambda number, form: count(number, "番") + "me",
    marks={".": "ten"},
    groups=",",
    longest=LONGEST,
    over="bun no",
    to="から",
    minus="マイナス",
    spelled={
        ".": "ドット",
        "/": "スラッシュ",
        "@": "アットマーク",
        "-": "ハイフン",
        "_": "アンダーバー",
        ":": "コロン",
        "?": "クエスチョン",
        "=": "イコール",
        "&": "アンド",
        "#": "シャープ",
        "%": "パーセント",
        "~": "チルダ",
        "+": "プラス",
    },
    abbreviations={},
    symbols={
        "&": "アンド",
        "@": "アットマーク",
        "%": "パーセント",
        "#": "シャープ",
        "$": "ドル",
        "£": "ポンド",
        "€": "ユーロ",
        "¥": "円",
        "°": "度",
        "+": "プラス",
        "=": "イコール",
    },
    first=_first,
    last=_last,
)
