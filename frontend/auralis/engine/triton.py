"""The engine behind Triton's gRPC interface."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator

import numpy as np
import structlog
from numpy.typing import NDArray

from auralis.engine import canary
from auralis.engine.base import AudioChunk, Latents, SpeechInput
from auralis.engine.connection import Connection, Deadlines
from auralis.engine.messages import answered, described, finish_reason, given, request, speech_inputs
from auralis.engine.watch import Watch
from auralis.errors import DeadlineExceededError, EngineError, EngineUnavailableError, NotFoundError
from auralis_xtts import contract
from auralis_xtts.contract import Parameter, Release

log = structlog.get_logger(__name__)

ENSEMBLES = re.compile(rf"{contract.ENSEMBLE.name}(_v(?P<release>\d+))?")


class TritonEngine:
    """`Engine` on the Triton whose gRPC port is at `url` (host:port).  Make it inside the event loop.

    It connects by itself, and again whenever Triton comes back.
    """

    def __init__(self, url: str, deadlines: Deadlines | None = None) -> None:
        self._deadlines = deadlines or Deadlines()
        self._described: dict[int, Release] = {}
        self._connection = Connection(url, self._deadlines, self._described.clear)
        self._watch = Watch(self._connection, self._deadlines)
        self._withdrawn: set[str] = set()
        self._recovering = asyncio.Lock()
        self.windows = 0
        """Windows of audio that have arrived so far."""

    async def releases(self) -> tuple[int, ...]:
        ready, promoted = await asyncio.gather(self._connection.ready_models(), self._promoted())
        pins = filter(None, map(ENSEMBLES.fullmatch, ready))
        pinned = {int(match["release"]) for match in pins if match["release"]}
        return (promoted, *sorted(pinned - {promoted}))

    async def describe(self, release: int) -> Release:
        if release not in self._described:
            if release not in await self.releases():
                raise NotFoundError(f"release {release} is not served", param="model")
            answers = await self._connection.control(release, {Parameter.DESCRIBE: True})
            self._described[release] = described(answers)
        return self._described[release]

    async def synthesize(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
        utterance = self._watch.start(speech)
        try:
            while not utterance.over:
                try:
                    async with asyncio.timeout(self._deadlines.window):
                        chunk = await utterance.next()
                except TimeoutError:
                    raise DeadlineExceededError("the next window of audio did not come in time") from None
                self.windows += 1
                yield chunk
                self._watch.acknowledge(speech, utterance, chunk.sequence)
        finally:
            # Never waits: the listener may be in the middle of being cancelled.
            self._watch.leave(speech, utterance)

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        return await self._encode(contract.STYLE, audio, release)

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        return await self._encode(contract.SPEAKER, audio, release)

    async def speaker(self, name: str, release: int) -> Latents:
        if name not in (await self.describe(release)).speakers:
            raise NotFoundError(f"release {release} has no speaker {name!r}", param="voice")
        answers = await self._connection.control(release, {Parameter.SPEAKER: name})
        if not answers:
            raise EngineError(f"{contract.GPT.name} did not answer with the speaker {name!r}")
        finish_reason(answers[0])
        return Latents(
            answered(answers[0], contract.LATENTS)[0], answered(answers[0], contract.SPEAKER_EMBEDDING)[0]
        )

    async def check(self) -> None:
        await canary.check(self, self._deadlines.probe)

    async def recover(self) -> None:
        async with self._recovering:
            await canary.recover(self, self._deadlines.probe)

    async def close(self) -> None:
        self._watch.leave_all()
        try:
            async with asyncio.timeout(self._deadlines.drain):
                while pending := self._watch.errands | self._connection.streams:
                    await asyncio.wait(pending)
        except TimeoutError:
            log.error("streams did not end in time", streams=len(self._connection.streams))
        await self._connection.close()

    async def decode(self, speech: SpeechInput) -> None:
        asked = request(contract.GPT.name, speech.release, inputs=speech_inputs(speech))
        for answer in await self._connection.answers(asked, self._deadlines.answer):
            finish_reason(answer)

    async def reload(self, model: str) -> None:
        """Unload `model`, which Triton takes for ready, and load it again with the ensembles that go with it.

        Raises EngineUnavailableError for a model that somebody else is loading, or has taken out of service.
        """
        ready = await self._connection.ready_models()
        if model in ready:
            self._withdrawn |= {model} | {name for name in ready if ENSEMBLES.fullmatch(name)}
            await self._connection.unload(model)
        elif model not in self._withdrawn:
            raise EngineUnavailableError(f"{model} is not loaded", model)
        self._described.clear()
        for name in (model, *sorted(self._withdrawn - {model})):
            await self._connection.load(name)
            self._withdrawn.discard(name)

    async def _promoted(self) -> int:
        """Return the release that the ensemble `xtts` pins."""
        pins = await self._connection.pinned(contract.ENSEMBLE.name)
        if len(pins) != 1:
            raise EngineError(f"the steps of {contract.ENSEMBLE.name} pin different releases: {sorted(pins)}")
        return pins.pop()

    async def _encode(
        self, model: contract.Model, audio: NDArray[np.float32], release: int
    ) -> NDArray[np.float32]:
        inputs = [given(model.inputs[0], np.ascontiguousarray(audio, np.float32))]
        return answered(await self._connection.infer(model.name, release, inputs), model.outputs[0])
