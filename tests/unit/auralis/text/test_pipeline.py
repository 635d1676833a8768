import json
import tracemalloc
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from auralis.errors import InvalidRequestError
from auralis.text.pipeline import Pipeline
from auralis.text.rules import RULES
from auralis_xtts.contract import Release


@pytest.fixture(scope="module")
def release(oracle_reference: Path) -> Release:
    return Release(
        release=1,
        checkpoint="0" * 64,
        name="test",
        width=128,
        languages=("es", "en", "de", "fr", "ru"),
        max_text_ids=402,
        max_codes=605,
        samples_per_code=1114.6,
        vocabulary=oracle_reference.with_name("vocab.json").read_text(encoding="utf-8"),
    )


def test_ids_equal_the_references(
    release: Release, oracle: Mapping[str, NDArray[Any]], oracle_sentences: list[dict[str, Any]]
) -> None:
    pipeline = Pipeline(release)
    compared = 0
    for number, sentence in enumerate(oracle_sentences):
        (utterance,) = pipeline.utterances(sentence["text"], sentence["language"])
        assert list(utterance.text_ids) == oracle[f"s{number}_text_ids"].tolist()
        compared += 1
    assert compared == 8


@pytest.mark.parametrize("language", ["auto", "en", "EN", "en-GB", "en_us"])
def test_a_language_has_many_names(release: Release, language: str) -> None:
    (utterance,) = Pipeline(release).utterances("Hello.", language)
    assert utterance.language == "en"


@pytest.mark.parametrize("language", ["it", "sv", "", "english", "enx"])
def test_a_language_that_is_not_spoken_is_refused_by_name(release: Release, language: str) -> None:
    with pytest.raises(InvalidRequestError, match=r"speaks es \(Spanish\), en \(English\)") as error:
        Pipeline(release).utterances("Hello.", language)
    assert error.value.param == "language"


def test_a_release_without_a_known_language_speaks_none(release: Release) -> None:
    with pytest.raises(InvalidRequestError, match="none") as error:
        Pipeline(replace(release, languages=("sv",))).utterances("Hello.", "auto")
    assert error.value.param == "language"


@pytest.mark.parametrize("text", ["", "  \n\t", "?!... —", "\U0001f642 \u2603", '"""'])
def test_text_that_cannot_be_pronounced_is_refused(release: Release, text: str) -> None:
    with pytest.raises(InvalidRequestError) as error:
        Pipeline(release).utterances(text, "en")
    assert error.value.param == "input"


def test_unpronounceable_pieces_within_text_are_left_out(release: Release) -> None:
    text = f"Hello there. {'!' * 250} Good bye."
    assert [x.text for x in Pipeline(release).utterances(text, "en")] == ["Hello there.", "Good bye."]


def test_too_many_ids_are_split_further_at_words(release: Release) -> None:
    pipeline = Pipeline(replace(release, max_text_ids=60))
    text = "There were 1,234,567 soldiers, then 987,654 more, and 55 in the end. Nobody counted the others."
    utterances = list(pipeline.utterances(text, "en"))
    assert len(utterances) > 1
    assert all(len(x.text_ids) < 60 for x in utterances)
    assert " ".join(x.text for x in utterances) == text


def test_a_release_may_have_less_breath_than_its_language_allows(release: Release) -> None:
    text = (
        "Nobody remembered who had planted the tree, but everybody agreed that it should never be cut down."
    )
    limited = replace(release, character_limits={"en": 60, "de": 20})
    assert [x.text for x in Pipeline(release).utterances(text, "en")] == [text]
    assert [x.text for x in Pipeline(limited).utterances(text, "en")] == [text[:43], text[44:]]


def test_a_word_with_too_many_ids_is_cut(release: Release) -> None:
    utterances = list(Pipeline(replace(release, max_text_ids=20)).utterances("xq" * 100, "en"))
    assert "".join(x.text for x in utterances) == "xq" * 100


def test_a_book_is_encoded_while_it_is_read(release: Release) -> None:
    text = "A sentence of some length. " * 400_000
    utterances = Pipeline(release).utterances(text, "en")
    tracemalloc.start()
    try:
        assert len(list(islice(utterances, 100))) == 100
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


HERE = Path(__file__).parent
WORDS = sorted(
    {
        word
        for path in ("languages.json", "written.json")
        for texts in [json.loads((HERE / path).read_text(encoding="utf-8"))]
        for text in ([y for x in texts.values() for y in x] if isinstance(texts, dict) else texts)
        for word in text.split()
    }
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "\n", "\n\n", ""])), max_size=80
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@pytest.fixture(scope="module")
def everything(release: Release) -> Pipeline:
    """Return the pipeline of a release with all languages and little room, so that much has to be split."""
    return Pipeline(replace(release, languages=tuple(RULES), max_text_ids=120))


@pytest.mark.parametrize("language", ["auto", *RULES])
def test_any_text_becomes_utterances_within_the_limits(everything: Pipeline, language: str) -> None:
    assert len(everything.languages) == 17

    @given(TEXTS | st.text(max_size=200))
    @settings(max_examples=25, deadline=None, derandomize=True)
    def check(text: str) -> None:
        try:
            utterances = list(everything.utterances(text, language))
        except InvalidRequestError as error:
            if error.param == "input":
                return
            raise
        for utterance in utterances:
            assert language in ("auto", utterance.language)
            assert 0 < len(utterance.text_ids) < 120
            assert len(utterance.text) <= RULES[utterance.language].character_limit
            assert "\n" not in utterance.text
        # All of the text is there, in order, but for pieces with nothing to pronounce.
        spoken, written = "".join("".join(x.text for x in utterances).split()), iter("".join(text.split()))
        assert all(character in written for character in spoken)

    check()


def test_sentences_are_spoken_in_their_languages(everything: Pipeline) -> None:
    text = (
        "Heute war ein schöner Tag. Bill Gates. Er sagte nur: Hello! Dann las ich die New York Times. "
        "I have never been so happy in my life, he said to us. Really? Ja, wirklich. "
        "今日はとても暑いです。 Danach kam der Regen. Привет, как дела?"
    )
    told = [(x.language, x.text) for x in everything.utterances(text, "auto")]
    languages = [language for language, _ in told]
    assert [x for n, x in enumerate(languages) if languages[n - 1 : n] != [x]] == [
        "de",
        "en",
        "de",
        "ja",
        "de",
        "ru",
    ]
    assert " ".join(piece for _, piece in told) == text
    assert {x.language for x in everything.utterances(text, "de")} == {"de"}


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("OK.", "pl", "pl"),
        ("東京", "ja", "ja"),
        ("東京", "zh-cn", "zh-cn"),
        ("Wo bist du gewesen?", "en", "de"),
    ],
)
def test_a_hint_decides_what_the_text_does_not(
    everything: Pipeline, text: str, hint: str, language: str
) -> None:
    (utterance,) = everything.utterances(text, "auto", hint=hint)
    assert utterance.language == everything.language("auto", text, hint) == language


def test_a_line_of_its_own_is_spoken_as_a_sentence(release: Release) -> None:
    pipeline = Pipeline(release)
    (utterance,) = pipeline.utterances("Chapter One\nIt was a dark night.", "en")
    (other,) = pipeline.utterances("Chapter One. It was a dark night.", "en")
    assert utterance.text == "Chapter One It was a dark night."
    assert utterance.text_ids == other.text_ids


def test_a_character_with_many_words_is_spoken_in_parts(release: Release) -> None:
    utterances = list(
        Pipeline(replace(release, max_text_ids=14)).utterances("\ufdfa", "en", lambda _: "one two " * 9)
    )
    assert len(utterances) > 3
    assert "".join(x.text for x in utterances) == "\ufdfa"
    assert all(len(x.text_ids) < 14 for x in utterances)
