"""Turkish."""

from __future__ import annotations

import re
from functools import lru_cache
from re import Match

from auralis.text.roman import value
from auralis.text.rules.base import Currency, Noun, Rules, Time
from auralis.text.rules.stages import by, chained, either, halved, replacing, stopped_numerals, unstopped
from auralis.text.spellout import spell_out


@lru_cache(4096)
def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal, its words apart as the Turkish Language Institute has it (num2words joins them)."""
    del form
    return spell_out(number, "tr", "spellout-cardinal")


@lru_cache(4096)
def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal."""
    del form
    return spell_out(number, "tr", "spellout-ordinal")


def _decimal(rules: Rules, whole: str, fraction: str, mark: str) -> str:
    del mark
    zeros = len(fraction) - len(fraction.lstrip("0"))
    if len(fraction) > 3:
        parts = [rules.cardinal(int(digit), "") for digit in fraction]
    else:
        parts = [*["sıfır"] * zeros, rules.cardinal(int(fraction), "")]
    return " ".join([rules.cardinal(int(whole), ""), "virgül", *parts])


def _time(rules: Rules, time: Time) -> str:
    words = [rules.cardinal(time.hour, "")]
    for part in (time.minute, time.second):
        if part or (part is not None and time.second):
            words += [*["sıfır"] * (0 < part < 10), rules.cardinal(part, "")]
    return " ".join(words)


_WORD = re.compile(r"\w+")
_FOREIGN = re.compile("[QWXqwx]")


def lower(text: str) -> str:
    """Return `text` in lower case: I is ı and İ is i, but in words with letters Turkish does not have."""
    return _WORD.sub(lambda match: _lower(match[0]), text)


def _lower(word: str) -> str:
    if not _FOREIGN.search(word):
        word = word.replace("I", "ı")
    return word.replace("İ", "i").lower()


_UNITS = {
    symbol: Noun(word)
    for symbol, word in {
        "mm": "milimetre", "cm": "santimetre", "dm": "desimetre", "m": "metre", "km": "kilometre",
        "km/h": "kilometre bölü saat", "km/s": "kilometre bölü saat", "km/sa": "kilometre bölü saat",
        "m/s": "metre bölü saniye", "m²": "metrekare", "m2": "metrekare", "km²": "kilometrekare",
        "km2": "kilometrekare", "cm²": "santimetrekare", "m³": "metreküp", "m3": "metreküp",
        "cm³": "santimetreküp",
        "ha": "hektar", "mg": "miligram", "g": "gram", "gr": "gram", "kg": "kilogram", "t": "ton",
        "ml": "mililitre", "cl": "santilitre", "l": "litre", "lt": "litre", "sn": "saniye", "dk": "dakika",
        "sa": "saat", "W": "vat", "kW": "kilovat", "MW": "megavat", "kWh": "kilovatsaat", "V": "volt",
        "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "kB": "kilobayt",
        "KB": "kilobayt", "MB": "megabayt", "GB": "gigabayt", "TB": "terabayt", "kcal": "kilokalori",
        "hPa": "hektopaskal", "bar": "bar", "mbar": "milibar", "lx": "lüks", "mph": "mil bölü saat",
        "kbit/s": "kilobit bölü saniye", "Mbit/s": "megabit bölü saniye", "Gbit/s": "gigabit bölü saniye",
        "MB/s": "megabayt bölü saniye", "GB/s": "gigabayt bölü saniye", "bin": "bin", "mn": "milyon",
        "mr": "milyar",
        "°": "derece", "°C": "santigrat derece", "°F": "fahrenhayt derece",
    }.items()
}  # fmt: skip
_CENT = Noun("sent")
_CURRENCIES = {
    "TRY": Currency(Noun("lira"), Noun("kuruş")),
    "EUR": Currency(Noun("avro"), _CENT),
    "USD": Currency(Noun("dolar"), _CENT),
    "GBP": Currency(Noun("sterlin"), Noun("peni")),
    "CHF": Currency(Noun("isviçre frangı")),
    "JPY": Currency(Noun("yen")),
    "RUB": Currency(Noun("ruble")),
    "CNY": Currency(Noun("yuan")),
    "SAR": Currency(Noun("riyal")),
}
_MAGNITUDES = {
    word: Noun(full)
    for word, full in {
        "bin": "bin", "mn": "milyon", "milyon": "milyon", "mr": "milyar", "milyar": "milyar",
        "trilyon": "trilyon",
    }.items()
}  # fmt: skip

_unstopped = unstopped(("dk", "sn", "sa", "gr", "kg", "cm", "lt"))
# Either side: "%20", "20 %"
_PERCENT_BEFORE = re.compile(r"%\s?(?=\d)")
_PERCENT_AFTER = re.compile(r"(?<![\d.,])(?P<number>\d++(?:[.,]\d++)*+)\s?%(?!\d)")
# "II. Abdülhamit", "XX. yüzyıl", "XX. yy."
_ROMAN = re.compile(r"(?<![\w.])(?P<numeral>[IVX]{1,6})\.(?=\s+\w)")


_PAGE = re.compile(r"(?<![\w.])[Ss]\.\s?(?=\d)")
_NUMBER = re.compile(r"\b[Nn]o\s?:\s?(?=\d)")


_first = chained(
    _unstopped,
    halved("buçuk"),
    by("çarpı"),
    replacing(_PERCENT_AFTER, lambda match: f"yüzde {match['number']}"),
    replacing(_PERCENT_BEFORE, "yüzde "),
    replacing(_ROMAN, lambda match: ordinal(value(match["numeral"]))),
    replacing(_PAGE, "sayfa "),
    replacing(_NUMBER, "numara "),
)


_NEXT = re.compile(r"\s+(?P<word>[^\W\d_]+)")
_ORDERED = frozenset(
    [
        "dünya",
        "lig",
        "kat",
        "sınıf",
        "bölüm",
        "ordu",
        "cadde",
        "sokak",
        "cilt",
        "bap",
        "gün",
        "hafta",
        "ay",
        "yıl",
        "yüzyıl",
        "dönem",
        "tur",
        "etap",
        "madde",
        "kısım",
        "perde",
        "sahne",
        "adım",
        "grup",
        "kademe",
        "sıra",
        "derece",
        "olağan",
        "genel",
        "uluslararası",
        "ulusal",
        "geleneksel",
        "murat",
        "murad",
        "mehmet",
        "mehmed",
        "mustafa",
        "mahmut",
        "mahmud",
        "ahmet",
        "ahmed",
        "selim",
        "süleyman",
        "osman",
        "abdülhamit",
        "abdülhamid",
        "bayezid",
        "meşrutiyet",
        "viyana",
        "balkan",
    ]
)


def _stopped_ordinal(before: str, after: str) -> str | None:
    """Return "" for "5." before a word of the same sentence, or at the head of a text."""
    match = _NEXT.match(after)
    if match is None:
        return None if before.strip() or after.strip() else ""
    if match["word"][0].islower() or not before.strip():
        return ""
    return "" if lower(match["word"]) in _ORDERED else None


# "2024'te", "%20'si", "15:30'da": the suffix joins the number once it is in words
_NUMBER_WORDS = [
    "sıfır",
    "bir",
    "iki",
    "üç",
    "dört",
    "beş",
    "altı",
    "yedi",
    "sekiz",
    "dokuz",
    "on",
    "yirmi",
    "otuz",
    "kırk",
    "elli",
    "altmış",
    "yetmiş",
    "seksen",
    "doksan",
    "yüz",
    "bin",
    "milyon",
    "milyar",
    "trilyon",
    "lira",
    "kuruş",
    "dolar",
    "avro",
    "sterlin",
    "sent",
    "birinci",
    "ikinci",
    "üçüncü",
    "dördüncü",
    "beşinci",
    "altıncı",
    "yedinci",
    "sekizinci",
    "dokuzuncu",
    "onuncu",
    "yirminci",
    "otuzuncu",
    "kırkıncı",
    "ellinci",
]
_MEASURES = (noun.other for noun in _UNITS.values())
_SUFFIXED = re.compile(rf"\b(?P<word>{either((*_NUMBER_WORDS, *_MEASURES))})'(?P<suffix>[a-zçğıöşü]+)")
_TO_BACK = str.maketrans("eiüö", "aıuo")


def _suffixed(match: Match[str]) -> str:
    word, suffix = match["word"], match["suffix"]
    if word == "dört" and suffix[0] in "aeıioöuü":
        word = "dörd"
    return word + (suffix.translate(_TO_BACK) if word == "lira" else suffix)


def _last(text: str) -> str:
    return _SUFFIXED.sub(_suffixed, text)


RULES = Rules(
    language="tr",
    name="Turkish",
    locale="tr",
    character_limit=226,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={",": "virgül", ".": "nokta"},
    groups=". ",
    longest=18,
    decimal=_decimal,
    ordinals=dict.fromkeys(
        (
            "'inci",
            "'ıncı",
            "'uncu",
            "'üncü",
            "'nci",
            "'ncı",
            "'ncu",
            "'ncü",
            "inci",
            "ıncı",
            "uncu",
            "üncü",
            "nci",
            "ncı",
            "ncu",
            "ncü",
        ),
        "",
    ),
    stopped_ordinal=_stopped_ordinal,
    fractions={
        (1, 2): "bir bölü iki",
        (1, 4): "bir bölü dört",
        (3, 4): "üç bölü dört",
        (1, 3): "bir bölü üç",
        (2, 3): "iki bölü üç",
    },
    half=" tam ",
    over="bölü",
    to="–",
    minus="eksi",
    time=_time,
    time_cues=("saat", "saati", "saatler"),
    currencies=_CURRENCIES,
    signs={"TL": "TRY", "tl": "TRY", "₺": "TRY"},
    magnitudes=_MAGNITUDES,
    units=_UNITS,
    spelled={
        ".": "nokta",
        "/": "bölü",
        "@": "et",
        "-": "tire",
        "_": "alt tire",
        ":": "iki nokta",
        "?": "soru işareti",
        "=": "eşittir",
        "&": "ve",
        "#": "diyez",
        "%": "yüzde",
        "~": "tilde",
        "+": "artı",
    },
    domains=("tr",),
    telephone_cues=("tel", "telefon", "telefonu", "faks", "gsm", "cep"),
    abbreviations={
        **stopped_numerals(ordinal),
        "b": "bay",
        "byk": "büyük",
        "dr": "doktor",
        "prof": "profesör",
        "doç": "doçent",
        "yrd": "yardımcı",
        "av": "avukat",
        "sn": "sayın",
        "hz": "hazreti",
        "gen": "general",
        "alb": "albay",
        "yzb": "yüzbaşı",
        "müh": "mühendis",
        "öğr": "öğretim",
        "gör": "görevlisi",
        "vb": "ve benzeri",
        "vs": "vesaire",
        "vd": "ve diğerleri",
        "bkz": "bakınız",
        "örn": "örneğin",
        "yy": "yüzyıl",
        "cad": "caddesi",
        "cd": "caddesi",
        "sok": "sokak",
        "sk": "sokak",
        "mah": "mahallesi",
        "mh": "mahallesi",
        "apt": "apartmanı",
        "bul": "bulvarı",
        "blv": "bulvarı",
        "ltd": "limited",
        "şti": "şirketi",
        "a.ş": "anonim şirketi",
        "m.ö": "milattan önce",
        "m.s": "milattan sonra",
        "t.c": "türkiye cumhuriyeti",
        "yay": "yayınları",
        "çev": "çeviren",
        "haz": "hazırlayan",
        "üni": "üniversitesi",
        "fak": "fakültesi",
        "müd": "müdürlüğü",
        "tel": "telefon",
        "s.a.v": "sallallahu aleyhi ve sellem",
    },
    numbered={"no": "numara", "nr": "numara", "md": "madde"},
    symbols={
        "&": "ve",
        "@": "at",
        "×": "çarpı",
        "%": "yüzde",
        "#": "diyez",
        "$": "dolar",
        "£": "sterlin",
        "€": "avro",
        "₺": "lira",
        "°": "derece",
        "+": "artı",
        "=": "eşittir",
    },
    lower=lower,
    first=_first,
    last=_last,
)
