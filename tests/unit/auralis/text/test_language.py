import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.errors import InvalidRequestError
from auralis.text.language import detect, resolve

TEXTS = {
    language: tuple(texts)
    for language, texts in json.loads(
        Path(__file__).with_name("languages.json").read_text(encoding="utf-8")
    ).items()
}
ALL = tuple(TEXTS)


def test_every_language_of_the_model_is_in_the_table() -> None:
    assert len(ALL) == 17
    assert all(len(texts) >= 5 for texts in TEXTS.values())


@pytest.mark.parametrize(
    ("text", "language"), [(text, language) for language, texts in TEXTS.items() for text in texts]
)
def test_short_texts_are_told(text: str, language: str) -> None:
    assert detect(text, ALL).language == language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Bill Gates.", "de", "de"),
        ("Microsoft Windows 11 Professional", "fr", "fr"),
        ("12345", "hu", "hu"),
        ("?!", "ru", "ru"),
        ("東京", "ja", "ja"),
        ("東京", "zh-cn", "zh-cn"),
        ("中国人", "ja", "ja"),
        ("OK.", "pl", "pl"),
        ("Oh my God, what have you done to my car?", "de", "en"),
        ("Wo bist du gewesen?", "en", "de"),
        ("iPhone 15 Pro 发布", "zh-cn", "zh-cn"),
        ("안녕", "en", "ko"),
        ("Hello!", "xx", "en"),
    ],
)
def test_a_hint_decides_what_the_text_does_not(text: str, hint: str, language: str) -> None:
    assert detect(text, ALL, hint).language == language


@pytest.mark.parametrize(
    ("text", "supported", "language"),
    [
        ("Привет", ("de", "en"), "en"),
        ("今日は。", ("es", "de"), "es"),
        ("Ja, natürlich.", ("fr", "de"), "de"),
        ("Ja, natürlich.", ("ru", "ja"), "ru"),
        ("Что это?", ("hi",), "hi"),
        ("", ("de", "fr"), "de"),
    ],
)
def test_only_what_is_supported_is_told(text: str, supported: tuple[str, ...], language: str) -> None:
    assert detect(text, supported).language == language


@given(st.text(max_size=60), st.lists(st.sampled_from(ALL), min_size=1, max_size=5, unique=True))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_text_has_a_language(text: str, supported: list[str]) -> None:
    found = detect(text, tuple(supported), "de")
    assert found.language in supported
    assert 0 <= found.confidence <= 1


@pytest.mark.timeout(10)
def test_of_a_book_only_the_beginning_is_read() -> None:
    book = "Es war einmal ein König, der hatte drei Töchter. " * 20_000
    assert all(detect(book, ALL).language == "de" for _ in range(100))


def test_threads_may_ask_at_once() -> None:
    asked = [(text, order) for texts in TEXTS.values() for text in texts for order in (ALL, ALL[::-1])]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda ask: detect(*ask).language, asked))
    assert told == [detect(*ask).language for ask in asked]


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("zh", "zh-cn"),
        ("zh-CN", "zh-cn"),
        ("zh_TW", "zh-cn"),
        ("pt-BR", "pt"),
        (" EN ", "en"),
        ("es-419", "es"),
    ],
)
def test_a_language_has_many_names(language: str, tag: str) -> None:
    assert resolve(language, "Wo bist du?", ALL, "fr") == tag


@pytest.mark.parametrize("language", ["", "german", "xx", "zz-en"])
def test_what_is_not_spoken_is_refused(language: str) -> None:
    with pytest.raises(InvalidRequestError) as error:
        resolve(language, "Wo bist du?", ("en",))
    assert error.value.param == "language"
