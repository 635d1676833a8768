"""Numbers in the genders and cases of languages that have them."""

import pytest

from auralis.text.rules import RULES
from auralis.text.spellout import spell_out


@pytest.mark.parametrize(
    ("language", "number", "form", "words"),
    [
        ("pl", 22, "f", "dwadzieścia dwie"),
        ("pl", 2024, "g", "dwóch tysięcy dwudziestu czterech"),
        ("cs", 1, "m", "jeden"),
        ("cs", 2, "n", "dvě"),
        ("cs", 21, "f", "dvacet jedna"),
        ("cs", 99, "g", "devadesáti devíti"),
        ("cs", 17, "", "sedmnáct"),
        ("cs", 500, "", "pět set"),
        ("ru", 21, "f", "двадцать одна"),
        ("ru", 343, "g", "трёхсот сорока трёх"),
        ("hu", 12, "n", "tizenkét"),
        ("hu", 12000, "", "tizenkétezer"),
        ("tr", 1999, "", "bin dokuz yüz doksan dokuz"),
        ("ar", 3, "f", "ثلاث"),
        ("ar", 12, "fo", "اثنتي عشرة"),
        ("ar", 200, "m", "مائتا"),
        ("ar", 2_000_000, "", "مليونان"),
        ("hi", 12_34_56_789, "", "बारह करोड़ चौंतीस लाख छप्पन हज़ार सात सौ नवासी"),
    ],
)
def test_cardinals_have_forms(language: str, number: int, form: str, words: str) -> None:
    assert RULES[language].cardinal(number, form) == words


@pytest.mark.parametrize(
    ("language", "number", "form", "words"),
    [
        ("pl", 3, "fa", "trzecią"),
        ("pl", 1992, "ml", "tysiąc dziewięćset dziewięćdziesiątym drugim"),
        ("cs", 8, "", "osmý"),
        ("cs", 23, "mg", "dvacátého třetího"),
        ("cs", 1900, "f", "tisíc devítistá"),
        ("ru", 3, "f", "третья"),
        ("ru", 40, "pg", "сороковых"),
        ("ru", 2000, "ml", "двухтысячном"),
        ("hu", 1, "e", "elseje"),
        ("hu", 20, "én", "huszadikán"),
        ("tr", 4, "", "dördüncü"),
        ("ar", 21, "mo", "الحادي والعشرين"),
        ("hi", 6, "o", "छठे"),
    ],
)
def test_ordinals_have_forms(language: str, number: int, form: str, words: str) -> None:
    assert RULES[language].ordinal(number, form) == words


@pytest.mark.parametrize("language", ["pl", "cs", "ru", "hu", "tr", "ar", "hi"])
def test_all_numbers_have_words(language: str) -> None:
    rules = RULES[language]
    spoken = [
        rules.cardinal(number, "") for number in (*range(1100), *range(1100, 10**6, 9973), 10**9, 10**12)
    ]
    spoken += [rules.ordinal(number, "") for number in range(1, 100)]
    assert all(
        words and words == " ".join(words.split()) and not set(words) & set("0123456789") for words in spoken
    )
    assert len(set(spoken[:1100])) == 1100


@pytest.mark.parametrize("language", ["tr", "hi"])
def test_too_large_a_number_has_none(language: str) -> None:
    with pytest.raises(OverflowError):
        spell_out(10**30, language, "spellout-cardinal")
