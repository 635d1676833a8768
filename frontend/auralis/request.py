"""What is asked for: one text, spoken in the voice of some references."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from auralis.errors import InvalidRequestError
from auralis.preprocessing import AudioPreprocessingConfig
from auralis_xtts.contract import LONGEST_SPEAKER_NAME, ContractError, Sampling, SamplingParameters

MOST_REFERENCES = 16
MOST_VOICES = 32
"""Voices of one text."""
LONGEST_SCHEDULE = 64
LARGEST_WINDOW = 1000


@dataclass(frozen=True)
class SpeechRequest:
    """A text and a voice, checked as far as that goes without the model.

    The text is there as a whole, or comes in pieces: each is then spoken by itself, as soon as it is there,
    and one with nothing to pronounce is passed over.

    The voice is that of `references`, recordings that are each the bytes of an audio file, or the one that
    `voice` names: an uploaded one, one of the checkpoint, or one of OpenAI's names.  `release` is None for
    the promoted one.  `max_ref_length` seconds of each reference are used, `gpt_cond_len` seconds for the
    conditioning, in chunks of `gpt_cond_chunk_len` seconds; `sound_norm_refs` levels the references first.
    With `preprocessing` each reference is improved before; without, nothing is changed in it.
    With `trim_tail` an utterance ends after its last word: silence and babble are cut (`auralis.audio.tail`).
    `chunk_schedule` is the number of codes per streamed window, the last entry repeats.

    With `markup` the text may have pauses, languages, voices or SSML in it (`auralis.text.markup`); `voices`
    are voices by the names that the text gives them, as `voice` or as `references`, and let its lines begin
    with such a name and a colon.  `lexicon` are words and what is read in their place.

    Raises InvalidRequestError that names the field as the HTTP interface does.
    """

    text: str | AsyncIterable[str]
    references: tuple[bytes, ...] = ()
    voice: str | None = None
    language: str = "auto"
    release: int | None = None
    sampling: Sampling = field(default_factory=Sampling)
    max_ref_length: int = 60
    gpt_cond_len: int = 30
    gpt_cond_chunk_len: int = 4
    sound_norm_refs: bool = False
    preprocessing: AudioPreprocessingConfig | None = None
    trim_tail: bool = True
    chunk_schedule: tuple[int, ...] | None = None
    markup: bool = False
    voices: Mapping[str, str | tuple[bytes, ...]] = field(default_factory=dict)
    lexicon: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.text, str):
            _check_text(self.text)
        if self.voice is not None and self.references:
            raise InvalidRequestError("voice is a name or recordings, not both", param="voice")
        if self.voice is None and not 1 <= len(self.references) <= MOST_REFERENCES:
            raise InvalidRequestError(
                f"voice must have from 1 to {MOST_REFERENCES} references, not {len(self.references)}",
                param="voice",
            )
        _check_voices(self.voices)
        schedule = self.chunk_schedule
        if schedule is not None and not (
            1 <= len(schedule) <= LONGEST_SCHEDULE and all(1 <= size <= LARGEST_WINDOW for size in schedule)
        ):
            raise InvalidRequestError(
                f"chunk_schedule must be 1 to {LONGEST_SCHEDULE} whole numbers from 1 to {LARGEST_WINDOW}",
                param="chunk_schedule",
            )


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidRequestError("input is empty: there is nothing to speak", param="input")
    if re.search(r"[\ud800-\udfff]", text):
        raise InvalidRequestError("input has half a character in it, a lone surrogate", param="input")


def _check_voices(voices: Mapping[str, str | tuple[bytes, ...]]) -> None:
    if len(voices) > MOST_VOICES:
        raise InvalidRequestError(f"voices has more than {MOST_VOICES} names", "voices")
    for name, voice in voices.items():
        if not 1 <= len(name) <= LONGEST_SPEAKER_NAME or not name.isprintable() or set("[]:") & set(name):
            raise InvalidRequestError(
                f"voices: {name[:40]!r} is no name of 1 to {LONGEST_SPEAKER_NAME} characters without []:",
                "voices",
            )
        if not isinstance(voice, str) and not 1 <= len(voice) <= MOST_REFERENCES:
            raise InvalidRequestError(
                f"voices: {name[:40]!r} must have from 1 to {MOST_REFERENCES} references", "voices"
            )


def sampling_parameters(values: Mapping[str, Any]) -> Sampling:
    """Return these values, checked; raises InvalidRequestError that names the one at fault."""
    try:
        SamplingParameters(**values)
    except ContractError as error:
        message = str(error)
        names = (entry.name for entry in fields(SamplingParameters))
        raise InvalidRequestError(message, next(filter(message.startswith, names), None)) from None
    return cast(Sampling, dict(values))
