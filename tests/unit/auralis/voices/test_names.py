"""OpenAI's names of voices, as its SDK has them."""

from typing import Any, get_args

import pytest
from openai.types.audio import speech_create_params
from openai.types.chat import chat_completion_audio_param

from auralis.voices.names import OPENAI_NAMES, Names


def literals(kind: Any) -> set[str]:
    """Return the strings that a type allows by name."""
    return {name for part in get_args(kind) for name in ([part] if isinstance(part, str) else literals(part))}


@pytest.mark.parametrize(
    ("kind", "count"), [(speech_create_params.Voice, 13), (chat_completion_audio_param.Voice, 10)]
)
def test_every_voice_that_the_sdk_names_is_somebody(kind: Any, count: int) -> None:
    names = literals(kind)
    assert len(names) >= count
    assert names <= OPENAI_NAMES.keys()


def test_each_name_is_somebody_else() -> None:
    speakers = sorted(OPENAI_NAMES.values())
    assert sorted(filter(None, (Names().speaker(name, speakers) for name in OPENAI_NAMES))) == speakers
    assert len(set(speakers)) == 13
