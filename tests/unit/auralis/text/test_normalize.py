import json
from pathlib import Path

import pytest

from auralis.text.normalize import normalize
from auralis.text.rules import RULES

HERE = Path(__file__).parent


def pairs(name: str) -> list[list[str]]:
    return [list(pair) for pair in json.loads((HERE / name).read_text(encoding="utf-8"))]


# What the reference's own normaliser made of these sentences.
REFERENCE = pairs("normalized_en.json")
REFERENCE_ELSEWHERE = pairs("normalized.json")
# Those that it read as nobody would: signs and symbols lost or glued to words, years, times, dates and phone
# numbers as plain numbers, Roman numerals as letters, a sentence's full stop taken for an abbreviation's,
# brackets that the tokenizer takes for its tags.
CORRECTED = pairs("corrected_en.json")
# What a speaker of each language says.  Beside what is wrong in English, the reference reads a German "8."
# as "achte" everywhere and "Komma" with a capital that has no id, a Spanish "1er" as "primero", "12,5" with
# "punto" and 21 000 as "veintiuno mil", an Italian 118 as "centodicotto" and any "20°" as an ordinal,
# leaves the currency out where Portuguese amounts are whole, and makes a French pound masculine.  It fails
# on each Czech "8." and each Hindi number, joins the words of Turkish and Czech numbers, leaves the Turkish
# decimal mark out, knows one case and gender of Slavic numbers and no form of the nouns behind them, reads
# any Arabic sum in riyals and "12,5" as "twelve, fifty", and makes an "i" of the Turkish "I".
TABLES = [
    (path.stem, *pair)
    for path in sorted((HERE / "spoken").glob("*.json"))
    for pair in pairs(f"spoken/{path.name}")
]


@pytest.mark.parametrize(("text", "expected"), [pair for pair in REFERENCE if pair[0] not in dict(CORRECTED)])
def test_english_reads_as_the_reference_does(text: str, expected: str) -> None:
    assert normalize(text, RULES["en"]) == expected


@pytest.mark.parametrize(("language", "text", "expected"), REFERENCE_ELSEWHERE)
def test_other_languages_read_as_the_reference_does(language: str, text: str, expected: str) -> None:
    assert normalize(text, RULES[language]) == expected


@pytest.mark.parametrize(("text", "expected"), CORRECTED)
def test_english_is_read_better_where_the_reference_is_wrong(text: str, expected: str) -> None:
    assert text in dict(REFERENCE)
    assert normalize(text, RULES["en"]) == expected


@pytest.mark.parametrize(("language", "text", "expected"), TABLES)
def test_a_text_is_read_as_its_speakers_would(language: str, text: str, expected: str) -> None:
    assert normalize(text, RULES[language]) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9" * 400, ["nine"] * 400),
        ("1" * 5000 + "st", ["one"] * 5000),
        ("2" * 400 + ".5", ["two"] * 400 + ["point", "five"]),
    ],
)
def test_numbers_beyond_words_are_read_digit_by_digit(text: str, words: list[str]) -> None:
    assert normalize(text, RULES["en"]).split() == words
