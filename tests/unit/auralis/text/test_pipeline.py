import tracemalloc
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from numpy.typing import NDArray

from auralis.errors import InvalidRequestError
from auralis.text.pipeline import Pipeline
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
    with pytest.raises(InvalidRequestError, match=r"spoken.*: es \(Spanish\), en \(English\)") as error:
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
