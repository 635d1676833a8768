"""An engine without a model: deterministic sound at once, for tests and for trying the front end out."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from auralis.engine.base import AudioChunk, Latents, SpeechInput
from auralis.errors import AuralisError, NotFoundError
from auralis_xtts.contract import DEFAULT_CHUNK_SCHEDULE, FinishReason, Release

SAMPLES_PER_CODE = 1115
CODES_PER_TEXT_ID = 4
MAX_CODES = 600
CREATED = 1_700_000_000
"""In seconds since 1970, and a second later for each release."""


class FakeEngine:
    """Speaks noise derived from text ids, voice and seed; keeps the promises of `Engine`.

    `releases`: the promoted one first.  `vocabulary`: what the releases describe as their `vocab.json`.
    `speakers`: the names of those that every release brings along; `fixed_sampling`: what no request changes.
    `failure`: raised by every synthesis once it has made `fail_after` windows, and by `check`.
    `gate`: if given, every window waits for a permit of it, so that a test decides when sound is made.
    `spoken` are the utterances so far and `active` the ids of those that run; `started` and `left` receive
    the ids of utterances that begin, and of those that are left before their end.
    """

    def __init__(
        self,
        releases: Sequence[int] = (1,),
        *,
        width: int = 8,
        vocabulary: str = "{}",
        speakers: Sequence[str] = (),
        fixed_sampling: Sequence[str] = (),
        failure: AuralisError | None = None,
        fail_after: int = 0,
        gate: asyncio.Semaphore | None = None,
    ) -> None:
        self._releases = tuple(releases)
        self._width = width
        self._vocabulary = vocabulary
        self._speakers = tuple(speakers)
        self._fixed_sampling = tuple(fixed_sampling)
        self.failure = failure
        self._fail_after = fail_after
        self._gate = gate
        self.spoken: list[SpeechInput] = []
        self.active: list[str] = []
        self.started: asyncio.Queue[str] = asyncio.Queue()
        self.left: asyncio.Queue[str] = asyncio.Queue()
        self.closed = False

    async def releases(self) -> tuple[int, ...]:
        return self._releases

    async def describe(self, release: int) -> Release:
        self._known(release)
        return Release(
            release=release,
            checkpoint=f"{release:064x}",
            name="fake",
            width=self._width,
            languages=("en",),
            max_text_ids=402,
            max_codes=MAX_CODES,
            samples_per_code=float(SAMPLES_PER_CODE),
            vocabulary=self._vocabulary,
            fixed_sampling=self._fixed_sampling,
            speakers=self._speakers,
            created=CREATED + release,
        )

    async def synthesize(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
        self._known(speech.release)
        self.spoken.append(speech)
        self.active.append(speech.utterance_id)
        self.started.put_nowait(speech.utterance_id)
        finished = False
        try:
            async with aclosing(self._windows(speech)) as windows:
                async for chunk in windows:
                    finished = chunk.finish_reason != FinishReason.RUNNING
                    yield chunk
        finally:
            self.active.remove(speech.utterance_id)
            if not finished:
                self.left.put_nowait(speech.utterance_id)

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        self._known(release)
        return _noise(audio.tobytes(), release).standard_normal((32, self._width), dtype=np.float32)

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        self._known(release)
        embedding = _noise(audio.tobytes(), release).standard_normal(512, dtype=np.float32)
        return embedding / np.float32(np.linalg.norm(embedding))

    async def speaker(self, name: str, release: int) -> Latents:
        if name not in (await self.describe(release)).speakers:
            raise NotFoundError(f"release {release} has no speaker {name!r}", param="voice")
        audio = np.frombuffer(name.encode(), np.uint8).astype(np.float32)
        return Latents(await self.condition(audio, release), await self.embed_speaker(audio, release))

    async def check(self) -> None:
        if self.failure is not None:
            raise self.failure

    async def recover(self) -> None:
        self.failure = None

    async def close(self) -> None:
        self.closed = True

    async def _windows(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
        codes, samples, reason = _utterance(speech)
        schedule = speech.chunk_schedule or DEFAULT_CHUNK_SCHEDULE
        first = 0
        for sequence, size in enumerate(chain(schedule, repeat(schedule[-1]))):
            if self.failure is not None and sequence >= self._fail_after:
                raise self.failure
            await asyncio.sleep(0)  # sound never comes without a moment for others
            if self._gate is not None:
                await self._gate.acquire()
            last = min(first + size, len(codes))
            finish = reason if last == len(codes) else FinishReason.RUNNING
            window = samples[first * SAMPLES_PER_CODE : last * SAMPLES_PER_CODE]
            yield AudioChunk(window, codes[first:last], sequence, finish)
            if finish != FinishReason.RUNNING:
                return
            first = last

    def _known(self, release: int) -> None:
        if release not in self._releases:
            raise NotFoundError(f"release {release} is not served", param="model")


def _utterance(speech: SpeechInput) -> tuple[NDArray[np.int32], NDArray[np.float32], FinishReason]:
    """Return all codes of an utterance, all its samples, and why it ends."""
    wanted = CODES_PER_TEXT_ID * len(speech.text_ids)
    allowed = min(speech.sampling.get("max_tokens") or MAX_CODES, MAX_CODES)
    reason = FinishReason.STOP if wanted <= allowed else FinishReason.LENGTH
    seed = speech.sampling.get("seed") if speech.sampling.get("do_sample", True) else None
    noise = _noise(speech.text_ids.tobytes() + speech.speaker_embedding.tobytes(), seed or 0)
    codes = noise.integers(0, 1024, min(wanted, allowed), dtype=np.int32)
    samples = noise.uniform(-0.5, 0.5, len(codes) * SAMPLES_PER_CODE).astype(np.float32)
    return codes, samples, reason


def _noise(key: bytes, seed: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(key), seed])
