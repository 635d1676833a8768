import json
from dataclasses import replace
from typing import Any

import pytest

from auralis_xtts.contract import ContractError, Release, SamplingParameters, TextInput

RELEASE = Release(
    release=3,
    checkpoint="0" * 64,
    name="mini",
    width=256,
    languages=("en",),
    max_text_ids=402,
    max_codes=605,
    samples_per_code=1114.56,
    vocabulary="{}",
    speakers=("Vera",),
    created=1_700_000_000,
    text_input=TextInput.PHONEMES,
    sampling=SamplingParameters(temperature=0.5, repetition_penalty=1.0),
    fixed_sampling=("repetition_penalty",),
    character_limits={"en": 110},
)


def test_a_release_is_read_as_it_was_written() -> None:
    again = Release.from_json(RELEASE.to_json())
    assert (again, hash(again)) == (RELEASE, hash(RELEASE))


def test_what_an_older_export_does_not_say_is_as_xtts_has_it() -> None:
    later = ("speakers", "created", "text_input", "sampling", "fixed_sampling", "character_limits")
    older = {name: value for name, value in json.loads(RELEASE.to_json()).items() if name not in later}
    release = Release.from_json(json.dumps(older))
    assert release.text_input is TextInput.CHARACTERS
    assert release.chosen("{}") == SamplingParameters()
    assert release.character_limits == {}


def test_what_a_request_does_not_ask_is_as_the_release_has_it() -> None:
    chosen = RELEASE.chosen('{"top_k": 7, "repetition_penalty": 5.0}')
    assert chosen == replace(RELEASE.sampling, top_k=7)


@pytest.mark.parametrize(
    ("asked", "at_fault"),
    [('{"repetition_penalty": -1}', "repetition_penalty"), ('{"tempo": 1}', "tempo"), ("[]", "object")],
)
def test_what_makes_no_sense_is_named_even_if_it_is_fixed(asked: str, at_fault: str) -> None:
    with pytest.raises(ContractError, match=at_fault):
        RELEASE.chosen(asked)


@pytest.mark.parametrize("changed", [{"text_input": "pictures"}, {"sampling": {"top_p": 2}}])
def test_a_description_that_makes_no_sense_is_refused(changed: dict[str, Any]) -> None:
    document = {**json.loads(RELEASE.to_json()), **changed}
    with pytest.raises(ContractError, match=r"text_input|top_p"):
        Release.from_json(json.dumps(document))
