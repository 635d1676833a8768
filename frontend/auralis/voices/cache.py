"""Voices that have been computed, kept by what they were computed from."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from auralis.voices.conditioning import Voice, VoiceEncoder, VoiceParameters, compute_voice

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class VoiceKey:
    """What a voice depends on: the SHA-256 of each reference in order, the parameters, the release."""

    references: tuple[bytes, ...]
    parameters: VoiceParameters
    release: int

    @classmethod
    def of(cls, references: Sequence[bytes], parameters: VoiceParameters, release: int) -> VoiceKey:
        return cls(tuple(hashlib.sha256(data).digest() for data in references), parameters, release)


class VoiceCache:
    """The voices asked for last, at most `most_entries` of them and `most_bytes` of their arrays.

    A voice is computed once, however many ask for it at the same time.  Who stops waiting does not end the
    computation for the others; when nobody waits any more it ends.  Failures are not kept.

    `hits` counts the requests that needed no computation of their own, `misses` the computations.
    """

    def __init__(self, encoder: VoiceEncoder, most_entries: int = 256, most_bytes: int = 64 << 20) -> None:
        self._encoder = encoder
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._voices: OrderedDict[VoiceKey, Voice] = OrderedDict()
        self._computations: dict[VoiceKey, _Computation] = {}
        self.nbytes = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._voices)

    async def get(self, references: Sequence[bytes], parameters: VoiceParameters, release: int) -> Voice:
        """Return the voice of `references`, audio files; raises what `compute_voice` raises."""
        key = await asyncio.to_thread(VoiceKey.of, references, parameters, release)
        if (voice := self._voices.get(key)) is not None:
            self._voices.move_to_end(key)
            self.hits += 1
            return voice
        if (computation := self._computations.get(key)) is not None:
            self.hits += 1
        else:
            self.misses += 1
            computation = self._begin(key, references)
        return await self._wait(key, computation)

    async def holds(self, references: Sequence[bytes], parameters: VoiceParameters, release: int) -> bool:
        """Return whether the voice of `references` is there; that counts as no request."""
        return await asyncio.to_thread(VoiceKey.of, references, parameters, release) in self._voices

    def _begin(self, key: VoiceKey, references: Sequence[bytes]) -> _Computation:
        async def compute() -> Voice:
            voice = await compute_voice(self._encoder, references, key.parameters, key.release)
            self._keep(key, voice)
            for warning in voice.warnings:
                log.warning("a recording may make a poor voice", code=warning.code, reason=warning.message)
            return voice

        computation = _Computation(asyncio.create_task(compute()))
        self._computations[key] = computation
        computation.task.add_done_callback(lambda _: self._end(key, computation))
        return computation

    async def _wait(self, key: VoiceKey, computation: _Computation) -> Voice:
        computation.waiting += 1
        try:
            return await asyncio.shield(computation.task)
        finally:
            computation.waiting -= 1
            if not computation.waiting and not computation.task.done():
                computation.task.cancel()
                self._forget(key, computation)  # at once: who asks now must not join it

    def _end(self, key: VoiceKey, computation: _Computation) -> None:
        self._forget(key, computation)
        if not computation.task.cancelled():
            computation.task.exception()  # seen, even if everybody has left

    def _forget(self, key: VoiceKey, computation: _Computation) -> None:
        if self._computations.get(key) is computation:
            del self._computations[key]

    def _keep(self, key: VoiceKey, voice: Voice) -> None:
        self.nbytes += voice.nbytes - (self._voices[key].nbytes if key in self._voices else 0)
        self._voices[key] = voice
        while len(self._voices) > self._most_entries or self.nbytes > self._most_bytes:
            _, dropped = self._voices.popitem(last=False)
            self.nbytes -= dropped.nbytes


@dataclass(eq=False)
class _Computation:
    task: asyncio.Task[Voice]
    waiting: int = 0
