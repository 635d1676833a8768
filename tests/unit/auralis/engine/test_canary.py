"""The canary against the double, with parts that can be made to fail."""

import asyncio
from collections.abc import AsyncGenerator

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.engine import canary
from auralis.engine.base import AudioChunk, SpeechInput
from auralis.engine.fake import FakeEngine
from auralis.errors import DeadlineExceededError, EngineError, EngineUnavailableError

PARTS = ("xtts_style", "xtts_speaker", "xtts_gpt", "xtts_vocoder")


class Parts(FakeEngine):
    """An engine of four parts; those in `dead` fail, as `how` says, until they are reloaded."""

    def __init__(self, *dead: str, how: Exception | None = None) -> None:
        super().__init__()
        self.dead = set(dead)
        self.how = how or EngineError("broken")
        self.windows = 0
        self.busy = False
        self.reloaded: list[str] = []

    def _try(self, *parts: str) -> None:
        if self.dead.intersection(parts):
            raise self.how

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        self._try("xtts_style")
        return await super().condition(audio, release)

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        self._try("xtts_speaker")
        return await super().embed_speaker(audio, release)

    async def synthesize(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
        self.windows += self.busy
        self._try("xtts_gpt", "xtts_vocoder")
        async for chunk in super().synthesize(speech):
            yield chunk

    async def decode(self, speech: SpeechInput) -> None:
        self._try("xtts_gpt")

    async def reload(self, model: str) -> None:
        self.reloaded.append(model)
        self.dead.discard(model)


async def test_a_healthy_engine_passes() -> None:
    await canary.check(Parts(), 5)


@pytest.mark.parametrize("part", PARTS)
async def test_the_dead_part_is_named(part: str) -> None:
    with pytest.raises(EngineUnavailableError, match="broken") as caught:
        await canary.check(Parts(part), 5)
    assert caught.value.part == part


async def test_a_part_that_never_answers_is_named() -> None:
    engine = Parts()
    engine._gate = asyncio.Semaphore(0)
    engine.decode = lambda speech: asyncio.Event().wait()  # type: ignore[assignment,method-assign,return-value]
    with pytest.raises(EngineUnavailableError, match="does not answer") as caught:
        await canary.check(engine, 0.01)
    assert caught.value.part == "xtts_gpt"


async def test_an_engine_that_serves_others_is_busy_and_not_dead() -> None:
    engine = Parts("xtts_gpt", how=DeadlineExceededError("late"))
    engine.busy = True
    await canary.check(engine, 5)


async def test_every_dead_part_is_reloaded_once() -> None:
    engine = Parts("xtts_gpt", "xtts_style")
    await canary.recover(engine, 5)
    assert engine.reloaded == ["xtts_style", "xtts_gpt"]


async def test_a_server_that_is_away_is_not_reloaded() -> None:
    engine = Parts("xtts_style", how=EngineUnavailableError("cannot be reached"))
    with pytest.raises(EngineUnavailableError, match="cannot be reached"):
        await canary.recover(engine, 5)
    assert engine.reloaded == []


async def test_a_part_that_stays_dead_is_given_up() -> None:
    engine = Parts("xtts_vocoder")

    async def in_vain(model: str) -> None:
        engine.reloaded.append(model)

    engine.reload = in_vain  # type: ignore[method-assign]
    with pytest.raises(EngineUnavailableError):
        await canary.recover(engine, 5)
    assert engine.reloaded == ["xtts_vocoder"] * canary.RELOADS
