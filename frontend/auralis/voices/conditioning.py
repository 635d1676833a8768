"""Reference recordings -> a voice, as the reference implementation computes it.

coqui-tts 0.27.2, `Xtts.get_conditioning_latents`: the speaker embedding is the mean over the references, the
conditioning latents the mean over the chunks of all references put together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from auralis.audio.decode import SILENCE, Recording, decode
from auralis.audio.enhance import enhance
from auralis.audio.reference_check import ReferenceWarning, check_reference
from auralis.audio.resample import resample
from auralis.errors import InvalidRequestError
from auralis.preprocessing import AudioPreprocessingConfig
from auralis_xtts.contract import MINIMUM_REFERENCE_SECONDS, MODEL_SAMPLE_RATE

MOST_SECONDS = 600
"""Of all references of a voice together, and of `gpt_cond_len`."""

LONGEST_REFERENCE = 300
LONGEST_CHUNK = 60

AT_ONCE = 4
"""Calls to the encoder that one voice makes at the same time."""

_Call = Callable[[], Coroutine[Any, Any, NDArray[np.float32]]]

_LEVEL = np.float32(0.75)
_MARGIN = 0.1  # seconds decoded beyond what is kept, so that the cut is no edge for the resampling filter


class VoiceEncoder(Protocol):
    """The two networks behind a voice; `auralis.engine.base.Engine` is one."""

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        """Turn one conditioning chunk, float32 [n] at 22 050 Hz, into conditioning latents [32, d]."""

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        """Turn a reference, float32 [n] at 22 050 Hz, into a speaker embedding [512] of unit length."""


@dataclass(frozen=True)
class VoiceParameters:
    """How references are used, in whole seconds; raises InvalidRequestError that names the field at fault."""

    max_ref_length: int = 60  # of each reference
    gpt_cond_len: int = 30  # of all together, for the conditioning; all of it if not above 0
    gpt_cond_chunk_len: int = 4  # at most gpt_cond_len
    sound_norm_refs: bool = False  # bring the peak of each reference to 0.75
    preprocessing: AudioPreprocessingConfig | None = None  # of each reference, before anything else

    def __post_init__(self) -> None:
        _check("max_ref_length", self.max_ref_length, 1, LONGEST_REFERENCE)
        _check("gpt_cond_len", self.gpt_cond_len, -1, MOST_SECONDS)
        _check("gpt_cond_chunk_len", self.gpt_cond_chunk_len, 1, LONGEST_CHUNK)
        if 0 < self.gpt_cond_len < self.gpt_cond_chunk_len:
            raise InvalidRequestError(
                f"gpt_cond_chunk_len must be at most gpt_cond_len, {self.gpt_cond_len}", "gpt_cond_chunk_len"
            )
        if not isinstance(self.sound_norm_refs, bool):
            raise InvalidRequestError("sound_norm_refs must be true or false", "sound_norm_refs")


@dataclass(frozen=True, eq=False)
class Voice:
    """What the model needs of a speaker; the arrays are shared and read-only.

    `gpt_cond_latent` float32 [32, d]; `speaker_embedding` float32 [512], a mean of unit vectors.  Both are of
    `release` and of no use to another one.  `warnings` say what may be wrong with the recordings.
    """

    gpt_cond_latent: NDArray[np.float32]
    speaker_embedding: NDArray[np.float32]
    release: int
    warnings: tuple[ReferenceWarning, ...] = ()

    @property
    def nbytes(self) -> int:
        return self.gpt_cond_latent.nbytes + self.speaker_embedding.nbytes


async def compute_voice(
    encoder: VoiceEncoder, references: Sequence[bytes], parameters: VoiceParameters, release: int
) -> Voice:
    """Decode `references`, audio files of one speaker, and encode them for `release`.

    Raises InvalidRequestError, for the field `voice`, for references that cannot be used, and what `encoder`
    raises; nothing is left running then.
    """
    loaded = await asyncio.to_thread(_load, references, parameters)
    audios = [reference.audio for reference in loaded]
    embeddings = [partial(encoder.embed_speaker, audio, release) for audio in audios]
    latents = [
        partial(encoder.condition, chunk, release) for chunk in chunks(np.concatenate(audios), parameters)
    ]
    results, warnings = await asyncio.gather(
        _bounded(embeddings + latents), asyncio.to_thread(_warnings, loaded)
    )
    return Voice(_mean(results[len(audios) :]), _mean(results[: len(audios)]), release, warnings)


def load(references: Sequence[bytes], parameters: VoiceParameters) -> list[NDArray[np.float32]]:
    """Return each reference as float32 [n] at 22 050 Hz, within -1..1, cut to `max_ref_length`."""
    return [reference.audio for reference in _load(references, parameters)]


@dataclass(frozen=True, eq=False)
class _Reference:
    recording: Recording
    audio: NDArray[np.float32]  # as the encoder takes it


def _load(references: Sequence[bytes], parameters: VoiceParameters) -> list[_Reference]:
    if not references:
        raise InvalidRequestError("a voice needs at least one reference", "voice")
    loaded: list[_Reference] = []
    left = MOST_SECONDS * MODEL_SAMPLE_RATE
    for number, data in enumerate(references, start=1):
        try:
            recording = decode(data, parameters.max_ref_length + _MARGIN)
            loaded.append(_Reference(recording, _prepared(recording, parameters)))
        except InvalidRequestError as error:
            place = f"reference {number} of {len(references)}: "
            raise InvalidRequestError(place + error.message, error.param) from error
        left -= len(loaded[-1].audio)
        if left < 0:
            raise InvalidRequestError(
                f"the references of a voice may last {MOST_SECONDS} s together; max_ref_length shortens them",
                "voice",
            )
    return loaded


def _warnings(references: Sequence[_Reference]) -> tuple[ReferenceWarning, ...]:
    found = []
    for number, reference in enumerate(references, start=1):
        place = f"reference {number} of {len(references)}: " if len(references) > 1 else ""
        warnings = check_reference(reference.recording)
        found += [replace(warning, message=place + warning.message) for warning in warnings]
    return tuple(found)


def _prepared(recording: Recording, parameters: VoiceParameters) -> NDArray[np.float32]:
    samples, rate = recording.samples, recording.rate
    if parameters.preprocessing is not None:
        samples = enhance(samples, rate, parameters.preprocessing)
        rate = parameters.preprocessing.sample_rate
    audio = np.clip(resample(samples, rate, MODEL_SAMPLE_RATE), -1.0, 1.0)
    audio = audio[: parameters.max_ref_length * MODEL_SAMPLE_RATE]
    if parameters.sound_norm_refs:
        audio = audio / max(np.abs(audio).max(), np.float32(SILENCE)) * _LEVEL
    return audio


def chunks(audio: NDArray[np.float32], parameters: VoiceParameters) -> list[NDArray[np.float32]]:
    """Return the conditioning chunks of all references put together; a rest below 0.33 s is left out."""
    if parameters.gpt_cond_len > 0:
        audio = audio[: parameters.gpt_cond_len * MODEL_SAMPLE_RATE]
    size = parameters.gpt_cond_chunk_len * MODEL_SAMPLE_RATE
    cut = (audio[start : start + size] for start in range(0, len(audio), size))
    return [chunk for chunk in cut if len(chunk) >= MINIMUM_REFERENCE_SECONDS * MODEL_SAMPLE_RATE]


async def _bounded(calls: Sequence[_Call]) -> list[NDArray[np.float32]]:
    """Return the results of `calls`, of which `AT_ONCE` run at a time; the first failure ends them all."""
    places = asyncio.Semaphore(AT_ONCE)

    async def run(call: _Call) -> NDArray[np.float32]:
        async with places:
            return await call()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run(call)) for call in calls]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


def _mean(arrays: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = np.mean(arrays, axis=0, dtype=np.float32)
    mean.setflags(write=False)
    return mean


def _check(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidRequestError(
            f"{name} must be a whole number from {least} to {most}, and is {value!r}", name
        )
