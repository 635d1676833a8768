"""Italian."""

from __future__ import annotations

import re

from auralis.text.amounts import cardinal as in_words
from auralis.text.dates import month, year
from auralis.text.numerals import cardinal, spelled_out
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

_NUM2WORDS = cardinal("it")
_ORDINAL = spelled_out(
    "it",
    {
        "": "spellout-ordinal-masculine",
        "f": "spellout-ordinal-feminine",
        "mp": "spellout-ordinal-masculine-plural",
        "fp": "spellout-ordinal-feminine-plural",
    },
)
_ORDINAL_SIGN = re.compile(
    r"(?<=\d)\u00b0(?=\s+(?!(?:di|a|al|alla|all|in|nel|nella|nell|e|ed|o|ma|per|con|da|sotto|sopra|c|f)\b)[^\W\d_])",
    re.IGNORECASE,
)


def _cardinal(number: int, form: str) -> str:
    """Return a cardinal: "ventuno", before a noun ("m", "f") "ventun", and "un" or "una" for 1.

    num2words reads 118 as "centodicotto" and 123 as "centoventitre".
    """
    if form and number == 1:
        return "una" if form == "f" else "un"
    words = _NUM2WORDS(number, "").replace("dicotto", "diciotto")
    if words.endswith("tre") and number > 3:
        return f"{words[:-1]}é"
    return words[:-1] if form and number % 100 > 20 and number % 10 == 1 else words


def _ordinal_signs(text: str) -> str:
    """Return `text` with the degree sign of "1° maggio" as what is meant; "20° all'ombra" keeps it."""
    return _ORDINAL_SIGN.sub("\u00ba", text)


def _elided(text: str) -> str:
    return text.replace("una ora", "un'ora").replace("alle una", "all'una").replace("dalle una", "dall'una")


def _date(rules: Rules, date: Date) -> str:
    """Return "cinque marzo duemilaventiquattro"."""
    words = [month(date.month, rules)]
    if date.day is not None:
        words.insert(0, "primo" if date.day == 1 else in_words(str(date.day), rules))
    if date.year is not None:
        words.append(year(date.year, rules))
    return " ".join(words)


def _time(rules: Rules, time: Time) -> str:
    """Return "quattordici e trenta"."""
    words = [in_words(str(time.hour), rules, "f" if time.hour == 1 else "")]
    if time.minute:
        words += ["e", in_words(str(time.minute), rules)]
    elif time.hour == 0:
        words = ["mezzanotte"]
    if time.second:
        words += ["e", in_words(str(time.second), rules, "m"), "secondo" if time.second == 1 else "secondi"]
    if time.half:
        words.append(
            "di mattina" if time.half == "am" else "del pomeriggio" if time.hour % 12 < 6 else "di sera"
        )
    return " ".join(words)


RULES = Rules(
    language="it",
    name="Italian",
    locale="it",
    character_limit=213,
    cardinal=_cardinal,
    ordinal=_ORDINAL,
    marks={",": "virgola", ".": "punto"},
    groups=". ",
    ordinals={"º": "", "o": "", "ª": "f", "a": "f", "i": "mp", "e": "fp"},
    fractions={
        (1, 2): "mezzo",
        (1, 3): "un terzo",
        (2, 3): "due terzi",
        (1, 4): "un quarto",
        (3, 4): "tre quarti",
        (1, 5): "un quinto",
        (2, 5): "due quinti",
        (3, 5): "tre quinti",
        (4, 5): "quattro quinti",
        (1, 8): "un ottavo",
        (3, 8): "tre ottavi",
        (1, 10): "un decimo",
    },
    half=" e ",
    over="su",
    to="a",
    minus="meno",
    date=_date,
    day_end="º|°",
    time=_time,
    time_cues=("ore", "alle", "dalle", "le", "delle"),
    currencies={
        "USD": Currency(
            Noun("dollari", one="dollaro", form="m"), Noun("centesimi", one="centesimo", form="m")
        ),
        "EUR": Currency(Noun("euro", form="m"), Noun("centesimi", one="centesimo", form="m")),
        "GBP": Currency(Noun("sterline", one="sterlina", form="f"), Noun("penny", form="m")),
        "CHF": Currency(
            Noun("franchi svizzeri", one="franco svizzero", form="m"),
            Noun("centesimi", one="centesimo", form="m"),
        ),
    },
    per="per",
    cents=" e ",
    magnitudes={
        "mila": Noun("mila"),
        "milione": Noun("milioni di", one="milione di", form="m"),
        "milioni": Noun("milioni di", one="milione di", form="m"),
        "milione di": Noun("milioni di", one="milione di", form="m"),
        "milioni di": Noun("milioni di", one="milione di", form="m"),
        "mln": Noun("milioni di", one="milione di", form="m"),
        "mil": Noun("milioni di", one="milione di", form="m"),
        "m": Noun("milioni di", one="milione di", form="m"),
        "miliardo": Noun("miliardi di", one="miliardo di", form="m"),
        "miliardi": Noun("miliardi di", one="miliardo di", form="m"),
        "miliardi di": Noun("miliardi di", one="miliardo di", form="m"),
        "mld": Noun("miliardi di", one="miliardo di", form="m"),
        "mrd": Noun("miliardi di", one="miliardo di", form="m"),
    },
    units={
        "°": Noun("gradi", one="grado", form="m"),
        "bar": Noun("bar", form="m"),
        "t": Noun("tonnellate", one="tonnellata", form="f"),
        "mq": Noun("metri quadri", one="metro quadro", form="m"),
        "kmq": Noun("chilometri quadrati", one="chilometro quadrato", form="m"),
        "dB": Noun("decibel", form="m"),
        "Kg": Noun("chilogrammi", one="chilogrammo", form="m"),
        "Km": Noun("chilometri", one="chilometro", form="m"),
        "km/h": Noun("chilometri all'ora", one="chilometro all'ora", form="m"),
        "mln": Noun("milioni", one="milione", form="m"),
        "mld": Noun("miliardi", one="miliardo", form="m"),
    },
    unit_forms={
        "": "m",
        "duration-hour": "f",
        "energy-calorie": "f",
        "energy-kilocalorie": "f",
    },
    roman_before={
        **dict.fromkeys(
            ("secolo", "capitolo", "canto", "libro", "volume", "tomo", "atto", "titolo", "articolo", "grado"),
            "",
        ),
        **dict.fromkeys(("parte", "scena", "sezione", "classe", "fase"), "f"),
        **dict.fromkeys(("tipo", "livello", "allegato", "tabella", "figura")),
    },
    roman_after={
        "secolo": "",
        "millennio": "",
        "congresso": "",
        "reggimento": "",
        "municipio": "",
        "dinastia": "f",
        "edizione": "f",
        "legislatura": "f",
        "guerra": "f",
        "repubblica": "f",
    },
    rulers=frozenset(
        (
            "luigi",
            "carlo",
            "enrico",
            "filippo",
            "francesco",
            "ferdinando",
            "giovanni",
            "paolo",
            "pio",
            "benedetto",
            "gregorio",
            "leone",
            "innocenzo",
            "urbano",
            "clemente",
            "alessandro",
            "niccolò",
            "nicola",
            "pietro",
            "guglielmo",
            "giorgio",
            "edoardo",
            "riccardo",
            "giacomo",
            "elisabetta",
            "federico",
            "leopoldo",
            "alberto",
            "umberto",
            "emanuele",
            "amedeo",
            "vittorio",
            "napoleone",
            "caterina",
            "giulio",
            "sisto",
            "bonifacio",
            "celestino",
            "ottone",
            "massimiliano",
            "ramses",
            "tolomeo",
            "costantino",
            "cosimo",
            "lorenzo",
        )
    ),
    regnal=lambda number, name: _ORDINAL(number, "f" if name in ("elisabetta", "caterina") else ""),
    spelled={
        ".": "punto",
        "/": "barra",
        "@": "chiocciola",
        "-": "trattino",
        "_": "trattino basso",
        ":": "due punti",
        "?": "punto interrogativo",
        "=": "uguale",
        "&": "e",
        "#": "cancelletto",
        "%": "per cento",
        "~": "tilde",
        "+": "più",
    },
    domains=("it",),
    telephone_cues=("telefono", "tel", "cellulare", "cell", "fax", "chiamare il", "chiama il"),
    abbreviations={
        "sig": "signore",
        "dr": "dottore",
        "st": "santo",
        "co": "compagnia",
        "jr": "junior",
        "ltd": "limitata",
        "sig.ra": "signora",
        "sig.na": "signorina",
        "sigg": "signori",
        "dott": "dottor",
        "dott.ssa": "dottoressa",
        "prof": "professor",
        "prof.ssa": "professoressa",
        "ing": "ingegner",
        "avv": "avvocato",
        "arch": "architetto",
        "geom": "geometra",
        "on": "onorevole",
        "rag": "ragionier",
        "ecc": "eccetera",
        "etc": "eccetera",
        "es": "esempio",
        "p.es": "per esempio",
        "a.c": "avanti cristo",
        "d.c": "dopo cristo",
        "tel": "telefono",
        "ca": "circa",
        "cfr": "confronta",
        "s.p.a": "società per azioni",
    },
    numbered={
        "n": "numero",
        "nn": "numeri",
        "num": "numero",
        "p": "pagina",
        "pag": "pagina",
        "pagg": "pagine",
        "pp": "pagine",
        "cap": "capitolo",
        "vol": "volume",
        "art": "articolo",
        "fig": "figura",
    },
    number_sign="numero",
    words={
        "sig.ra": "signora",
        "sig.na": "signorina",
        "dott.ssa": "dottoressa",
        "prof.ssa": "professoressa",
        "d.ssa": "dottoressa",
        "n°": "numero",
        "nº": "numero",
    },
    symbols={
        "&": "e",
        "@": "chiocciola",
        "%": "per cento",
        "#": "cancelletto",
        "$": "dollaro",
        "£": "sterlina",
        "°": "gradi",
        "€": "euro",
        "¥": "yen",
        "+": "più",
        "=": "uguale a",
        "×": "per",
        "÷": "diviso",
        "±": "più o meno",
        "≈": "circa",
        "≤": "minore o uguale a",
        "≥": "maggiore o uguale a",
        "²": "al quadrato",
        "³": "al cubo",
        "§": "paragrafo",
        "©": "copyright",
        "®": "marchio registrato",
        "™": "marchio",
        "№": "numero",
        "‰": "per mille",
        "µ": "micro",
    },
    first=_ordinal_signs,
    last=_elided,
)
