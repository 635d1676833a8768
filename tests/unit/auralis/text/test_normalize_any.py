"""What holds for any text in any language."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.text.normalize import normalize
from auralis.text.rules import RULES
from auralis.text.units import UNITS

ANY = st.text(st.characters(exclude_categories=()), max_size=40)
WRITTEN = st.sampled_from(json.loads(Path(__file__).with_name("written.json").read_text(encoding="utf-8")))
MIXED = st.lists(st.tuples(WRITTEN, st.sampled_from(["", " ", "\u00a0", "\n"])), max_size=14).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
TONED = {"zh-cn"}
"""Languages whose romanisation writes its tones in figures."""


@pytest.mark.parametrize("language", RULES)
@given(text=ANY | MIXED)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_any_text_is_read_in_any_language(language: str, text: str) -> None:
    spoken = normalize(text, RULES[language])
    assert spoken == " ".join(spoken.split())
    assert not set(spoken) & set('"[]{}_')
    assert spoken.encode("utf-8").decode("utf-8") == spoken  # no half of a surrogate pair
    if language not in TONED:
        assert not any(map(str.isdecimal, spoken))


PATTERNS = (
    *"1 .-aI$\u00bd",
    "1 ",
    "111 ",
    "1.",
    "1,1",
    "1'",
    "5-",
    "1/",
    "a.",
    "a@",
    "+1",
    "01 ",
    "X. ",
    "10:10:",
    "(1)",
    "May 5 ",
    "5 km ",
    "e\u0301",
    "http://a ",
    "/a",
)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("unit", PATTERNS)
@pytest.mark.timeout(20)
def test_a_book_of_one_pattern_takes_linear_time(unit: str, language: str) -> None:
    assert isinstance(normalize(unit * (20_000 // len(unit)), RULES[language]), str)


@pytest.mark.parametrize("language", RULES)
def test_every_unit_has_a_name_in_every_language(language: str) -> None:
    for symbol, name in UNITS.items():
        assert name not in normalize(f"5 {symbol}, 1 {symbol}", RULES[language])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "XX\u0130. \u0130ng. X"),
        ("tr", "5'\u0130nci, 3 m\u0130lyon TL"),
        ("hu", "J\u00daN\u0130US 5."),
        ("en", "1\u017ft, \u017ft. X"),
    ],
)
def test_letters_that_only_a_pattern_takes_for_others(language: str, text: str) -> None:
    assert normalize(text, RULES[language])
