"""The seam between the front end and whatever synthesises: one Protocol and the types that cross it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, Release, Sampling


@dataclass(frozen=True, eq=False)
class SpeechInput:
    """One utterance to speak.

    `text_ids` int32 [n]; `gpt_cond_latent` float32 [32, d] and `speaker_embedding` float32 [512] of the same
    release; `chunk_schedule` codes per window, the last entry repeats, None for the engine's default.
    """

    utterance_id: str
    release: int
    text_ids: NDArray[np.int32]
    gpt_cond_latent: NDArray[np.float32]
    speaker_embedding: NDArray[np.float32]
    sampling: Sampling = field(default_factory=Sampling)
    chunk_schedule: tuple[int, ...] | None = None


@dataclass(frozen=True, eq=False)
class AudioChunk:
    """The next samples of an utterance: float32 [n] at 24 kHz, with the codes int32 [m] that are new in it.

    `sequence` counts from 0.  `finish_reason` is empty but in the last chunk, which may carry no samples.
    """

    samples: NDArray[np.float32]
    codes: NDArray[np.int32]
    sequence: int
    finish_reason: FinishReason = FinishReason.RUNNING


class Latents(NamedTuple):
    """A voice as the model takes it: `gpt_cond_latent` float32 [32, d], `speaker_embedding` float32 [512]."""

    gpt_cond_latent: NDArray[np.float32]
    speaker_embedding: NDArray[np.float32]


class Engine(Protocol):
    """What the front end asks of an engine.

    Every call raises EngineUnavailableError while the engine cannot be reached, DeadlineExceededError when it
    does not answer in time, EngineError when it fails, and NotFoundError for a release that is not served.
    """

    async def releases(self) -> tuple[int, ...]:
        """Return the releases that can be asked for, the promoted one first."""

    async def describe(self, release: int) -> Release:
        """Return how `release` describes itself."""

    def synthesize(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
        """Speak one utterance, chunk by chunk, while it is made.

        The engine runs only a little ahead of the consumer.  Leaving the generator early (`aclose`, or the
        consumer's task being cancelled) ends the decoding at once and never waits.
        """

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        """Turn one conditioning chunk, float32 [n] at 22 050 Hz, into conditioning latents [32, d]."""

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        """Turn a reference, float32 [n] at 22 050 Hz, into a speaker embedding [512] of unit length."""

    async def speaker(self, name: str, release: int) -> Latents:
        """Return the voice of one of the `speakers` of `release`; raises NotFoundError for any other."""

    async def check(self) -> None:
        """Ask every model for something tiny; raises EngineUnavailableError that names the dead part."""

    async def recover(self) -> None:
        """Revive the parts that `check` finds dead, where that is possible from here; raises what is left."""

    async def close(self) -> None:
        """Let go of everything; utterances that still run are ended first."""
