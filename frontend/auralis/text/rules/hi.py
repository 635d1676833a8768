"""Hindi."""

from __future__ import annotations

import re
from functools import lru_cache
from re import Match

from auralis.text.roman import value
from auralis.text.rules.base import Currency, Noun, Rules, Time
from auralis.text.rules.stages import chained, either, replacing
from auralis.text.spellout import spell_out


@lru_cache(4096)
def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal, with lakh and crore."""
    del form
    return spell_out(number, "hi", "spellout-cardinal").replace("पन्द्रह", "पंद्रह")


_IRREGULAR = {1: "पहल", 2: "दूसर", 3: "तीसर", 4: "चौथ", 6: "छठ"}
_ENDS = {"m": ("ा", "वाँ"), "f": ("ी", "वीं"), "o": ("े", "वें")}


def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal: "" and "m" the masculine direct, "o" the oblique and plural, "f" the feminine."""
    short, long = _ENDS[form or "m"]
    return f"{_IRREGULAR[number]}{short}" if number in _IRREGULAR else f"{cardinal(number)}{long}"


def _year(year: int) -> str:
    """Return a year; between 1100 and 1999 in hundreds: "उन्नीस सौ सैंतालीस"."""
    hundreds, rest = divmod(year, 100)
    if not 11 <= hundreds <= 19:
        return cardinal(year)
    return " ".join([cardinal(hundreds), "सौ", *([cardinal(rest)] if rest else [])])


def _half(number: int) -> str:
    """Return a number and a half."""
    return {0: "आधा", 1: "डेढ़", 2: "ढाई"}.get(number) or f"साढ़े {cardinal(number)}"


def _time(rules: Rules, time: Time) -> str:
    del rules
    hour, minute = time.hour, time.minute or 0
    if time.second:
        return f"{cardinal(hour)} बजकर {cardinal(minute)} मिनट {cardinal(time.second)} सेकंड"
    if not minute:
        return f"{cardinal(hour)} बजे"
    if 1 <= hour <= 12:
        if minute == 30:
            return f"{_half(hour)} बजे"
        if minute == 15:
            return f"सवा {cardinal(hour)} बजे"
        if minute == 45:
            return f"पौने {cardinal(hour % 12 + 1)} बजे"
    return f"{cardinal(hour)} बजकर {cardinal(minute)} मिनट"


_UNITS = {
    symbol: Noun(word)
    for symbol, word in {
        "mm": "मिलीमीटर", "cm": "सेंटीमीटर", "m": "मीटर", "km": "किलोमीटर", "km/h": "किलोमीटर प्रति घंटा",
        "kmph": "किलोमीटर प्रति घंटा", "m/s": "मीटर प्रति सेकंड", "m²": "वर्ग मीटर", "km²": "वर्ग किलोमीटर",
        "mg": "मिलीग्राम", "g": "ग्राम", "kg": "किलोग्राम", "t": "टन", "ml": "मिलीलीटर", "l": "लीटर",
        "L": "लीटर",
        "s": "सेकंड", "min": "मिनट", "h": "घंटे", "W": "वाट", "kW": "किलोवाट", "MW": "मेगावाट",
        "kWh": "किलोवाट घंटा", "V": "वोल्ट", "Hz": "हर्ट्ज़", "kHz": "किलोहर्ट्ज़", "MHz": "मेगाहर्ट्ज़",
        "GHz": "गीगाहर्ट्ज़",
        "bar": "बार", "mbar": "मिलीबार", "KB": "किलोबाइट", "MB": "मेगाबाइट", "GB": "गीगाबाइट",
        "TB": "टेराबाइट", "ft": "फ़ुट", "in": "इंच",
        "किमी": "किलोमीटर", "किग्रा": "किलोग्राम", "सेमी": "सेंटीमीटर", "मिमी": "मिलीमीटर",
        "मिली": "मिलीलीटर",
        "%": "प्रतिशत", "°": "डिग्री", "°C": "डिग्री सेल्सियस", "°F": "डिग्री फ़ारेनहाइट",
    }.items()
}  # fmt: skip

_PAISA = Noun(one="पैसा", other="पैसे")
_CENT = Noun("सेंट")
_CURRENCIES = {
    "INR": Currency(Noun(one="रुपया", other="रुपये"), _PAISA),
    "USD": Currency(Noun("डॉलर"), _CENT),
    "EUR": Currency(Noun("यूरो"), _CENT),
    "GBP": Currency(Noun("पाउंड"), Noun("पेंस")),
    "JPY": Currency(Noun("येन")),
    "CNY": Currency(Noun("युआन")),
    "RUB": Currency(Noun("रूबल")),
    "AED": Currency(Noun("दिरहम")),
    "SAR": Currency(Noun("रियाल")),
}
_MAGNITUDES = {word: Noun(word) for word in ("हज़ार", "हजार", "लाख", "करोड़", "अरब", "खरब", "मिलियन", "बिलियन")}

_LETTER = "\u0900-\u0963\u0966-\u097f"
# 12,34,567: groups of two digits above the thousands
_GROUPED = re.compile(r"(?<![\w.,])\d{1,2}(?:,\d{2})+,\d{3}(?![\w,])")
# "रु. 500", "500 रु."
_RUPEE = re.compile(rf"(?<![{_LETTER}])(?:रु|₨|Rs)\.?(?![{_LETTER}\w])(?:\s?/-)?", re.IGNORECASE)
_KILO = re.compile(rf"(?<![{_LETTER}])कि\.?\s?(?P<unit>मी|ग्रा)\.?(?![{_LETTER}])")
# "1947 में" is a year
_YEAR = re.compile(r"(?<![\w.,:/₹$€£])(?P<year>1[1-9]\d\d)(?=\s+(?:में|से|तक|ई)(?![\w\u0900-\u0963]))")
# "2.5 लाख", "12.5 सेकंड": a half has a word of its own before measures
_HALVED = [
    "हज़ार",
    "हजार",
    "लाख",
    "करोड़",
    "अरब",
    "खरब",
    "घंटे",
    "घंटा",
    "घण्टे",
    "मिनट",
    "सेकंड",
    "सेकेंड",
    "साल",
    "वर्ष",
    "महीने",
    "महीना",
    "दिन",
    "सप्ताह",
    "हफ़्ते",
    "हफ्ते",
    "किलोमीटर",
    "किलोग्राम",
    "किलो",
    "मीटर",
    "सेंटीमीटर",
    "ग्राम",
    "लीटर",
    "गुना",
    "फीट",
    "फ़ीट",
    "फुट",
    "फ़ुट",
    "इंच",
    "मील",
    "एकड़",
    "हेक्टेयर",
    "टन",
]
_HALF = re.compile(
    rf"(?<![\w.,])(?P<rupees>₹\s?)?(?<![\w.,$€£])(?P<number>\d{{1,4}})\.50?\s(?P<measure>{either(_HALVED)})(?![{_LETTER}])"
)


def _halved(match: Match[str]) -> str:
    return f"{_half(int(match['number']))} {match['measure']}{' रुपये' if match['rupees'] else ''}"


def _kilo(match: Match[str]) -> str:
    return "किलोमीटर" if match["unit"] == "मी" else "किलोग्राम"


_AND_A_HALF = re.compile(r"(?<![\w.,/])(?P<whole>\d{1,4})\s{1,2}1[/\u2044]2(?![\w/])")
_ERA = re.compile(rf"(?<=\d)\s?ई\.(?![{_LETTER}])")
_ROMAN = re.compile(
    rf"(?<![{_LETTER}])(?P<before>भाग|खंड|खण्ड|अध्याय|युद्ध|कक्षा)\s+(?P<numeral>[IVX]{{1,6}})(?![\w{_LETTER}])"
)
_MOBILE = re.compile(r"(?<![\w.,+\-])(?<!\d\s)[6-9]\d{9}(?![\w]|[.,]\d)")


def _digits(number: str) -> str:
    return " ".join(cardinal(int(digit)) for digit in number)


_first = chained(
    replacing(_GROUPED, lambda match: match[0].replace(",", "")),
    replacing(_KILO, _kilo),
    replacing(_RUPEE, "₹"),
    replacing(_HALF, _halved),
    replacing(_AND_A_HALF, lambda match: _half(int(match["whole"]))),
    replacing(_ERA, " ईस्वी"),
    replacing(_YEAR, lambda match: _year(int(match["year"]))),
    replacing(_ROMAN, lambda match: f"{match['before']} {cardinal(value(match['numeral']))}"),
    replacing(_MOBILE, lambda match: _digits(match[0])),
)


_SUFFIXES = {
    "m": ("वाँ", "वां", "वा", "ला", "रा", "था", "ठा", "ठवाँ", "ठवां"),
    "f": ("वीं", "वी", "ली", "री", "थी", "ठी"),
    "o": ("वें", "वे", "ले", "रे", "थे", "ठे"),
}

RULES = Rules(
    language="hi",
    name="Hindi",
    locale="hi",
    character_limit=150,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={".": "दशमलव", ",": "दशमलव"},
    groups=",",
    longest=18,
    ordinals={
        **{suffix: form for form, suffixes in _SUFFIXES.items() for suffix in suffixes},
        "st": "m",
        "nd": "m",
        "rd": "m",
        "th": "m",
    },
    year=_year,
    year_cues=("सन", "सन्", "वर्ष", "साल", "ईस्वी", "संवत"),
    fractions={
        (1, 2): "आधा",
        (1, 4): "एक चौथाई",
        (3, 4): "तीन चौथाई",
        (1, 3): "एक तिहाई",
        (2, 3): "दो तिहाई",
    },
    half=" सही ",
    over="बटा",
    to="से",
    minus="माइनस",
    months={
        "सितम्बर": 9,
        "नवम्बर": 11,
        "दिसम्बर": 12,
        "अक्तूबर": 10,
        "फ़रवरी": 2,
        "फरवरी": 2,
        "अगस्त": 8,
        "जुलाई": 7,
        "जून": 6,
    },
    time=_time,
    hours=("बजे",),
    currencies=_CURRENCIES,
    signs={"रू": "INR"},
    magnitudes=_MAGNITUDES,
    units=_UNITS,
    spelled={
        ".": "डॉट",
        "/": "स्लैश",
        "@": "ऐट",
        "-": "डैश",
        "_": "अंडरस्कोर",
        ":": "कोलन",
        "?": "प्रश्न चिह्न",
        "=": "बराबर",
        "&": "और",
        "#": "हैश",
        "%": "प्रतिशत",
        "~": "टिल्ड",
        "+": "प्लस",
    },
    domains=("in",),
    telephone_cues=("मो", "फ़ोन", "फोन", "मोबाइल", "दूरभाष", "टेलीफ़ोन", "टेलीफोन"),
    abbreviations={"डॉ": "डॉक्टर", "डा": "डॉक्टर", "प्रो": "प्रोफ़ेसर", "पं": "पंडित", "स्व": "स्वर्गीय"},
    symbols={
        "&": "और",
        "×": "गुणा",
        "@": "ऐट दी रेट",
        "%": "प्रतिशत",
        "#": "हैश",
        "$": "डॉलर",
        "£": "पाउंड",
        "€": "यूरो",
        "₹": "रुपये",
        "°": "डिग्री",
        "+": "प्लस",
        "=": "बराबर",
    },
    first=_first,
)
