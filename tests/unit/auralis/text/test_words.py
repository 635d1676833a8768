import pytest

from auralis.text.sounds import sounds
from auralis.text.words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello, you.", ["Hello,", "|you."]),
        ("— Well … (yes) !", ["— Well …", "|(yes) !"]),
        ("3.5 % of it's", ["3.5 %", "|of", "|it's"]),
        ("你好、世界。", ["你", "好、", "世", "界。"]),
        ("今日は Python です", ["今", "日", "は", "|Python", "|で", "す"]),
        ("?!", []),
    ],
)
def test_words_are_as_they_were_written(text: str, found: list[str]) -> None:
    assert [("|" if word.spaced else "") + word.text for word in words(text)][: len(found)] == found
    assert len(list(words(text))) == len(found)


@pytest.mark.parametrize(
    ("word", "language", "kinds"),
    [
        ("ship", "en", "SVP"),
        ("the", "en", "FV"),
        ("name", "en", "RVR"),
        ("name", "de", "RVRV"),
        ("boot", "en", "BLP"),
        ("queen,", "en", "PRLR"),
        ("nation", "en", "RVSVR"),
        ("schön", "de", "SVR"),
        ("ja", "de", "RV"),
        ("шаг", "ru", "SVB"),
        ("नमक", "hi", "RVRVP"),
        ("...", "en", "V"),
    ],
)
def test_a_word_has_kinds_of_sounds(word: str, language: str, kinds: str) -> None:
    assert sounds(word, language) == kinds
