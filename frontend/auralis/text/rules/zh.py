"""Chinese, as spoken in mainland China.

Numbers, and what they stand in, become characters; then everything becomes pinyin with the tones in figures.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import Match

from pypinyin import Style, pinyin

from auralis.text.rules.base import Rules
from auralis.text.spellout import spell_out

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_LONGEST = 16
_COUNTED = (
    "个|只|条|本|张|位|名|件|把|辆|台|次|回|遍|天|周|年|小时|分钟|秒|岁|斤|公斤|吨|米|公里|块|元|角|家|间|座|棵|朵|"
    "匹|头|双|套|份|杯|瓶|碗|盘|片|颗|粒|支|枝|根|句|首|部|篇|页|门|种|类|层|级|倍|点|代|对|人|口|场|届|项|道|克|"
    "千克|厘米|毫米|平方米|立方米|升|毫升|多|余|几|万|亿|千|百|月|日|号|楼|度|章|节|期|版|路|班|线|区|室|寸|里"
)
_TWO_IS_LIANG = (
    "个|只|条|本|张|位|名|件|把|辆|台|次|回|遍|天|周|年(?!级)|小时|分钟|秒|岁|公斤|吨|米|公里|块|元|家|间|座|棵|朵|匹|"
    "头|双|套|份|杯|瓶|碗|盘|片|颗|粒|支|枝|根|句|首|部|篇|页|门|种|类|层|级|倍|点|代|对|人|口|场|届|项|道|克|千克|"
    "厘米|毫米|平方米|立方米|升|毫升|美元|欧元|英镑|日元|万|亿|千"
)
_MONEY = {
    "¥": "元",
    "$": "美元",
    "€": "欧元",
    "£": "英镑",
    "₩": "韩元",
    "₽": "卢布",
    "₹": "卢比",
    "CNY": "元",
    "RMB": "元",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港币",
}
_UNITS = {
    "km/h": "公里每小时",
    "m/s": "米每秒",
    "km²": "平方公里",
    "km2": "平方公里",
    "m²": "平方米",
    "m2": "平方米",
    "m³": "立方米",
    "m3": "立方米",
    "km": "公里",
    "cm": "厘米",
    "mm": "毫米",
    "m": "米",
    "kg": "公斤",
    "mg": "毫克",
    "g": "克",
    "t": "吨",
    "ml": "毫升",
    "mL": "毫升",
    "L": "升",
    "°C": "摄氏度",
    "°F": "华氏度",
    "°": "度",
    "kW": "千瓦",
    "kWh": "千瓦时",
    "W": "瓦",
    "V": "伏",
    "Hz": "赫兹",
    "GHz": "吉赫兹",
    "MHz": "兆赫兹",
}
_MAGNITUDE = "(?:万亿|千万|百万|亿|万)?"
_NUMBER = r"(?<![\d.])\d++(?:\.\d++)?(?![\d.]*\.\d)"
_SIGN = "|".join(map(re.escape, sorted(_MONEY, key=len, reverse=True)))
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
_PUNCTUATION = re.compile(
    r"(?:(?<!\s)\s++)?(?:[!-&(-/:-@\[-`{-~\u3001\u3002\u3008-\u3011\u3014-\u301f\u2010-\u2027\uff00-\uff65\u00b7]\s*+)++"
)


def _digits(match: Match[str]) -> str:
    return "".join(_DIGITS.get(character, "") for character in match[0])


@lru_cache(4096)
def _cardinal(number: int, form: str = "") -> str:
    """Return a number in characters; raises OverflowError from ten quadrillions on."""
    if number >= 10**_LONGEST:
        raise OverflowError(f"{number} is too large")
    if number >= 10**12:  # CLDR's 兆 is not said
        high, low = divmod(number, 10**8)
        return f"{_cardinal(high)}亿{'零' * (0 < low < 10**7)}{_cardinal(low) if low else ''}"
    return re.sub("(?<!十)二(?=[百千万亿])", "两", spell_out(number, "zh", "spellout-cardinal"))


def _ordinal(number: int, form: str = "") -> str:
    return f"第{_cardinal(number)}"


def _read(number: str) -> str:
    """Return digits, with or without a decimal point, in characters."""
    whole, _, fraction = number.partition(".")
    figures = [_DIGITS[digit] for digit in fraction]
    if len(whole) > _LONGEST or (len(whole) > 1 and whole[0] == "0"):
        words = "".join(_DIGITS[digit] for digit in whole)
    else:
        words = _cardinal(int(whole))
    return f"{words}点{''.join(figures)}" if figures else words


def _date(match: Match[str]) -> str:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return f"{''.join(_DIGITS[digit] for digit in year)}年{_cardinal(month)}月{_cardinal(day)}日"


def _time(match: Match[str]) -> str:
    hour, minute, second = (int(group or 0) for group in match.groups())
    if hour > 24 or minute > 59 or second > 59:
        return f"{_cardinal(hour)}比{_cardinal(minute)}"
    words = f"{'两' if hour == 2 else _cardinal(hour)}点"
    if minute or second:
        words += f"{'零' * (minute < 10)}{_cardinal(minute) if minute else ''}分"
    return words + (f"{_cardinal(second)}秒" if match[3] else "")


def _amount(match: Match[str]) -> str:
    sign = match["before"] or match["after"]
    number = match["number"]
    whole, _, fraction = number.partition(".")
    fraction = fraction.rstrip("0")
    words = "两" if whole == "2" and not fraction else _read(f"{whole}.{fraction}" if fraction else whole)
    return words + match["magnitude"] + _MONEY[sign.upper()]


def _quantity(match: Match[str]) -> str:
    number = match[1]
    return ("两" if number == "2" else _read(number)) + _UNITS[match[2]]


def _bare(match: Match[str]) -> str:
    """Read what nothing is counted by: long numbers digit by digit, unless they are round."""
    number = match[0]
    if "." not in number and len(number) > 3 and not number.endswith("00"):
        return _digits(match)
    return _read(number)


_STAGES = (
    (re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})++(?![\d,])"), lambda m: m[0].replace(",", "")),
    (
        re.compile(r"(?<![\d.])(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d.]*\d)"),
        _date,
    ),
    (re.compile(r"(?<!\d)(?:\d{4}(?=\s?年)|\d{2}(?=\s?年\s?\d{1,2}\s?月))"), _digits),
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])"), _time),
    (re.compile(r"(?<![\d:])(\d{1,4}):(\d{1,4})(?![\d:])"), lambda m: f"{_read(m[1])}比{_read(m[2])}"),
    (re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), _digits),
    (re.compile(r"(?<![\d.])0\d{2,3}[- ]\d{3,4}-?\d{4}(?!\d)"), _digits),
    (re.compile(r"(?<=[\d%])\s?[-~\u2013\uff5e\u301c]\s?(?=\d)"), lambda m: "到"),
    (re.compile(r"(?<![\w-])[-\u2212](?=\d)"), lambda m: "负"),
    (
        re.compile(rf"({_NUMBER})\s?([%\u2030])"),
        lambda m: f"{'百' if m[2] == '%' else '千'}分之{_read(m[1])}",
    ),
    (
        re.compile(
            rf"(?P<before>{_SIGN})\s?(?P<number>{_NUMBER})(?P<magnitude>{_MAGNITUDE})(?P<after>)元?",
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
    (re.compile(rf"({_NUMBER})\s?({_UNIT})(?![A-Za-z\d])"), _quantity),
    (
        re.compile(r"(?<![\d/.])(\d{1,4})[/\u2044](\d{1,4})(?![\d/])"),
        lambda m: f"{_read(m[2])}分之{_read(m[1])}",
    ),
    (re.compile(r"(?<![\d.])\d++(?:\.\d++){2,}"), lambda m: "点".join(map(_read, m[0].split(".")))),
    (re.compile(rf"(?<![\d.第])2(?=\s?(?:{_TWO_IS_LIANG}))"), lambda m: "两"),
    (re.compile(rf"{_NUMBER}(?=\s?(?:{_COUNTED}))"), lambda m: _read(m[0])),
    (re.compile(r"(?<=第)\d++"), lambda m: _read(m[0])),
    (re.compile(_NUMBER), _bare),
    (re.compile(r"\d"), _digits),
)


def _first(text: str) -> str:
    for pattern, read in _STAGES:
        text = pattern.sub(read, text)
    return text


def _last(text: str) -> str:
    """Return pinyin with the tones in figures; of the punctuation only commas are left, as in training."""
    text = _PUNCTUATION.sub(",", text)
    return " ".join(
        "".join(x[0] for x in pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)).split()
    )


RULES = Rules(
    language="zh-cn",
    name="Chinese",
    locale="zh",
    character_limit=82,
    cardinal=_cardinal,
    ordinal=_ordinal,
    marks={".": "点"},
    groups=",",
    longest=_LONGEST,
    over="分之",
    to="到",
    minus="负",
    spelled={
        ".": "点",
        "/": "斜杠",
        "@": "艾特",
        "-": "杠",
        "_": "下划线",
        ":": "冒号",
        "?": "问号",
        "=": "等于",
        "&": "和",
        "#": "井号",
        "%": "百分号",
        "~": "波浪号",
        "+": "加",
    },
    abbreviations={},
    symbols={
        "&": "和",
        "@": "艾特",
        "%": "百分之",
        "#": "井号",
        "$": "美元",
        "£": "英镑",
        "€": "欧元",
        "¥": "元",
        "°": "度",
        "+": "加",
        "=": "等于",
    },
    first=_first,
    last=_last,
)
