"""English."""

from __future__ import annotations

from auralis.text.amounts import cardinal as in_words
from auralis.text.dates import month, year
from auralis.text.numerals import cardinal, ordinal
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

_CARDINAL, _ORDINAL = cardinal("en"), ordinal("en")


def _ordinal(number: int, form: str) -> str:
    """Return an ordinal; the form "ly" is an adverb, "s" a decade."""
    if form == "s":
        words = _year(number) if number >= 1100 else _CARDINAL(number, "")
        return f"{words[:-1]}ies" if words.endswith("y") else f"{words}{'es' * words.endswith('x') or 's'}"
    return _ORDINAL(number, "") + form


def _year(number: int) -> str:
    """Return a year: nineteen eighty-four, nineteen oh five, two thousand and five, twenty twenty-four."""
    century, rest = divmod(number, 100)
    if number < 1000 or number >= 10000 or (century % 10 == 0 and rest < 10):
        return _CARDINAL(number, "")
    if rest == 0:
        return f"{_CARDINAL(century, '')} hundred"
    return f"{_CARDINAL(century, '')} {'oh ' * (rest < 10)}{_CARDINAL(rest, '')}"


def _date(rules: Rules, date: Date) -> str:
    """Return "march fifth, twenty twenty-four", or "fifth of march" after an article."""
    name = month(date.month, rules)
    if date.day is None:
        return name if date.year is None else f"{name} {year(date.year, rules)}"
    day = _ORDINAL(date.day, "")
    day = f"{day} of {name}" if date.before == "the" else f"{name} {day}"
    return day if date.year is None else f"{day}, {year(date.year, rules)}"


def _time(rules: Rules, time: Time) -> str:
    """Return "two thirty p m", "ten oh five", "fourteen hundred", "nine o'clock"."""
    words = [in_words(str(time.hour), rules)]
    if time.minute:
        words.append(f"{'oh ' * (time.minute < 10)}{in_words(str(time.minute), rules)}")
    elif not time.half and not time.second:
        words.append("o'clock" if 1 <= time.hour <= 12 else "hundred")
    if time.second:
        words += ["and", in_words(str(time.second), rules), "second" if time.second == 1 else "seconds"]
    if time.half:
        words.append(rules.halves[time.half])
    return " ".join(words)


RULES = Rules(
    language="en",
    name="English",
    locale="en",
    character_limit=250,
    cardinal=_CARDINAL,
    ordinal=_ordinal,
    marks={".": "point", ",": "point"},
    groups=",",
    ordinals={"st": "", "nd": "", "rd": "", "th": "", "stly": "ly", "s": "s", "'s": "s"},
    year=_year,
    year_cues=(
        [
            "in",
            "since",
            "from",
            "until",
            "till",
            "by",
            "before",
            "after",
            "around",
            "circa",
            "during",
            "between",
            "early",
            "late",
            "year",
            "years",
            "of",
            "the",
        ]
    ),
    fractions={
        (1, 2): "one half",
        (1, 3): "one third",
        (2, 3): "two thirds",
        (1, 4): "one quarter",
        (3, 4): "three quarters",
        (1, 5): "one fifth",
        (2, 5): "two fifths",
        (3, 5): "three fifths",
        (4, 5): "four fifths",
        (1, 6): "one sixth",
        (5, 6): "five sixths",
        (1, 8): "one eighth",
        (3, 8): "three eighths",
        (5, 8): "five eighths",
        (7, 8): "seven eighths",
        (1, 10): "one tenth",
    },
    half=" and ",
    over="over",
    to="to",
    minus="minus",
    date=_date,
    date_order="mdy",
    month_first=True,
    of="of",
    day_end="st|nd|rd|th",
    time=_time,
    halves={"am": "a m", "pm": "p m"},
    currencies={
        "USD": Currency(Noun("dollars", one="dollar"), Noun("cents", one="cent")),
        "EUR": Currency(Noun("euro"), Noun("cents", one="cent")),
        "GBP": Currency(Noun("pounds sterling", one="pound sterling"), Noun("pence", one="penny")),
    },
    per="per",
    cents=", ",
    magnitudes={
        "thousand": Noun("thousand"),
        "million": Noun("million"),
        "billion": Noun("billion"),
        "trillion": Noun("trillion"),
        "k": Noun("thousand"),
        "m": Noun("million"),
        "mn": Noun("million"),
        "bn": Noun("billion"),
        "b": Noun("billion"),
        "tn": Noun("trillion"),
    },
    units={
        "°": Noun("degrees", one="degree"),
        "mi": Noun("miles", one="mile"),
        "ft": Noun("feet", one="foot"),
        "yd": Noun("yards", one="yard"),
        "lb": Noun("pounds", one="pound"),
        "lbs": Noun("pounds", one="pound"),
        "oz": Noun("ounces", one="ounce"),
        "hrs": Noun("hours", one="hour"),
        "mins": Noun("minutes", one="minute"),
        "secs": Noun("seconds", one="second"),
        "dB": Noun("decibels", one="decibel"),
        "rpm": Noun("revolutions per minute", one="revolution per minute"),
        "fps": Noun("frames per second", one="frame per second"),
        "Wh": Noun("watt-hours", one="watt-hour"),
        "mAh": Noun("milliampere-hours", one="milliampere-hour"),
    },
    roman_before=dict.fromkeys(
        [
            "chapter",
            "chapters",
            "parts",
            "volumes",
            "part",
            "volume",
            "book",
            "act",
            "scene",
            "section",
            "article",
            "appendix",
            "war",
            "level",
            "phase",
            "type",
            "class",
            "title",
            "grade",
            "stage",
            "episode",
            "season",
            "step",
            "number",
            "no",
            "round",
            "table",
            "figure",
        ]
    ),
    roman_after={"century": "", "centuries": "", "dynasty": ""},
    rulers=frozenset(
        [
            "louis",
            "henry",
            "charles",
            "george",
            "edward",
            "richard",
            "william",
            "james",
            "philip",
            "frederick",
            "francis",
            "ferdinand",
            "leopold",
            "alexander",
            "nicholas",
            "peter",
            "paul",
            "pius",
            "john",
            "benedict",
            "gregory",
            "leo",
            "innocent",
            "urban",
            "clement",
            "elizabeth",
            "mary",
            "catherine",
            "napoleon",
            "wilhelm",
            "ludwig",
            "friedrich",
            "ramses",
            "rameses",
            "ptolemy",
            "darius",
            "xerxes",
            "constantine",
        ]
    ),
    regnal=lambda number, name: f"the {_ORDINAL(number, '')}",
    spelled={
        ".": "dot",
        "/": "slash",
        "@": "at",
        "-": "dash",
        "_": "underscore",
        ":": "colon",
        "?": "question mark",
        "=": "equals",
        "&": "and",
        "#": "hash",
        "%": "percent",
        "~": "tilde",
        "+": "plus",
    },
    telephone_cues=("phone", "call", "tel", "telephone", "fax", "mobile", "dial", "hotline"),
    abbreviations={
        "mrs": "misess",  # sic: the model was trained on it
        "mr": "mister",
        "dr": "doctor",
        "st": "saint",
        "co": "company",
        "jr": "junior",
        "maj": "major",
        "gen": "general",
        "drs": "doctors",
        "rev": "reverend",
        "lt": "lieutenant",
        "hon": "honorable",
        "sgt": "sergeant",
        "capt": "captain",
        "esq": "esquire",
        "ltd": "limited",
        "col": "colonel",
        "ft": "fort",
        "ms": "miz",
        "prof": "professor",
        "sr": "senior",
        "inc": "incorporated",
        "corp": "corporation",
        "mt": "mount",
        "ave": "avenue",
        "blvd": "boulevard",
        "dept": "department",
        "approx": "approximately",
        "e.g": "for example",
        "i.e": "that is",
        "etc": "et cetera",
        "vs": "versus",
    },
    numbered={
        "no": "number",
        "nos": "numbers",
        "nr": "number",
        "p": "page",
        "pp": "pages",
        "vol": "volume",
        "ch": "chapter",
        "fig": "figure",
        "sec": "section",
        "art": "article",
        "ca": "circa",
    },
    number_sign="number",
    words={"c#": "c sharp", "f#": "f sharp", "w/o": "without", "24/7": "twenty-four seven"},
    symbols={
        "&": "and",
        "@": "at",
        "%": "percent",
        "#": "hash",
        "$": "dollar",
        "£": "pound",
        "°": "degree",
        "€": "euro",
        "¥": "yen",
        "+": "plus",
        "=": "equals",
        "×": "times",
        "÷": "divided by",
        "±": "plus or minus",
        "≈": "approximately",
        "≤": "less than or equal to",
        "≥": "greater than or equal to",
        "→": "to",
        "²": "squared",
        "³": "cubed",
        "§": "section",
        "©": "copyright",
        "®": "registered",
        "™": "trademark",
        "№": "number",
        "‰": "per mille",
        "µ": "micro",
    },
)
