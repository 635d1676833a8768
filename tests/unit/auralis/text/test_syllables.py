import pytest

from auralis.text.syllables import expected, syllables


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "She folded the letter twice and hid it in a book.", 12),
        ("en", "Come here, please.", 3),
        ("fr", "Le chat dort sur la chaise.", 7),
        ("de", "Der Hund läuft schnell nach Hause.", 8),
        ("es", "La casa está cerca del río.", 10),
        ("pl", "Dzień dobry, jak się pan dziś miewa?", 10),
        ("ru", "Мама мыла раму, папа читал газету.", 13),
        ("ja", "こんにちは、きょうはいい天気ですね。", 17),
        ("zh-cn", "今天天气很好。", 6),
        ("ko", "안녕하세요, 반갑습니다.", 10),
        ("hi", "नमस्ते, आप कैसे हैं?", 9),
        ("ar", "السلام عليكم ورحمة الله", 10),
    ],
)
def test_syllables_are_about_as_many_as_are_said(language: str, text: str, said: int) -> None:
    assert sum(map(sum, syllables(text, language))) == pytest.approx(said, rel=0.26)


def test_clauses_and_words_are_kept_apart() -> None:
    assert syllables('"Stop," he said - twice!', "en") == [[1], [1, 1], [1]]
    assert syllables("?! ...", "en") == []
    assert [len(clause) for clause in syllables("今天。天气", "zh-cn")] == [2, 2]


def test_what_may_be_spelled_counts_for_more() -> None:
    assert sum(map(sum, syllables("www", "en"))) == 3.5
    assert sum(map(sum, expected("The BBC says no.", "en"))) >= 6


def test_numbers_are_counted_as_they_are_read() -> None:
    assert sum(map(sum, expected("42", "en"))) == 3
