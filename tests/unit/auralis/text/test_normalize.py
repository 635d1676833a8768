import json
from pathlib import Path

import pytest

from auralis.text.normalize import normalize
from auralis.text.rules import RULES

# What the reference's own normaliser made of these sentences.
REFERENCE = json.loads(Path(__file__).with_name("normalized_en.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), REFERENCE)
def test_english_reads_as_the_reference_does(text: str, expected: str) -> None:
    assert normalize(text, RULES["en"]) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9" * 400, ["nine"] * 400),
        ("1" * 5000 + "st", ["one"] * 5000),
        ("2" * 400 + ".5", ["two"] * 400 + ["five"]),
    ],
)
def test_numbers_beyond_words_are_read_digit_by_digit(text: str, words: list[str]) -> None:
    assert normalize(text, RULES["en"]).split() == words
