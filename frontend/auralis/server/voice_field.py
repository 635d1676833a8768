"""The field `voice`: the name of a voice, its id, `{"id": ...}`, or recordings in base64."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from auralis.errors import InvalidRequestError
from auralis.request import MOST_REFERENCES
from auralis.voices.names import LONGEST_NAME

AT_ONCE = 1 << 18
"""Characters of base64 that are decoded at once, in half a millisecond; Python stands still meanwhile."""


def read_voice(voice: str | list[str] | dict[str, Any], param: str = "voice") -> dict[str, Any]:
    """Return the field of SpeechRequest that `voice` means, and its value: `voice` or `references`.

    A string is a name if it is no longer than names are, and a recording otherwise.  Raises
    InvalidRequestError, for the field `param`.
    """
    if isinstance(voice, dict):
        voice = _identifier(voice, param)
    if isinstance(voice, str) and len(voice) <= LONGEST_NAME:
        if not voice.strip():
            raise InvalidRequestError(f"{param} is empty", param)
        return {"voice": voice.strip()}
    recordings = [voice] if isinstance(voice, str) else voice
    if len(recordings) > MOST_REFERENCES:
        raise InvalidRequestError(
            f"{param} has {len(recordings)} recordings; at most {MOST_REFERENCES} are taken", param
        )
    return {"references": tuple(_decoded(recording, param) for recording in recordings)}


def _identifier(voice: dict[str, Any], param: str) -> str:
    identifier = voice.get("id")
    if set(voice) != {"id"} or not isinstance(identifier, str) or len(identifier) > LONGEST_NAME:
        raise InvalidRequestError(f'{param} as an object must be {{"id": the id of a voice}}', param)
    return identifier


def _decoded(recording: str, param: str) -> bytes:
    scheme, comma, data = recording.partition(",")
    if not (comma and scheme.startswith("data:")):
        data = recording
    elif not scheme.endswith(";base64"):
        raise InvalidRequestError(f"a data: URL in {param} must be in base64", param)
    try:
        return b"".join(_pieces(data))
    except ValueError:
        raise InvalidRequestError(f"a recording in {param} is not base64", param) from None


def _pieces(data: str) -> Iterator[bytes]:
    """Yield what base64 stands for, in pieces; raises ValueError for what is none."""
    left = ""
    for start in range(0, len(data), AT_ONCE):
        text = left + "".join(data[start : start + AT_ONCE].split())
        whole = max(0, len(text) - 4) // 4 * 4
        if text[:whole].endswith("="):
            raise ValueError("there is more after the end")
        yield base64.b64decode(text[:whole], validate=True)
        left = text[whole:]
    yield base64.b64decode(left, validate=True)
