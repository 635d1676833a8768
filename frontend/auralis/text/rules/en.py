"""English."""

from __future__ import annotations

import re

from auralis.text.rules.base import Rules

RULES = Rules(
    language="en",
    name="English",
    character_limit=250,
    numerals="en",
    thousands=",",
    ordinal=re.compile(r"([0-9]+)(?:st|nd|rd|th)"),
    cents=", ",
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
