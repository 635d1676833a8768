"""The fields that say how something is spoken, whichever request they come with."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from auralis.preprocessing import AudioPreprocessingConfig
from auralis.request import SpeechRequest, sampling_parameters
from auralis.server.voice_field import read_voice
from auralis_xtts.contract import SamplingParameters

DEFAULTS = SamplingParameters()
SAMPLING = ("temperature", "top_p", "top_k", "repetition_penalty", "length_penalty", "do_sample", "seed")

Voice = str | list[str] | dict[str, Any]


class SpokenFields(BaseModel):
    """`seed`, `chunk_schedule` and `lexicon` are extensions of ours."""

    model_config = ConfigDict(extra="forbid", strict=True)

    speed: float = Field(1.0, ge=0.25, le=4.0)
    language: str = "auto"
    enhance_speech: bool = False
    sound_norm_refs: bool = False
    trim_tail: bool = True
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
    lexicon: dict[str, str] = Field(default_factory=dict)

    def ignored(self) -> list[str]:
        """Return the fields that were asked for and change nothing: the answer names them in a header."""
        return ["length_penalty"] if self.length_penalty != DEFAULTS.length_penalty else []

    def spoken(self, text: str | AsyncIterable[str], voice: Voice) -> SpeechRequest:
        """Return the request to speak `text` with `voice`; raises InvalidRequestError."""
        return SpeechRequest(
            text=text,
            **read_voice(voice),
            language=self.language,
            sampling=sampling_parameters(
                {name: getattr(self, name) for name in SAMPLING if name in self.model_fields_set}
            ),
            max_ref_length=self.max_ref_length,
            gpt_cond_len=self.gpt_cond_len,
            gpt_cond_chunk_len=self.gpt_cond_chunk_len,
            sound_norm_refs=self.sound_norm_refs,
            preprocessing=AudioPreprocessingConfig() if self.enhance_speech else None,
            trim_tail=self.trim_tail,
            chunk_schedule=None if self.chunk_schedule is None else tuple(self.chunk_schedule),
            lexicon=self.lexicon,
        )
