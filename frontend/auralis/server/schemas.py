"""Bodies of requests, as the OpenAI protocol and the seed of this project have them."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from auralis.errors import InvalidRequestError, NotFoundError, TooLargeError
from auralis.request import SpeechRequest, sampling_parameters
from auralis_xtts.contract import SamplingParameters

DEFAULTS = SamplingParameters()
LONGEST_NAME = 64
"""A `voice` that is no longer than this is taken for a name."""

SAMPLING = ("temperature", "top_p", "top_k", "repetition_penalty", "length_penalty", "do_sample", "seed")


class SpeechBody(BaseModel):
    """POST /v1/audio/speech.

    `voice` is a list of recordings, each in base64 or as a data: URL; a single one may stand alone.
    `seed` and `chunk_schedule` are extensions of ours.  Unknown fields are an error.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    input: str
    model: str
    voice: str | list[str] | dict[str, Any]
    response_format: str = "mp3"
    speed: float = Field(1.0, ge=0.25, le=4.0)
    stream_format: str = "audio"
    instructions: str | None = Field(None, max_length=4096)
    language: str = "auto"
    enhance_speech: bool = False
    sound_norm_refs: bool = False
    max_ref_length: int = 60
    gpt_cond_len: int = 30
    gpt_cond_chunk_len: int = 4
    temperature: float = DEFAULTS.temperature
    top_p: float = DEFAULTS.top_p
    top_k: int = DEFAULTS.top_k
    repetition_penalty: float = DEFAULTS.repetition_penalty
    length_penalty: float = DEFAULTS.length_penalty
    do_sample: bool = DEFAULTS.do_sample
    seed: int | None = None
    chunk_schedule: list[int] | None = None

    def ignored(self) -> list[str]:
        """Return the fields that were asked for and change nothing: the answer names them in a header."""
        asked = {
            "enhance_speech": self.enhance_speech,
            "instructions": bool(self.instructions),
            "length_penalty": self.length_penalty != DEFAULTS.length_penalty,
        }
        return [name for name, is_asked in asked.items() if is_asked]

    def request(self, max_characters: int) -> SpeechRequest:
        """Return what is asked for, but for the release that `model` means; raises InvalidRequestError."""
        if len(self.input) > max_characters:
            raise TooLargeError(
                f"input has {len(self.input)} characters; at most {max_characters} are taken", "input"
            )
        if self.speed != 1.0:
            raise InvalidRequestError(f"speed must be 1.0 in this version, not {self.speed:g}", "speed")
        if self.stream_format != "audio":
            raise InvalidRequestError(
                f"stream_format must be 'audio' in this version, not {self.stream_format!r}", "stream_format"
            )
        return SpeechRequest(
            text=self.input,
            references=_references(self.voice),
            language=self.language,
            sampling=sampling_parameters({name: getattr(self, name) for name in SAMPLING}),
            max_ref_length=self.max_ref_length,
            gpt_cond_len=self.gpt_cond_len,
            gpt_cond_chunk_len=self.gpt_cond_chunk_len,
            sound_norm_refs=self.sound_norm_refs,
            chunk_schedule=None if self.chunk_schedule is None else tuple(self.chunk_schedule),
        )


def _references(voice: str | list[str] | dict[str, Any]) -> tuple[bytes, ...]:
    if isinstance(voice, dict) or (isinstance(voice, str) and len(voice) <= LONGEST_NAME):
        name = str(voice.get("id", voice)) if isinstance(voice, dict) else voice
        raise NotFoundError(
            f"there is no voice named {name!r}: this version takes a list of recordings in base64", "voice"
        )
    return tuple(_decoded(recording) for recording in ([voice] if isinstance(voice, str) else voice))


def _decoded(recording: str) -> bytes:
    scheme, comma, data = recording.partition(",")
    if not (comma and scheme.startswith("data:")):
        data = recording
    elif not scheme.endswith(";base64"):
        raise InvalidRequestError("a data: URL in voice must be in base64", "voice")
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequestError("a recording in voice is not base64", "voice") from None
