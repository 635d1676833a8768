"""Japanese numbers and what is counted with them, in Hepburn romaji as cutlet writes it.

Dictionaries read "4月" as "yon gatsu" and "3本" as "mimoto"; a speaker says "shigatsu" and "sanbon".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LONGEST = 16
DIGITS = ("zero", "ichi", "ni", "san", "yon", "go", "roku", "nana", "hachi", "kyuu")
_HUNDREDS = (
    "",
    "hyaku",
    "nihyaku",
    "sanbyaku",
    "yonhyaku",
    "gohyaku",
    "roppyaku",
    "nanahyaku",
    "happyaku",
    "kyuuhyaku",
)
_THOUSANDS = ("", "sen", "nisen", "sanzen", "yonsen", "gosen", "rokusen", "nanasen", "hassen", "kyuusen")
_MYRIADS = ("", "man", "oku", "chou")

# By what the last part of the number ends in: how it is shortened before k, s, t and h.
_SHORT = {"ichi": "i", "hachi": "ha", "juu": "ju"}
_SHORT_BEFORE_K_AND_H = _SHORT | {"roku": "ro", "hyaku": "hya"}

_MONTHS = ("ichi", "ni", "san", "shi", "go", "roku", "shichi", "hachi", "ku", "juu", "juuichi", "juuni")
_DAYS = {
    1: "tsuitachi",
    2: "futsuka",
    3: "mikka",
    4: "yokka",
    5: "itsuka",
    6: "muika",
    7: "nanoka",
    8: "youka",
    9: "kokonoka",
    10: "tooka",
    14: "juuyokka",
    20: "hatsuka",
    24: "nijuuyokka",
}
_THINGS = (
    "hitotsu",
    "futatsu",
    "mittsu",
    "yottsu",
    "itsutsu",
    "muttsu",
    "nanatsu",
    "yattsu",
    "kokonotsu",
)

COUNTERS: Mapping[str, str] = MappingProxyType(
    {
        "時間": "jikan",
        "時": "ji",
        "分間": "funkan",
        "分": "fun",
        "秒間": "byoukan",
        "秒": "byou",
        "週間": "shuukan",
        "か月": "kagetsu",
        "ヶ月": "kagetsu",
        "カ月": "kagetsu",
        "ケ月": "kagetsu",
        "箇月": "kagetsu",
        "か国": "kakoku",
        "ヶ国": "kakoku",
        "カ国": "kakoku",
        "か所": "kasho",
        "ヶ所": "kasho",
        "カ所": "kasho",
        "年間": "nenkan",
        "年代": "nendai",
        "年生": "nensei",
        "年度": "nendo",
        "年": "nen",
        "世紀": "seiki",
        "円": "en",
        "人前": "ninmae",
        "人": "nin",
        "名": "mei",
        "個": "ko",
        "回": "kai",
        "階": "kai",
        "本": "hon",
        "匹": "hiki",
        "杯": "hai",
        "冊": "satsu",
        "歳": "sai",
        "才": "sai",
        "台": "dai",
        "枚": "mai",
        "度": "do",
        "番": "ban",
        "号": "gou",
        "章": "shou",
        "点": "ten",
        "件": "ken",
        "軒": "ken",
        "頭": "tou",
        "着": "chaku",
        "足": "soku",
        "倍": "bai",
        "割": "wari",
        "位": "i",
        "曲": "kyoku",
        "話": "wa",
        "巻": "kan",
        "丁目": "choume",
    }
)
_VOICED = {"本": "bon", "匹": "biki", "杯": "bai", "階": "gai", "軒": "gen", "足": "zoku"}
"""After three, and after a thousand and ten thousand for those in h."""

_SPECIAL: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        ("ji", 4): "yo",
        ("ji", 7): "shichi",
        ("ji", 9): "ku",
        ("ji", 0): "rei",
        ("jikan", 4): "yo",
        ("jikan", 7): "shichi",
        ("jikan", 9): "ku",
        ("nin", 4): "yo",
        ("nin", 7): "shichi",
    }
    | {(year, 4): "yo" for year in ("nen", "nenkan", "nendai", "nensei", "nendo")}
)


def parts(number: int) -> list[str]:
    """Return a whole number of at least zero as its words: 2024 is nisen, nijuu, yon.

    Raises OverflowError from ten quadrillions on.
    """
    if number >= 10**LONGEST:
        raise OverflowError(f"{number} is too large")
    words: list[str] = []
    for power in range(len(_MYRIADS) - 1, -1, -1):
        group = number // 10 ** (4 * power) % 10**4
        if not group:
            continue
        words += ["issen"] if power and group == 1000 else _below_myriad(group)
        if _MYRIADS[power] == "chou" and (short := _shortened(words[-1], "t", _SHORT)):
            words[-1] = f"{short}chou"
        elif power:
            words.append(_MYRIADS[power])
    return words or [DIGITS[0]]


def _below_myriad(number: int) -> list[str]:
    thousands, hundreds, tens, ones = (number // 10**place % 10 for place in (3, 2, 1, 0))
    ten = f"{DIGITS[tens] if tens > 1 else ''}juu" if tens else ""
    return list(filter(None, (_THOUSANDS[thousands], _HUNDREDS[hundreds], ten, DIGITS[ones] if ones else "")))


def _shortened(word: str, sound: str, endings: Mapping[str, str]) -> str | None:
    for long, short in endings.items():
        if word.endswith(long):
            return f"{word.removesuffix(long)}{short}{sound}"
    return None


def count(number: int, counter: str) -> str:
    """Return a number with one of `COUNTERS`, such as "san bon" for 3本."""
    if counter == "人" and number in (1, 2):
        return ("hitori", "futari")[number - 1]
    if counter in ("歳", "才") and number == 20:
        return "hatachi"
    spoken = COUNTERS[counter]
    words = parts(number)
    if special := _SPECIAL.get((spoken, number % 10)):
        if number % 10 or number == 0:
            words[-1] = special
        return _joined(words, spoken)
    if counter in _VOICED and words[-1] == "san":
        return _joined(words, _VOICED[counter])
    if counter in ("本", "匹", "杯") and words[-1] in ("sen", "sanzen", "man"):
        return _joined(words, _VOICED[counter])
    return _joined(*_assimilated(words, spoken))


def _assimilated(words: list[str], counter: str) -> tuple[list[str], str]:
    """Return the number's words and the counter as they sound together: "ippon", "juppun", "ikko"."""
    last, first = words[-1], counter[0]
    if first == "k":
        last = _shortened(last, "k", _SHORT_BEFORE_K_AND_H) or last
    elif first in "hf" and counter.startswith(("hon", "hiki", "hai", "fun")):
        if short := _shortened(last, "p", _SHORT_BEFORE_K_AND_H):
            last, counter = short, "p" + counter[1:]
        elif counter.startswith("fun") and last in ("san", "yon"):
            counter = "p" + counter[1:]
    elif first == "s":
        last = _shortened(last, "s", _SHORT) or last
    elif counter.startswith(("ten", "tou", "chaku", "choume")):
        last = _shortened(last, "t", _SHORT) or last
    return [*words[:-1], last], counter


def _joined(words: list[str], counter: str) -> str:
    if words[-1] in _MYRIADS or counter == "en":
        return " ".join((*words, counter))
    apostrophe = "'" if words[-1].endswith("n") and counter[0] in "aiueoy" else ""
    return " ".join((*words[:-1], words[-1] + apostrophe + counter))


def month(number: int) -> str:
    """Return the name of a month, 1 .. 12."""
    return f"{_MONTHS[number - 1]}gatsu"


def day(number: int) -> str:
    """Return the name of a day of a month, 1 .. 31."""
    return _DAYS.get(number) or _joined(parts(number), "nichi")


def things(number: int) -> str:
    """Return 1つ .. 9つ."""
    return _THINGS[number - 1]
