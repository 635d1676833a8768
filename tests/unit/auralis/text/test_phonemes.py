import json

import pytest

from auralis.errors import InvalidRequestError
from auralis.text.pipeline import Pipeline
from auralis_xtts.contract import Release, TextInput

SYMBOLS = sorted(set(" .,?!'ˈˌabdefhijklmnoprstuvwxzæðŋɑɐɔəɛɜɡɪɹʃʊʌʒʤʧʔθᵊIWYAOTᵻ"))
TOKENS = {symbol: number for number, symbol in enumerate(["[STOP]", "[UNK]", "[START]", *SYMBOLS])}


def vocabulary() -> str:
    model = {"type": "WordLevel", "vocab": TOKENS, "unk_token": "[UNK]"}
    splitter = {"type": "Split", "pattern": {"Regex": "."}, "behavior": "Isolated", "invert": False}
    return json.dumps({"version": "1.0", "added_tokens": [], "model": model, "pre_tokenizer": splitter})


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(
        Release(
            release=1,
            checkpoint="0" * 64,
            name="mini",
            width=256,
            languages=("en",),
            max_text_ids=200,
            max_codes=605,
            samples_per_code=1114.6,
            vocabulary=vocabulary(),
            text_input=TextInput.PHONEMES,
        )
    )


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("Mr. Smith polished it in Polish.", "mˈɪstəɹ smˈɪθ pˈɑlɪʃt ɪt ɪn pˈOlɪʃ."),
        ("It costs $5!", "ˌɪt kˈɔsts fˈIv dˈɑləɹz!"),
        ("Wait \u4f60 here", "wˈAt hˈɪɹ"),
    ],
)
def test_english_is_read_as_phonemes_one_id_each(pipeline: Pipeline, text: str, phonemes: str) -> None:
    (utterance,) = pipeline.utterances(text, "auto")
    symbols = {number: symbol for symbol, number in TOKENS.items()}
    assert " ".join("".join(symbols[i] for i in utterance.text_ids).split()) == phonemes
    assert (utterance.text, utterance.language) == (text, "en")


def test_a_long_text_is_split_by_its_phonemes(pipeline: Pipeline) -> None:
    text = "Strengths and lengths are measured thoroughly. " * 20
    utterances = list(pipeline.utterances(text, "en"))
    assert max(len(utterance.text_ids) for utterance in utterances) < 200
    assert " ".join(utterance.text for utterance in utterances).split() == text.split()


@pytest.mark.parametrize("text", ["...", "\u4f60\u597d", "?!"])
def test_what_has_no_phonemes_is_refused(pipeline: Pipeline, text: str) -> None:
    with pytest.raises(InvalidRequestError, match="pronounced"):
        pipeline.utterances(text, "en")


def test_a_language_of_other_models_is_refused_with_their_name(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidRequestError, match="xttsv2"):
        pipeline.utterances("Guten Tag.", "de")
    with pytest.raises(InvalidRequestError, match=r"English\)$"):
        pipeline.utterances("Saluton.", "eo")
