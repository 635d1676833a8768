"""Bodies of requests, as the OpenAI protocol and the seed of this project have them."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from auralis.captions import TIMESTAMPS
from auralis.errors import InvalidRequestError, TooLargeError
from auralis.request import SpeechRequest
from auralis.server.spoken_fields import SpokenFields, Voice
from auralis.server.voice_field import read_voice

STREAM_FORMATS = ("audio", "sse")


class SpeechBody(SpokenFields):
    """POST /v1/audio/speech.

    `voice` is the name or id of a voice, `{"id": ...}`, or a list of recordings, each in base64 or as a data:
    URL; a single one may stand alone.
    `seed`, `chunk_schedule`, `lexicon`, `markup`, `voices` and `timestamps` are extensions of ours.
    Unknown fields are an error.
    """

    input: str
    model: str
    voice: Voice
    response_format: str = "mp3"
    stream_format: str = "audio"
    instructions: str | None = Field(None, max_length=4096)
    markup: bool = True
    voices: dict[str, Voice] = Field(default_factory=dict)
    timestamps: str | None = None

    def ignored(self) -> list[str]:
        return sorted([*super().ignored(), *(["instructions"] if self.instructions else [])])

    def request(self, max_characters: int) -> SpeechRequest:
        """Return what is asked for, but for the release that `model` means; raises InvalidRequestError."""
        if len(self.input) > max_characters:
            raise TooLargeError(
                f"input has {len(self.input)} characters; at most {max_characters} are taken", "input"
            )
        if self.stream_format not in STREAM_FORMATS:
            raise InvalidRequestError(
                f"stream_format must be audio or sse, not {self.stream_format!r}", "stream_format"
            )
        self._check_timestamps()
        voices = {
            name: next(iter(read_voice(voice, "voices").values())) for name, voice in self.voices.items()
        }
        return replace(self.spoken(self.input, self.voice), markup=self.markup, voices=voices)

    def _check_timestamps(self) -> None:
        if self.timestamps is None:
            return
        if self.timestamps not in TIMESTAMPS:
            raise InvalidRequestError(
                f"timestamps must be {' or '.join(TIMESTAMPS)}, not {self.timestamps[:20]!r}", "timestamps"
            )
        if self.stream_format != "sse":
            raise InvalidRequestError("timestamps are events: they need the stream_format sse", "timestamps")
