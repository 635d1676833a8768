"""Full stops that end no sentence, in languages with ordinals, titles and dates of their own."""

import pytest

from auralis.text.rules import RULES
from auralis.text.sentences import Stops, sentences


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("cs", ["Sejdeme se 5. května 2024.", "Bylo to 17. 11. 1989 v Praze.", "Je mu 8.", "P. Novák spí."]),
        (
            "pl",
            ["Urodził się 3 maja 1999 r. w Łodzi.", "Zajął 1. miejsce.", "Było ich 5.", "Dr. Lis śpi."],
        ),
        ("ru", ["Он родился в 1961 г. в Москве.", "Это г. Москва, д. 5.", "Проф. Иванов здесь."]),
        ("hu", ["Ma 2024. május 5. van.", "A 2. kerületben él.", "Vége a 2. napnak.", "Dr. Kis itt van."]),
        ("tr", ["Bu 1. test.", "Yaşı 25.", "II. Abdülhamit geldi.", "Prof. Dr. Kaya, vb. şeyler."]),
        ("ar", ["هل وصلت؟", "د. أحمد هنا.", "انتهى."]),
        ("hi", ["डॉ. शर्मा आए।", "क्या हुआ?", "ठीक है."]),
    ],
)
def test_sentences_end_where_they_end(language: str, expected: list[str]) -> None:
    found = [sentence.strip() for sentence in sentences(" ".join(expected), Stops.of(RULES[language]))]
    assert found == expected
