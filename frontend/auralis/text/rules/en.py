"""English."""

from __future__ import annotations

from auralis.text.numerals import cardinal, ordinal
from auralis.text.rules.base import Rules

RULES = Rules(
    language="en",
    name="English",
    character_limit=250,
    locale="en",
    cardinal=cardinal("en"),
    ordinal=ordinal("en"),
    marks={".": "point", ",": "point"},
    groups=",",
    ordinals={"st": "", "nd": "", "rd": "", "th": ""},
    over="over",
    to="to",
    minus="minus",
    date_order="mdy",
    month_first=True,
    cents=", ",
    spelled={".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", ":": "colon"},
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
    },
    symbols={
        "&": "and",
        "@": "at",
        "%": "percent",
        "#": "hash",
        "$": "dollar",
        "£": "pound",
        "°": "degree",
    },
)
