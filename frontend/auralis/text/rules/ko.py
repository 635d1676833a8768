"""Korean.

Numbers, and what they stand in, become Hangul; then everything becomes Latin letters ("academic").
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import Match

from hangul_romanize import Transliter
from hangul_romanize.rule import academic

from auralis.text.rules.base import Rules
from auralis.text.spellout import spell_out

_DIGITS = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
_LONGEST = 16
_MONTHS = {6: "유", 10: "시"}
_NATIVE = "시간|시(?!리즈|즌)|살|개(?!월|년|소|국)|명|마리|가지|사람|권|잔|병|송이|그루|켤레|달(?!러)|군데|곳"
_ALWAYS_NATIVE = frozenset(("살", "시간", "마리", "가지", "달"))
_MONEY = {
    "₩": "원",
    "$": "달러",
    "€": "유로",
    "£": "파운드",
    "¥": "엔",
    "KRW": "원",
    "USD": "달러",
    "EUR": "유로",
    "GBP": "파운드",
    "JPY": "엔",
    "CNY": "위안",
}
_UNITS = {
    "km/h": "시속 {} 킬로미터",
    "m/s": "초속 {} 미터",
    "km²": "{} 제곱킬로미터",
    "km2": "{} 제곱킬로미터",
    "m²": "{} 제곱미터",
    "m2": "{} 제곱미터",
    "㎡": "{} 제곱미터",
    "m³": "{} 세제곱미터",
    "km": "{} 킬로미터",
    "cm": "{} 센티미터",
    "mm": "{} 밀리미터",
    "m": "{} 미터",
    "kg": "{} 킬로그램",
    "mg": "{} 밀리그램",
    "g": "{} 그램",
    "t": "{} 톤",
    "ml": "{} 밀리리터",
    "mL": "{} 밀리리터",
    "L": "{} 리터",
    "l": "{} 리터",
    "°C": "{} 도",
    "°F": "화씨 {} 도",
    "°": "{} 도",
    "kWh": "{} 킬로와트시",
    "kW": "{} 킬로와트",
    "W": "{} 와트",
    "V": "{} 볼트",
    "Hz": "{} 헤르츠",
    "MHz": "{} 메가헤르츠",
    "GHz": "{} 기가헤르츠",
    "MB": "{} 메가바이트",
    "GB": "{} 기가바이트",
    "TB": "{} 테라바이트",
}
_MAGNITUDE = "(?:조|천억|백억|십억|억|천만|백만|십만|만|천)?"
_NUMBER = r"(?<![\d.])\d++(?:\.\d++)?(?![\d.]*\.\d)"
_SIGN = "|".join(map(re.escape, sorted(_MONEY, key=len, reverse=True)))
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))


@lru_cache(4096)
def _cardinal(number: int, form: str = "") -> str:
    """Return a number in Hangul: Sino-Korean, or "native" as before a noun.

    Raises OverflowError from ten quadrillions on.
    """
    if number >= 10**_LONGEST:
        raise OverflowError(f"{number} is too large")
    kind = "native-attributive" if form == "native" else "sinokorean"
    return spell_out(number, "ko", f"spellout-cardinal-{kind}")


def _ordinal(number: int, form: str = "") -> str:
    return f"{'첫' if number == 1 else _cardinal(number, 'native' if number < 100 else '')} 번째"


def _digits(match: Match[str]) -> str:
    return "".join(_DIGITS.get(character, " ") for character in match[0]).strip()


def _read(number: str) -> str:
    """Return digits, with or without a decimal point, in Hangul."""
    whole, _, fraction = number.partition(".")
    if len(whole) > _LONGEST or (len(whole) > 1 and whole[0] == "0"):
        words = "".join(_DIGITS[digit] for digit in whole)
    else:
        words = _cardinal(int(whole))
    if not fraction:
        return words
    return f"{words} 점 {''.join('영' if digit == '0' else _DIGITS[digit] for digit in fraction)}"


def _date(match: Match[str]) -> str:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return f"{_cardinal(int(year))}년 {_month(month)} {_cardinal(day)}일"


def _month(month: int) -> str:
    return f"{_MONTHS.get(month) or _cardinal(month)}월"


def _time(match: Match[str]) -> str:
    hour, minute, second = (int(group or 0) for group in match.groups())
    if hour > 24 or minute > 59 or second > 59:
        return f"{_cardinal(hour)} 대 {_cardinal(minute)}"
    words = f"{_hour(hour)} 시"
    if minute:
        words += f" {_cardinal(minute)} 분"
    return words + (f" {_cardinal(second)} 초" if match[3] else "")


def _hour(hour: int) -> str:
    return _cardinal(hour, "native" if 1 <= hour <= 12 else "")


def _amount(match: Match[str]) -> str:
    magnitude, sign = match["magnitude"], match["before"] or match["after"]
    whole, _, fraction = match["number"].partition(".")
    fraction = fraction.rstrip("0")
    return f"{_read(f'{whole}.{fraction}' if fraction else whole)}{magnitude} {_MONEY[sign.upper()]}"


def _counted(match: Match[str]) -> str:
    """Read what is counted in native numbers; from twenty on most nouns take the others as well."""
    number, noun = int(match[1]), match[2]
    if noun == "시":
        words = _hour(number)
    else:
        most = 99 if noun in _ALWAYS_NATIVE else 19
        words = _cardinal(number, "native" if 1 <= number <= most else "")
    return f"{words} {noun}"


_DATE_REST = r"(?P<month>\d{1,2})\2\s?(?P<day>\d{1,2})(?!\d|\.\d)"
_STAGES = (
    (re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})++(?![\d,])"), lambda m: m[0].replace(",", "")),
    (re.compile(rf"(?<![\d.])(?P<year>\d{{4}})([-/]|\.\s?){_DATE_REST}\.?"), _date),
    (re.compile(r"(?<![\d.])(6|10)월"), lambda m: _month(int(m[1]))),
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])"), _time),
    (re.compile(r"(?<![\d:])(\d{1,4}):(\d{1,4})(?![\d:])"), lambda m: f"{_read(m[1])} 대 {_read(m[2])}"),
    (re.compile(r"(?<![\d.-])(?:\+82[- ]?)?0?\d{1,2}[- ]\d{3,4}-\d{4}(?!\d)"), _digits),
    (re.compile(r"(?<![\d.])(?:02|0[1-7]\d)\d{7,8}(?!\d)"), _digits),
    (
        re.compile(rf"(?<![\d.])(\d{{1,2}})\s?[-~](?=\s?\d{{1,2}}\s?({_NATIVE}))"),
        lambda m: f"{_counted(m)}에서 ",
    ),
    (re.compile(r"(?<=[\d%])\s?[-~\u2013\uff5e\u301c]\s?(?=\d)"), lambda m: "에서 "),
    (re.compile(r"(?<![\w-])[-\u2212](?=\d[\d.]*+\s?\u00b0)"), lambda m: "영하 "),
    (re.compile(r"(?<![\w-])[-\u2212](?=\d)"), lambda m: "마이너스 "),
    (
        re.compile(rf"({_NUMBER})\s?([%\u2030])"),
        lambda m: f"{_read(m[1])} {'퍼센트' if m[2] == '%' else '퍼밀'}",
    ),
    (
        re.compile(
            rf"(?P<before>{_SIGN})\s?(?P<number>{_NUMBER})(?P<magnitude>{_MAGNITUDE})(?P<after>)",
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
        lambda m: f"{_read(m[2])}분의 {_read(m[1])}",
    ),
    (re.compile(r"(?<![\d.])\d++(?:\.\d++){2,}"), lambda m: " 점 ".join(map(_read, m[0].split(".")))),
    (re.compile(r"(?<![\d.])(\d{1,2})\s?번째"), lambda m: _ordinal(int(m[1]))),
    (re.compile(rf"(?<![\d.])(\d{{1,3}})\s?({_NATIVE})"), _counted),
    (re.compile(_NUMBER), lambda m: _read(m[0])),
    (re.compile(r"\d"), _digits),
)
_ROMANISATION = Transliter(academic)


def _first(text: str) -> str:
    for pattern, read in _STAGES:
        text = pattern.sub(read, text)
    return text


def _last(text: str) -> str:
    return str(_ROMANISATION.translit(text))


RULES = Rules(
    language="ko",
    name="Korean",
    locale="ko",
    character_limit=95,
    cardinal=_cardinal,
    ordinal=_ordinal,
    marks={".": "점"},
    groups=",",
    longest=_LONGEST,
    over="분의",
    to="에서",
    minus="마이너스",
    spelled={
        ".": "점",
        "/": "슬래시",
        "@": "골뱅이",
        "-": "하이픈",
        "_": "밑줄",
        ":": "콜론",
        "?": "물음표",
        "=": "이퀄",
        "&": "앤드",
        "#": "샵",
        "%": "퍼센트",
        "~": "물결",
        "+": "플러스",
    },
    abbreviations={},
    symbols={
        "&": "그리고",
        "@": "에",
        "%": "퍼센트",
        "#": "번호",
        "$": "달러",
        "£": "파운드",
        "€": "유로",
        "₩": "원",
        "¥": "엔",
        "°": "도",
        "+": "더하기",
        "=": "는",
    },
    first=_first,
    last=_last,
)
