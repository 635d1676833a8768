"""French."""

from __future__ import annotations

import re

from auralis.text.amounts import cardinal as in_words
from auralis.text.amounts import digits
from auralis.text.dates import month, year
from auralis.text.numerals import cardinal, ordinal
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

_NO = re.compile(r"(?<!\w)no(s)?\s(?=\d)", re.IGNORECASE)
_OF = re.compile(r"(milli(?:on|ard)s?) de (?=[aeiouhé])")
_CARDINAL, _ORDINAL = cardinal("fr"), ordinal("fr")


def _cardinal(number: int, form: str) -> str:
    """Return a cardinal; before a feminine noun ("f") the last "un" is "une"."""
    words = _CARDINAL(number, "")
    return f"{words}e" if form == "f" and (words == "un" or words.endswith((" un", "-un"))) else words


def _ordinal_form(number: int, form: str) -> str:
    """Return an ordinal: masculine, feminine ("f"), plural ("p"), both ("fp"), "second" ("2")."""
    words = "première" if number == 1 and "f" in form else _ORDINAL(number, "")
    if number == 2 and "2" in form:
        words = "seconde" if "f" in form else "second"
    return f"{words}s" if "p" in form else words


def _date(rules: Rules, date: Date) -> str:
    """Return "premier mars deux mille vingt-quatre"."""
    words = [month(date.month, rules)]
    if date.day is not None:
        words.insert(0, "premier" if date.day == 1 else in_words(str(date.day), rules))
    if date.year is not None:
        words.append(year(date.year, rules))
    return " ".join(words)


def _time(rules: Rules, time: Time) -> str:
    """Return "quatorze heures trente"."""
    words = [in_words(str(time.hour), rules, "f"), "heure" if time.hour < 2 else "heures"]
    if time.minute:
        words.append(in_words(str(time.minute), rules, "f"))
    if time.second:
        words += ["et", in_words(str(time.second), rules, "f"), "seconde" if time.second == 1 else "secondes"]
    if time.half:
        words.append(
            "du matin" if time.half == "am" else "de l'après-midi" if time.hour % 12 < 6 else "du soir"
        )
    return " ".join(words)


def _telephone(rules: Rules, group: str) -> str:
    """Return a group of two or three digits as a number, as French numbers are dictated: zéro six, douze."""
    if len(group) > 3 and len(group) % 2 == 0:
        return ", ".join(_telephone(rules, group[i : i + 2]) for i in range(0, len(group), 2))
    if group[0] == "0" or len(group) > 3:
        return digits(group, rules)
    return in_words(group, rules)


def _numbered(text: str) -> str:
    return _NO.sub(lambda match: "numéros " if match[1] else "numéro ", text)


def _elided(text: str) -> str:
    return _OF.sub(r"\1 d'", text)


RULES = Rules(
    language="fr",
    name="French",
    locale="fr",
    character_limit=273,
    cardinal=_cardinal,
    ordinal=_ordinal_form,
    marks={",": "virgule", ".": "virgule"},
    groups=" .",
    ordinals={
        "er": "",
        "ers": "p",
        "re": "f",
        "ère": "f",
        "res": "fp",
        "ères": "fp",
        "e": "",
        "ème": "",
        "eme": "",
        "ième": "",
        "es": "p",
        "èmes": "p",
        "nd": "2",
        "nde": "2f",
        "º": "",
        "ª": "f",
    },
    fractions={
        (1, 2): "un demi",
        (1, 3): "un tiers",
        (2, 3): "deux tiers",
        (1, 4): "un quart",
        (3, 4): "trois quarts",
        (1, 5): "un cinquième",
        (2, 5): "deux cinquièmes",
        (3, 5): "trois cinquièmes",
        (4, 5): "quatre cinquièmes",
        (1, 8): "un huitième",
        (3, 8): "trois huitièmes",
        (1, 10): "un dixième",
    },
    half=" et ",
    over="sur",
    to="à",
    minus="moins",
    date=_date,
    day_end="er",
    time=_time,
    hours=("h", "heures", "heure"),
    currencies={
        "USD": Currency(Noun("dollars", one="dollar"), Noun("cents", one="cent")),
        "EUR": Currency(Noun("euros", one="euro"), Noun("centimes", one="centime")),
        "GBP": Currency(Noun("livres", one="livre", form="f"), Noun("pence", one="penny")),
        "CHF": Currency(Noun("francs suisses", one="franc suisse"), Noun("centimes", one="centime")),
        "CAD": Currency(Noun("dollars canadiens", one="dollar canadien"), Noun("cents", one="cent")),
    },
    per="par",
    cents=" et ",
    magnitudes={
        "mille": Noun("mille"),
        "million": Noun("millions de", one="million de"),
        "millions": Noun("millions de", one="million de"),
        "million de": Noun("millions de", one="million de"),
        "millions de": Noun("millions de", one="million de"),
        "m": Noun("millions de", one="million de"),
        "milliard": Noun("milliards de", one="milliard de"),
        "milliards": Noun("milliards de", one="milliard de"),
        "milliard de": Noun("milliards de", one="milliard de"),
        "milliards de": Noun("milliards de", one="milliard de"),
        "md": Noun("milliards de", one="milliard de"),
        "mds": Noun("milliards de", one="milliard de"),
        "k": Noun("mille"),
    },
    units={
        "°": Noun("degrés", one="degré"),
        "Ko": Noun("kilooctets", one="kilooctet"),
        "ko": Noun("kilooctets", one="kilooctet"),
        "Mo": Noun("mégaoctets", one="mégaoctet"),
        "Go": Noun("gigaoctets", one="gigaoctet"),
        "To": Noun("téraoctets", one="téraoctet"),
        "Mo/s": Noun("mégaoctets par seconde", one="mégaoctet par seconde"),
        "bar": Noun("bars", one="bar"),
        "dB": Noun("décibels", one="décibel"),
        "kWh": Noun("kilowattheures", one="kilowattheure"),
        "tr/min": Noun("tours par minute", one="tour par minute"),
        "ans": Noun("ans", one="an"),
        "mn": Noun("minutes", one="minute", form="f"),
    },
    unit_forms={
        "mass-tonne": "f",
        "duration-hour": "f",
        "duration-minute": "f",
        "duration-second": "f",
        "duration-millisecond": "f",
        "duration-microsecond": "f",
        "duration-nanosecond": "f",
        "energy-calorie": "f",
        "energy-kilocalorie": "f",
    },
    roman_before=dict.fromkeys(
        (
            "chapitre",
            "tome",
            "volume",
            "livre",
            "partie",
            "acte",
            "scène",
            "titre",
            "annexe",
            "article",
            "section",
            "phase",
            "type",
            "classe",
            "niveau",
            "saison",
            "épisode",
            "mondiale",
            "figure",
            "tableau",
        )
    ),
    roman_after=dict.fromkeys(
        (
            "siècle",
            "siècles",
            "république",
            "arrondissement",
            "millénaire",
            "dynastie",
            "régiment",
            "congrès",
        ),
        "",
    ),
    rulers=frozenset(
        (
            "louis",
            "henri",
            "charles",
            "françois",
            "philippe",
            "napoléon",
            "jean",
            "paul",
            "pie",
            "benoît",
            "grégoire",
            "léon",
            "innocent",
            "urbain",
            "clément",
            "alexandre",
            "nicolas",
            "pierre",
            "guillaume",
            "georges",
            "george",
            "édouard",
            "richard",
            "jacques",
            "élisabeth",
            "elizabeth",
            "frédéric",
            "léopold",
            "albert",
            "baudouin",
            "victor",
            "ferdinand",
            "alphonse",
            "robert",
            "hugues",
            "catherine",
            "ramsès",
            "ptolémée",
            "constantin",
        )
    ),
    regnal=lambda number, name: _ordinal_form(1, "") if number == 1 else _CARDINAL(number, ""),
    spelled={
        ".": "point",
        "/": "slash",
        "@": "arobase",
        "-": "tiret",
        "_": "tiret bas",
        ":": "deux points",
        "?": "point d'interrogation",
        "=": "égal",
        "&": "et",
        "#": "dièse",
        "%": "pour cent",
        "~": "tilde",
        "+": "plus",
    },
    telephone=_telephone,
    telephone_cues=("téléphone", "tél", "tel", "portable", "fax", "appelez le", "composez le"),
    abbreviations={
        "mme": "madame",
        "mr": "monsieur",
        "dr": "docteur",
        "st": "saint",
        "co": "compagnie",
        "jr": "junior",
        "ltd": "limitée",
        "m": "monsieur",
        "mm": "messieurs",
        "mlle": "mademoiselle",
        "mmes": "mesdames",
        "ste": "sainte",
        "pr": "professeur",
        "prof": "professeur",
        "me": "maître",
        "gal": "général",
        "av": "avenue",
        "bd": "boulevard",
        "etc": "et cetera",
        "p.ex": "par exemple",
        "c.-à-d": "c'est-à-dire",
        "env": "environ",
        "apr.j.-c": "après jésus-christ",
        "av.j.-c": "avant jésus-christ",
        "j.-c": "jésus-christ",
        "cf": "confer",
        "tél": "téléphone",
        "s.v.p": "s'il vous plaît",
    },
    numbered={
        "n": "numéro",
        "no": "numéro",
        "p": "page",
        "pp": "pages",
        "chap": "chapitre",
        "vol": "volume",
        "art": "article",
        "fig": "figure",
    },
    number_sign="numéro",
    words={
        "n°": "numéro",
        "nº": "numéro",
        "n°s": "numéros",
        "mme": "madame",
        "mmes": "mesdames",
        "mlle": "mademoiselle",
        "mlles": "mesdemoiselles",
        "dr": "docteur",
        "svp": "s'il vous plaît",
        "24h/24": "vingt-quatre heures sur vingt-quatre",
        "7j/7": "sept jours sur sept",
    },
    symbols={
        "&": "et",
        "@": "arobase",
        "%": "pour cent",
        "#": "dièse",
        "$": "dollar",
        "£": "livre",
        "°": "degrés",
        "€": "euro",
        "¥": "yen",
        "+": "plus",
        "=": "égale",
        "×": "fois",
        "÷": "divisé par",
        "±": "plus ou moins",
        "≈": "environ",
        "≤": "inférieur ou égal à",
        "≥": "supérieur ou égal à",
        "²": "au carré",
        "³": "au cube",
        "§": "paragraphe",
        "©": "copyright",
        "®": "marque déposée",
        "™": "marque déposée",
        "№": "numéro",
        "‰": "pour mille",
        "µ": "micro",
    },
    first=_numbered,
    last=_elided,
)
