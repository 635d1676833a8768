"""The body of POST /v1/chat/completions, in both dialects."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from auralis.server.models import MODEL
from auralis.server.spoken_fields import SpokenFields, Voice

MOST_WORDS = 1000


class AudioFields(SpokenFields):
    """`audio` of OpenAI's dialect.

    `voice` is what it is for /v1/audio/speech.  The fields that say how it is spoken are extensions of ours.
    """

    voice: Voice
    format: str = "pcm16"


class ChatBody(SpokenFields):
    """POST /v1/chat/completions.

    With `audio` it speaks OpenAI's dialect: the answer's sound is in `audio`, its text in the transcript
    there, and `temperature`, `top_p`, `seed` and their like are the LLM's.  With `speaker_files` or `voice`
    it speaks this project's own: text is in `content`, sound in events of their own, which joined are one
    file of `audio_format`, and those fields are the voice's; `llm_params` has the LLM's.  Without either, or
    without "audio" in `modalities`, nothing is spoken.

    Every other field is the LLM's, and is passed on as it is.
    """

    model_config = ConfigDict(extra="allow", strict=True)

    model: str = Field(description="The LLM's model.")
    messages: list[dict[str, Any]] = Field(min_length=1)
    stream: bool | None = False
    n: int | None = None
    modalities: list[str] | None = None
    audio: AudioFields | None = None
    speaker_files: str | list[str] | None = Field(
        None, description="Recordings of the voice, in base64 or as data: URLs."
    )
    voice: Voice | None = Field(
        None, description="In place of speaker_files: what it is for /v1/audio/speech."
    )
    openai_api_url: str | None = Field(
        None, description="Where the LLM is; the server's own default if left out."
    )
    vocalize_at_every_n_words: int = Field(
        100, ge=1, le=MOST_WORDS, description="No piece that is spoken at once has more words than this."
    )
    llm_params: dict[str, Any] = Field(
        default_factory=dict,
        description="Fields for the LLM; they win over those of the same name beside them.",
    )
    speech_model: str = Field(MODEL, description="The model that speaks.")
    audio_format: str = Field("wav", description="Of the sound in this project's own dialect.")
