"""German."""

from __future__ import annotations

import re

from auralis.text.amounts import cardinal as in_words
from auralis.text.dates import month, year
from auralis.text.numerals import ordinal, spelled_out
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

# num2words reads 301 000 as "dreihunderteinstausend" and has no genders.
_CARDINAL = spelled_out(
    "de",
    {
        "": "spellout-numbering",
        "m": "spellout-cardinal-masculine",
        "n": "spellout-cardinal-neuter",
        "f": "spellout-cardinal-feminine",
    },
)
_ORDINAL = ordinal("de")

_WEAK = frozenset(
    [
        "am",
        "im",
        "vom",
        "zum",
        "zur",
        "beim",
        "ans",
        "ins",
        "aufs",
        "dem",
        "den",
        "des",
        "diesem",
        "diesen",
        "dieses",
        "jedem",
        "jeden",
        "jedes",
        "einem",
        "einen",
        "einer",
        "eines",
        "keinem",
        "keinen",
        "keiner",
        "meinem",
        "meinen",
        "meiner",
        "seinem",
        "seinen",
        "seiner",
        "ihrem",
        "ihren",
        "ihrer",
        "unserem",
        "unseren",
        "unserer",
        "ab",
        "bis",
        "seit",
        "nach",
        "vor",
        "dieser",
        "jener",
        "beiden",
    ]
)
"""Words after which an ordinal ends in -en."""
_PREPOSITIONS = frozenset(
    [
        "in",
        "an",
        "auf",
        "mit",
        "nach",
        "von",
        "bei",
        "zu",
        "aus",
        "seit",
        "vor",
        "unter",
        "über",
        "zwischen",
        "neben",
        "hinter",
        "während",
        "wegen",
        "trotz",
        "gegenüber",
        "innerhalb",
        "außerhalb",
        "ab",
        "anlässlich",
        "laut",
    ]
)
_ENDINGS = {
    "der": "e",
    "die": "e",
    "das": "e",
    "diese": "e",
    "jede": "e",
    "eine": "e",
    "keine": "e",
    "meine": "e",
    "seine": "e",
    "ihre": "e",
    "unsere": "e",
    "jeder": "e",
    "ein": "er",
    "kein": "er",
    "mein": "er",
    "sein": "er",
    "ihr": "er",
    "unser": "er",
}
"""Other words before an ordinal -> its ending."""
_HEADINGS = {
    "kapitel": "es",
    "buch": "es",
    "teil": "er",
    "akt": "er",
    "abschnitt": "er",
    "band": "er",
    "tag": "er",
    "aufzug": "er",
    "advent": "er",
    "platz": "er",
    "szene": "e",
    "strophe": "e",
    "staffel": "e",
    "folge": "e",
    "auflage": "e",
    "runde": "e",
    "klasse": "e",
    "etage": "e",
    "halbzeit": "e",
    "bundesliga": "e",
    "liga": "e",
    "weltkrieg": "er",
    "jahrhundert": "es",
    "stock": "er",
    "mal": "es",
    "quartal": "es",
    "semester": "es",
}
"""Words that are numbered -> the ordinal's ending before them where nothing stands in front of it."""
_TWO_BEFORE = re.compile(r"(?:([^\W\d_]+)\s+)?([^\W\d_]+)\s+\Z")
_NEXT = re.compile(r"\s+([^\W\d_]+)")


def _ordinal(number: int, form: str) -> str:
    """Return an ordinal; the form is the ending: "e", "en", "er", "es", "em"; "~er" is that of a cardinal."""
    if form.startswith("~"):
        return _CARDINAL(number, "") + form[1:]
    return _ORDINAL(number, "") + form.removeprefix("e")


def _ending(before: str, after: str) -> str | None:
    """Return the ending of "8." between two texts, or None if its full stop ends a sentence."""
    following = _NEXT.match(after)
    word = following[1] if following else ""
    words = _TWO_BEFORE.search(before)
    if words:
        first, last = (words[1] or "").lower(), words[2].lower()
        if last in _WEAK or last in _PREPOSITIONS or (last == "der" and first in _PREPOSITIONS):
            return "en"
        if last in _ENDINGS:
            return "es" if _ENDINGS[last] == "er" and _HEADINGS.get(word.lower()) == "es" else _ENDINGS[last]
    elif word.lower() in _HEADINGS and (not before or before[-1].isspace()):
        return _HEADINGS[word.lower()]
    return "e" if word and word[0].islower() and (words or not before) else None


def _year(number: int) -> str:
    """Return a year: neunzehnhundertvierundachtzig, zweitausendvierundzwanzig."""
    if not 1100 <= number < 2000:
        return _CARDINAL(number, "")
    hundreds, rest = divmod(number, 100)
    return f"{_CARDINAL(hundreds, '')}hundert{_CARDINAL(rest, '') if rest else ''}"


def _date(rules: Rules, date: Date) -> str:
    """Return "fünfter märz zweitausendvierundzwanzig", with the ending that the word before asks for."""
    words = [month(date.month, rules)]
    if date.day is not None:
        weak = date.before in _WEAK or date.before in ("und", "oder", "bis", "von")
        ending = "en" if weak else _ENDINGS.get(date.before, "er")
        words.insert(0, _ordinal(date.day, "e" if date.before == "der" else ending))
    if date.year is not None:
        words.append(year(date.year, rules))
    return " ".join(words)


def _time(rules: Rules, time: Time) -> str:
    """Return "vierzehn uhr dreißig"."""
    words = [in_words(str(time.hour), rules, "m"), "uhr"]
    if time.minute:
        words.append(in_words(str(time.minute), rules))
    if time.second:
        words += [
            "und",
            in_words(str(time.second), rules, "f"),
            "sekunde" if time.second == 1 else "sekunden",
        ]
    if time.half:
        words.append("vormittags" if time.half == "am" else "nachmittags" if time.hour % 12 < 6 else "abends")
    return " ".join(words)


RULES = Rules(
    language="de",
    name="German",
    locale="de",
    character_limit=253,
    cardinal=_CARDINAL,
    ordinal=_ordinal,
    marks={",": "komma", ".": "komma"},
    groups=". ",
    ordinals={
        "te": "e",
        "ter": "er",
        "ten": "en",
        "tes": "es",
        "tem": "em",
        "ste": "e",
        "ster": "er",
        "sten": "en",
        "stes": "es",
        "stem": "em",
        "º": "er",
        "ª": "e",
        "er": "~er",
        "ern": "~ern",
        "ers": "~ers",
    },
    stopped_ordinal=_ending,
    year=_year,
    year_cues=(
        "im jahr",
        "im jahre",
        "in den jahren",
        "jahr",
        "jahre",
        "jahres",
        "seit",
        "anno",
        "um",
        "ab",
        "vor",
        "nach",
        "von",
        "zwischen",
        "bis",
        "ende",
        "anfang",
        "mitte",
        "sommer",
        "winter",
        "herbst",
        "frühling",
        "frühjahr",
    ),
    fractions={
        (1, 2): "ein halb",
        (1, 3): "ein drittel",
        (2, 3): "zwei drittel",
        (1, 4): "ein viertel",
        (3, 4): "drei viertel",
        (1, 5): "ein fünftel",
        (2, 5): "zwei fünftel",
        (3, 5): "drei fünftel",
        (4, 5): "vier fünftel",
        (1, 8): "ein achtel",
        (3, 8): "drei achtel",
        (5, 8): "fünf achtel",
        (7, 8): "sieben achtel",
        (1, 10): "ein zehntel",
    },
    half=" ",
    over="durch",
    to="bis",
    minus="minus",
    date=_date,
    months={"jänner": 1, "feber": 2, "juno": 6, "julei": 7},
    day_end=r"\.",
    time=_time,
    hours=("Uhr",),
    time_cues=("um", "ab", "gegen", "bis"),
    currencies={
        "USD": Currency(Noun("dollar", form="m"), Noun("cent", form="m")),
        "EUR": Currency(Noun("euro", form="m"), Noun("cent", form="m")),
        "GBP": Currency(Noun("pfund", form="n"), Noun("pence", one="penny", form="m")),
        "CHF": Currency(Noun("franken", form="m"), Noun("rappen", form="m")),
        "JPY": Currency(Noun("yen", form="m")),
        "PLN": Currency(Noun("złoty", form="m")),
        "RUB": Currency(Noun("rubel", form="m")),
        "TRY": Currency(Noun("türkische lira", form="f")),
        "CNY": Currency(Noun("yuan", form="m")),
        "INR": Currency(Noun("indische rupien", one="indische rupie", form="f")),
        "SEK": Currency(Noun("schwedische kronen", one="schwedische krone", form="f")),
        "NOK": Currency(Noun("norwegische kronen", one="norwegische krone", form="f")),
        "DKK": Currency(Noun("dänische kronen", one="dänische krone", form="f")),
        "CZK": Currency(Noun("tschechische kronen", one="tschechische krone", form="f")),
    },
    per="pro",
    cents=" und ",
    magnitudes={
        "tausend": Noun("tausend"),
        "tsd": Noun("tausend"),
        "million": Noun("millionen", one="million", form="f"),
        "millionen": Noun("millionen", one="million", form="f"),
        "mio": Noun("millionen", one="million", form="f"),
        "milliarde": Noun("milliarden", one="milliarde", form="f"),
        "milliarden": Noun("milliarden", one="milliarde", form="f"),
        "mrd": Noun("milliarden", one="milliarde", form="f"),
        "billion": Noun("billionen", one="billion", form="f"),
        "billionen": Noun("billionen", one="billion", form="f"),
        "bio": Noun("billionen", one="billion", form="f"),
    },
    units={
        "°": Noun("grad", form="m"),
        "Std.": Noun("stunden", one="stunde", form="f"),
        "Std": Noun("stunden", one="stunde", form="f"),
        "Min.": Noun("minuten", one="minute", form="f"),
        "Min": Noun("minuten", one="minute", form="f"),
        "Sek.": Noun("sekunden", one="sekunde", form="f"),
        "Sek": Noun("sekunden", one="sekunde", form="f"),
        "qm": Noun("quadratmeter", form="m"),
        "PS": Noun("pferdestärken", one="pferdestärke", form="f"),
        "dB": Noun("dezibel", form="n"),
        "U/min": Noun("umdrehungen pro minute", one="umdrehung pro minute", form="f"),
        "Mio.": Noun("millionen", one="million", form="f"),
        "Mrd.": Noun("milliarden", one="milliarde", form="f"),
        "Mio": Noun("millionen", one="million", form="f"),
        "Mrd": Noun("milliarden", one="milliarde", form="f"),
        "Tsd.": Noun("tausend"),
    },
    unit_forms={
        "": "m",
        "mass-tonne": "f",
        "duration-hour": "f",
        "duration-minute": "f",
        "duration-second": "f",
        "duration-millisecond": "f",
        "duration-microsecond": "f",
        "duration-nanosecond": "f",
        "energy-calorie": "f",
        "energy-kilocalorie": "f",
        "energy-kilowatt-hour": "f",
        "speed-mile-per-hour": "f",
    },
    roman_before=dict.fromkeys(
        (
            "kapitel",
            "teil",
            "band",
            "buch",
            "akt",
            "szene",
            "artikel",
            "abschnitt",
            "anhang",
            "stufe",
            "klasse",
            "typ",
            "phase",
            "hartz",
            "abbildung",
            "tafel",
            "heft",
            "nummer",
        )
    ),
    rulers=frozenset(
        (
            "ludwig",
            "heinrich",
            "friedrich",
            "wilhelm",
            "karl",
            "otto",
            "franz",
            "joseph",
            "josef",
            "leopold",
            "maximilian",
            "ferdinand",
            "rudolf",
            "konrad",
            "philipp",
            "georg",
            "eduard",
            "richard",
            "jakob",
            "elisabeth",
            "elizabeth",
            "katharina",
            "alexander",
            "nikolaus",
            "peter",
            "paul",
            "pius",
            "johannes",
            "benedikt",
            "gregor",
            "leo",
            "innozenz",
            "urban",
            "clemens",
            "napoleon",
            "albert",
            "august",
            "gustav",
            "christian",
            "sigismund",
            "ramses",
            "ptolemäus",
            "dareios",
            "xerxes",
            "konstantin",
        )
    ),
    regnal=lambda number, name: f"der {_ordinal(number, 'e')}",
    spelled={
        ".": "punkt",
        "/": "schrägstrich",
        "@": "at",
        "-": "minus",
        "_": "unterstrich",
        ":": "doppelpunkt",
        "?": "fragezeichen",
        "=": "gleich",
        "&": "und",
        "#": "raute",
        "%": "prozent",
        "~": "tilde",
        "+": "plus",
    },
    telephone_cues=("telefon", "telefonnummer", "tel", "handy", "fax", "mobil", "hotline", "rufnummer"),
    abbreviations={
        "fr": "frau",
        "dr": "doktor",
        "st": "sankt",
        "co": "firma",
        "jr": "junior",
        "hr": "herr",
        "hrn": "herrn",
        "prof": "professor",
        "dipl": "diplom",
        "ing": "ingenieur",
        "z.b": "zum beispiel",
        "d.h": "das heißt",
        "u.a": "unter anderem",
        "u.ä": "und ähnliches",
        "o.ä": "oder ähnliches",
        "u.s.w": "und so weiter",
        "usw": "und so weiter",
        "usf": "und so fort",
        "etc": "et cetera",
        "bzw": "beziehungsweise",
        "ca": "circa",
        "evtl": "eventuell",
        "ggf": "gegebenenfalls",
        "inkl": "inklusive",
        "exkl": "exklusive",
        "zzgl": "zuzüglich",
        "bspw": "beispielsweise",
        "sog": "sogenannte",
        "vgl": "vergleiche",
        "mind": "mindestens",
        "tel": "telefon",
        "str": "straße",
        "hbf": "hauptbahnhof",
        "jh": "jahrhundert",
        "jhd": "jahrhundert",
        "v.chr": "vor christus",
        "n.chr": "nach christus",
        "i.d.r": "in der regel",
        "z.t": "zum teil",
        "u.u": "unter umständen",
        "z.z": "zur zeit",
        "geb": "geboren",
        "gest": "gestorben",
    },
    numbered={
        "nr": "nummer",
        "s": "seite",
        "abb": "abbildung",
        "kap": "kapitel",
        "bd": "band",
        "art": "artikel",
        "abs": "absatz",
        "tab": "tabelle",
        "aufl": "auflage",
    },
    number_sign="nummer",
    words={"§§": "paragrafen"},
    symbols={
        "&": "und",
        "@": "at",
        "%": "prozent",
        "#": "raute",
        "$": "dollar",
        "£": "pfund",
        "°": "grad",
        "€": "euro",
        "¥": "yen",
        "+": "plus",
        "=": "gleich",
        "×": "mal",
        "÷": "geteilt durch",
        "±": "plus minus",
        "≈": "ungefähr",
        "≤": "kleiner oder gleich",
        "≥": "größer oder gleich",
        "²": "quadrat",
        "³": "hoch drei",
        "§": "paragraf",
        "©": "copyright",
        "®": "eingetragene marke",
        "™": "trademark",
        "№": "nummer",
        "‰": "promille",
        "µ": "mikro",
    },
)
