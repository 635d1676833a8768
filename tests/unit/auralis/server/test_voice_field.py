"""The field `voice`: recordings in base64 that are decoded in pieces."""

import base64

import pytest

from auralis.errors import InvalidRequestError
from auralis.server.voice_field import AT_ONCE, read_voice

RECORDING = bytes(range(256)) * 2000  # 2.6 pieces


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_a_recording_of_several_pieces_comes_out_as_it_was(length: int) -> None:
    data = RECORDING[length:]
    plain, lines = base64.b64encode(data).decode(), base64.encodebytes(data).decode()
    assert read_voice([plain, f"data:audio/wav;base64,{lines}\n"])["references"] == (data, data)


@pytest.mark.parametrize(
    "broken", ["QQ==", "!", "="], ids=["more after the padding", "what is no base64", "too much padding"]
)
def test_what_is_no_base64_is_refused_wherever_it_is(broken: str) -> None:
    padded = base64.b64encode(RECORDING[: AT_ONCE // 4 * 3 - 2]).decode()
    assert len(padded) == AT_ONCE
    for recording in (padded + broken, broken + padded):
        with pytest.raises(InvalidRequestError, match="is not base64"):
            read_voice(recording)
