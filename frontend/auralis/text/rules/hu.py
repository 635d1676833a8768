"""Hungarian."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from auralis.text import numerals
from auralis.text.roman import value
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time
from auralis.text.rules.stages import chained, either, halved, replacing, stopped_numerals

_cardinal = numerals.cardinal("hu")
_ordinal = numerals.ordinal("hu")


def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal; before a noun (form "n") two is "két"."""
    words = _TWO_WITHIN.sub("két", _cardinal(number, ""))
    return f"{words.removesuffix('kettő')}két" if form == "n" and words.endswith("kettő") else words


_TWO_WITHIN = re.compile("kettő(?=száz|ezer|mill|bil|tril)")


def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal; `form` is what is added to it: "e" for a day of the month, "án" for "on" it."""
    words = _ordinal(number, "")
    return _DAY_ENDS[form](words) if form in _DAY_ENDS else words


def _day(first: str, front: str, back: str) -> Callable[[str], str]:
    """Return how a day of the month ends: "elseje", "ötödike", but "harmadika"."""

    def ended(words: str) -> str:
        if words == "első":
            return f"{words[:-1]}{first}"
        return f"{words}{back if words.endswith(('adik', 'odik')) else front}"

    return ended


_DAY_ENDS = {
    "e": _day("eje", "e", "a"),
    "én": _day("ején", "én", "án"),
    "i": _day("ejei", "ei", "ai"),
    "től": _day("ejétől", "étől", "ától"),
    "ig": _day("ejéig", "éig", "áig"),
    "re": _day("ejére", "ére", "ára"),
}
_DAY_SUFFIXES = {
    "a": "e", "e": "e", "je": "e", "ja": "e", "án": "én", "én": "én", "jén": "én", "ján": "én", "i": "i",
    "ei": "i",
    "ai": "i", "jei": "i", "jai": "i", "től": "től", "tól": "től", "étől": "től", "ától": "től",
    "jétől": "től",
    "ig": "ig", "éig": "ig", "áig": "ig", "jéig": "ig", "re": "re", "ra": "re", "ére": "re", "ára": "re",
    "jére": "re",
}  # fmt: skip


def _decimal(rules: Rules, whole: str, fraction: str, mark: str) -> str:
    del mark
    wholes = f"{rules.cardinal(int(whole), '')} egész"
    if len(fraction) > len(_DENOMINATORS):
        return " ".join([wholes, *(rules.cardinal(int(digit), "") for digit in fraction)])
    return f"{wholes} {rules.cardinal(int(fraction), '')} {_DENOMINATORS[len(fraction) - 1]}"


_DENOMINATORS = ("tized", "század", "ezred", "tízezred", "százezred", "milliomod")

_MONTHS = (
    "január", "február", "március", "április", "május", "június",
    "július", "augusztus", "szeptember", "október", "november", "december",
)  # fmt: skip


def _date(rules: Rules, date: Date) -> str:
    year = [cardinal(date.year)] if date.year else []
    day = [ordinal(date.day, "e")] if date.day else []
    del rules
    return " ".join([*year, _MONTHS[date.month - 1], *day])


def _time(rules: Rules, time: Time) -> str:
    del rules
    words = [cardinal(time.hour, "n"), "óra"]
    if time.minute:
        words += [cardinal(time.minute, "n"), "perc"]
    if time.second:
        words += [cardinal(time.second, "n"), "másodperc"]
    return " ".join(words)


def _noun(word: str) -> Noun:
    return Noun(word, form="n")


_MAGNITUDES = {
    "ezer": _noun("ezer"),
    "e": _noun("ezer"),
    "m": _noun("millió"),
    "mio": _noun("millió"),
    "millió": _noun("millió"),
    "mrd": _noun("milliárd"),
    "milliárd": _noun("milliárd"),
}
_UNITS = {
    symbol: _noun(word)
    for symbol, word in {
        "mm": "milliméter", "cm": "centiméter", "dm": "deciméter", "m": "méter", "km": "kilométer",
        "km/h": "kilométer per óra", "km/ó": "kilométer per óra", "m/s": "méter per szekundum",
        "m²": "négyzetméter", "m2": "négyzetméter", "km²": "négyzetkilométer", "km2": "négyzetkilométer",
        "nm": "négyzetméter", "m³": "köbméter", "m3": "köbméter", "cm³": "köbcentiméter", "ha": "hektár",
        "mg": "milligramm", "g": "gramm", "dkg": "dekagramm", "kg": "kilogramm", "t": "tonna",
        "ml": "milliliter", "cl": "centiliter", "dl": "deciliter", "l": "liter", "hl": "hektoliter",
        "s": "másodperc", "mp": "másodperc", "min": "perc", "h": "óra",
        "W": "watt", "kW": "kilowatt", "MW": "megawatt", "kWh": "kilowattóra", "V": "volt",
        "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
        "kB": "kilobájt", "KB": "kilobájt", "MB": "megabájt", "GB": "gigabájt", "TB": "terabájt",
        "hPa": "hektopascal", "kbit/s": "kilobit per szekundum", "Mbit/s": "megabit per szekundum",
        "Gbit/s": "gigabit per szekundum", "MB/s": "megabájt per szekundum",
        "GB/s": "gigabájt per szekundum", "kcal": "kilokalória", "LE": "lóerő", "db": "darab", "fő": "fő",
        "%": "százalék", "‰": "ezrelék", "°": "fok", "°C": "celsius-fok", "°F": "fahrenheit-fok",
    }.items()
}  # fmt: skip
_CENT = _noun("cent")
_CURRENCIES = {
    "HUF": Currency(_noun("forint"), _noun("fillér")),
    "EUR": Currency(_noun("euró"), _CENT),
    "USD": Currency(_noun("dollár"), _CENT),
    "GBP": Currency(_noun("font"), _noun("penny")),
    "CHF": Currency(_noun("svájci frank")),
    "CZK": Currency(_noun("cseh korona")),
    "PLN": Currency(_noun("zloty")),
    "RON": Currency(_noun("lej")),
    "JPY": Currency(_noun("jen")),
    "RUB": Currency(_noun("rubel")),
}

_MONTH_NAMES = f"(?:{either(_MONTHS)}|(?:jan|febr|márc|ápr|máj|jún|júl|aug|szept|okt|nov|dec)\\.)"
_SHORT_MONTHS = {
    "jan": 1, "febr": 2, "márc": 3, "ápr": 4, "máj": 5, "jún": 6, "júl": 7, "aug": 8, "szept": 9, "okt": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
# "2024. május 5-én", "május 5.", "2024. május"
_DATE = re.compile(
    rf"(?<![\w.,])(?:(?P<year>[12]\d{{3}})\.?\s+)?\b(?P<month>(?i:{_MONTH_NAMES}))"
    rf"(?:\s+(?P<day>[12]?\d|3[01])(?:-(?P<suffix>{either(_DAY_SUFFIXES)})(?!\w)|(?P<stop>\.)(?!\d)|(?![\w.,:%-])))?"
)
_NUMERIC_DATE = re.compile(
    r"(?<![\w.,])(?P<year>[12]\d{3})(?P<dot>[./-])\s?(?P<month>0?[1-9]|1[0-2])(?P=dot)\s?(?P<day>0?[1-9]|[12]\d|3[01])"
    rf"(?:\.?-(?P<suffix>{either(_DAY_SUFFIXES)})(?!\w)|(?P<stop>\.)(?!\d)|(?![\w.-]))"
)


def _dated(match: Match[str]) -> str:
    found = match.groupdict()
    if not found["year"] and not found["day"]:
        return match[0]
    written = found["month"].lower().replace("i\u0307", "i").rstrip(".")
    month = int(written) if written.isdecimal() else _SHORT_MONTHS.get(written) or _MONTHS.index(written) + 1
    words = [cardinal(int(found["year"]))] if found["year"] else []
    words.append(_MONTHS[month - 1])
    if found["day"]:
        words.append(ordinal(int(found["day"]), _DAY_SUFFIXES.get(found["suffix"] or "", "e")))
    end = "." if found["stop"] and not match.string[match.end() :].strip() else ""
    return " ".join(words) + end


# "XX. század", "IV. Béla": an ordinal stands before what it counts
_ROMAN = re.compile(r"(?<![\w.])(?P<numeral>[IVX]{1,7})\.(?=\s+\w)")


# Before what is counted, two is "két": "2 gyerek", "12 alma"
_TWO = re.compile(r"(?<![\w.,:/\-–])(?<!\d\s)(?P<number>\d{0,3}2)\s+(?P<next>[a-záéíóöőúüű]{3,})(?!\w)")
_NO_NOUNS = frozenset(
    (
        *_MONTHS, *_MAGNITUDES, "kbit", "mph", "mbar", "vagy", "meg", "volt", "van", "lesz", "hogy", "nem",
        "plusz", "mínusz",
        "egész", "pont", "után", "előtt", "között", "alatt", "felett", "fölött", "közül", "helyett", "körül",
        "nélkül", "szerint", "óta", "mellett", "ellen", "által", "már", "csak", "forint", "pedig", "mert",
        "azaz",
        "ezért",
    )
)  # fmt: skip


def _two(match: Match[str]) -> str:
    number, following = match["number"], match["next"]
    if following in _NO_NOUNS or following in _UNITS:
        return match[0]
    return f"{cardinal(int(number), 'n')} {following}"


_first = chained(
    halved("és fél"),
    replacing(_NUMERIC_DATE, _dated),
    replacing(_DATE, _dated),
    replacing(_ROMAN, lambda match: ordinal(value(match["numeral"]))),
    replacing(_TWO, _two),
)


_NEXT = re.compile(r"\s+(?P<word>[^\W\d_]+)")


def _stopped_ordinal(before: str, after: str) -> str | None:
    """Return "" for "5." before a word of the same sentence, or at the head of a text."""
    match = _NEXT.match(after)
    if match is None:
        return None if before.strip() or after.strip() else ""
    return "" if match["word"][0].islower() or not before.strip() else None


# "5-kor", "2024-ben", "20%-os", "3-at": the suffix joins the word, which may change before it
_STEMS = {
    "három": "hárm",
    "hét": "het",
    "ezer": "ezr",
    "öt": "öt",
    "hat": "hat",
    "húsz": "húsz",
    "tíz": "tíz",
}
_CHANGING = re.compile(r"^(?:a|e|o|ö)[stk]")
_SUFFIXED = re.compile(
    r"(?P<word>\b\w*(?:nulla|egy|kettő|két|három|négy|öt|hat|hét|nyolc|kilenc|tíz|húsz|harminc|negyven|ötven|hatvan|hetven|"
    r"nyolcvan|kilencven|száz|ezer|millió|milliárd|tized|század|ezred|százalék|fok|forint|euró|dollár|perc|óra|kilométer|"
    r"méter|centiméter|kilogramm|gramm|liter|gigabájt|megabájt))\s?-(?P<suffix>[a-záéíóöőúüű]{1,8})\b"
)


def _suffixed(match: Match[str]) -> str:
    word, suffix = match["word"], match["suffix"]
    if suffix not in _SUFFIXES:
        return match[0]
    if word.endswith("kettő") and suffix.startswith(("szer", "féle")):
        return f"{word.removesuffix('kettő')}két{suffix}"
    if suffix in ("s", "t") or not _CHANGING.match(suffix):
        return _lengthened(_assimilated(word, suffix), suffix) + suffix
    for stem, changed in _STEMS.items():
        if word.endswith(stem):
            return f"{word.removesuffix(stem)}{changed}{suffix}"
    if word.endswith("kettő"):
        return f"{word[:-1]}{suffix}"
    return _lengthened(word, suffix) + suffix


def _assimilated(word: str, suffix: str) -> str:
    """Return a word before a suffix that took over its last consonant: "négy" and "gyel" are "néggyel"."""
    for letters in ("gy", "sz"):
        if word.endswith(letters) and suffix.startswith(letters):
            return word[:-1]
    return word[:-1] + "s" if word.endswith("sz") and suffix.startswith("sz") else word


def _lengthened(word: str, suffix: str) -> str:
    """Return a word whose last vowel is long before most suffixes: "nullá-", "órá-"."""
    lengthens = (len(suffix) > 1 or suffix in ("s", "t")) and suffix not in ("kor", "ként")
    return f"{word[:-1]}á" if lengthens and word.endswith("a") else word


_SUFFIXES = frozenset(
    [
        "a",
        "ban",
        "ben",
        "ba",
        "be",
        "ból",
        "ből",
        "n",
        "on",
        "en",
        "ön",
        "ra",
        "re",
        "ról",
        "ről",
        "nál",
        "nél",
        "hoz",
        "hez",
        "höz",
        "tól",
        "től",
        "nak",
        "nek",
        "t",
        "at",
        "et",
        "ot",
        "öt",
        "val",
        "vel",
        "kal",
        "kel",
        "cal",
        "cel",
        "gyel",
        "gyal",
        "mal",
        "mel",
        "tal",
        "tel",
        "zal",
        "zel",
        "szal",
        "szel",
        "nal",
        "nel",
        "rel",
        "ral",
        "dal",
        "del",
        "ért",
        "ig",
        "kor",
        "ként",
        "ként",
        "s",
        "as",
        "es",
        "os",
        "ös",
        "ik",
        "án",
        "én",
        "a",
        "e",
        "ja",
        "je",
        "i",
        "beli",
        "nként",
        "féle",
        "szer",
        "szor",
        "ször",
        "szeres",
        "szoros",
        "szörös",
        "ed",
        "ad",
        "od",
        "öd",
        "ai",
        "ei",
        "k",
        "ak",
        "ek",
        "ok",
        "ök",
        "an",
        "en",
        "anként",
        "enként",
        "es",
        "években",
        "éves",
        "évi",
    ]
)


def _last(text: str) -> str:
    return _SUFFIXED.sub(_suffixed, text)


RULES = Rules(
    language="hu",
    name="Hungarian",
    locale="hu",
    character_limit=224,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={",": "vessző", ".": "pont"},
    groups=" .",
    decimal=_decimal,
    ordinals={
        "-adik": "",
        "-edik": "",
        "-odik": "",
        "-ödik": "",
        "-ik": "",
        "adik": "",
        "edik": "",
        "odik": "",
        "ödik": "",
        "-dik": "",
    },
    stopped_ordinal=_stopped_ordinal,
    fractions={
        (1, 2): "fél",
        (1, 3): "egyharmad",
        (2, 3): "kétharmad",
        (1, 4): "egynegyed",
        (3, 4): "háromnegyed",
        (1, 5): "egyötöd",
        (1, 10): "egytized",
    },
    half=" egész ",
    over="per",
    to="–",
    minus="mínusz",
    date=_date,
    date_order="ymd",
    time=_time,
    hours=("óra",),
    time_cues=("délelőtt", "délután", "este", "reggel"),
    currencies=_CURRENCIES,
    signs={"Ft": "HUF", "ft": "HUF", "forint": "HUF"},
    cents=", ",
    magnitudes=_MAGNITUDES,
    units=_UNITS,
    unit_forms={"": "n"},
    roman_after={"század": "", "században": "", "kerület": "", "fejezet": "", "világháború": ""},
    spelled={
        ".": "pont",
        "/": "per",
        "@": "kukac",
        "-": "kötőjel",
        "_": "alulvonás",
        ":": "kettőspont",
        "?": "kérdőjel",
        "=": "egyenlő",
        "&": "és",
        "#": "kettőskereszt",
        "%": "százalék",
        "~": "hullámvonal",
        "+": "plusz",
    },
    domains=("hu",),
    telephone_cues=("tel", "telefon", "telefonszám", "mobil", "fax"),
    abbreviations={
        **stopped_numerals(ordinal),
        "dr": "doktor",
        "nőv": "nővér",
        "em": "emelet",
        "prof": "professzor",
        "ifj": "ifjabb",
        "id": "idősebb",
        "özv": "özvegy",
        "kb": "körülbelül",
        "pl": "például",
        "stb": "és a többi",
        "ill": "illetve",
        "ún": "úgynevezett",
        "u": "utca",
        "krt": "körút",
        "szt": "szent",
        "vö": "vesd össze",
        "ld": "lásd",
        "tkp": "tulajdonképpen",
        "ti": "tudniillik",
        "vki": "valaki",
        "vmi": "valami",
        "hiv": "hivatkozás",
        "max": "maximum",
        "min": "minimum",
        "i.e": "időszámításunk előtt",
        "i.sz": "időszámításunk szerint",
        "kr.e": "krisztus előtt",
        "kr.u": "krisztus után",
        "n.b": "nota bene",
        "tel": "telefon",
        "ker": "kerület",
        "red": "redakció",
    },
    numbered={"old": "oldal"},
    words={"kft": "káefté", "bt": "bété", "zrt": "zéerté", "nyrt": "enyerté", "dr": "doktor"},
    symbols={
        "&": "és",
        "@": "kukac",
        "×": "szorozva",
        "%": "százalék",
        "#": "kettőskereszt",
        "$": "dollár",
        "£": "font",
        "€": "euró",
        "°": "fok",
        "+": "plusz",
        "=": "egyenlő",
        "§": "paragrafus",
    },
    first=_first,
    last=_last,
)
