from typing import Any

import pytest

from auralis.errors import InvalidRequestError
from auralis.request import (
    LARGEST_WINDOW,
    LONGEST_SCHEDULE,
    MOST_REFERENCES,
    SpeechRequest,
    sampling_parameters,
)

FINE: dict[str, Any] = {"text": "Hello.", "references": (b"sound",)}


def test_a_request_needs_no_more_than_a_text_and_a_reference() -> None:
    request = SpeechRequest(**FINE)
    assert (request.max_ref_length, request.gpt_cond_len, request.gpt_cond_chunk_len) == (60, 30, 4)
    assert request.language == "auto"
    SpeechRequest(**FINE, chunk_schedule=(LARGEST_WINDOW,) * LONGEST_SCHEDULE)


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"text": " \n"}, "input"),
        ({"references": ()}, "voice"),
        ({"references": (b"x",) * (MOST_REFERENCES + 1)}, "voice"),
        ({"chunk_schedule": ()}, "chunk_schedule"),
        ({"chunk_schedule": (4, 0)}, "chunk_schedule"),
        ({"chunk_schedule": (LARGEST_WINDOW + 1,)}, "chunk_schedule"),
        ({"chunk_schedule": (1,) * (LONGEST_SCHEDULE + 1)}, "chunk_schedule"),
    ],
)
def test_what_is_wrong_is_named_as_in_the_interface(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        SpeechRequest(**{**FINE, **fields})
    assert caught.value.param == param


@pytest.mark.parametrize(("name", "value"), [("top_p", 1.5), ("top_k", 2.5), ("repetition_penalty", 0)])
def test_a_sampling_parameter_at_fault_is_named(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=name) as caught:
        sampling_parameters({name: value})
    assert caught.value.param == name
