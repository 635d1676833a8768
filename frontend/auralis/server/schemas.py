"""Bodies of requests, as the OpenAI protocol and the seed of this project have them."""

from __future__ import annotations

from pydantic import Field

from auralis.errors import InvalidRequestError, TooLargeError
from auralis.request import SpeechRequest
from auralis.server.spoken_fields import SpokenFields, Voice

STREAM_FORMATS = ("audio", "sse")


class SpeechBody(SpokenFields):
    """POST /v1/audio/speech.

    `voice` is the name or id of a voice, `{"id": ...}`, or a list of recordings, each in base64 or as a data:
    URL; a single one may stand alone.
    `seed` and `chunk_schedule` are extensions of ours.  Unknown fields are an error.
    """

    input: str
    model: str
    voice: Voice
    response_format: str = "mp3"
    stream_format: str = "audio"
    instructions: str | None = Field(None, max_length=4096)

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
        return self.spoken(self.input, self.voice)
