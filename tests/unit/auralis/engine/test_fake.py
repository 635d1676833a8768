import asyncio
from contextlib import aclosing
from dataclasses import replace

import numpy as np
import pytest

from auralis.engine.base import Engine, SpeechInput
from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, EngineUnavailableError
from engine_contract import EngineContract, spoken


@pytest.fixture
def engine() -> Engine:
    return FakeEngine()


@pytest.fixture
def speech() -> SpeechInput:
    return SpeechInput(
        "utterance",
        1,
        np.arange(10, dtype=np.int32),
        np.zeros((32, 8), np.float32),
        np.full(512, 512**-0.5, np.float32),
    )


class TestFakeEngine(EngineContract):
    """The double keeps the promises of the real one."""


async def test_an_injected_failure_comes_after_the_windows_before_it(speech: SpeechInput) -> None:
    chunks = FakeEngine(failure=EngineError("broken"), fail_after=2).synthesize(speech)
    assert [(await anext(chunks)).sequence for _ in range(2)] == [0, 1]
    with pytest.raises(EngineError, match="broken"):
        await anext(chunks)


async def test_a_failing_engine_fails_its_check_until_it_recovers() -> None:
    engine = FakeEngine(failure=EngineUnavailableError("xtts_gpt does not answer", "xtts_gpt"))
    with pytest.raises(EngineUnavailableError):
        await engine.check()
    await engine.recover()
    await engine.check()


async def test_the_gate_decides_when_sound_is_made_and_leaving_is_recorded(speech: SpeechInput) -> None:
    gate = asyncio.Semaphore(1)
    engine = FakeEngine(gate=gate)
    async with aclosing(engine.synthesize(speech)) as chunks:
        await anext(chunks)
        assert gate.locked()
        assert engine.active == ["utterance"]
    assert engine.active == []
    assert await engine.left.get() == "utterance"


async def test_what_was_asked_for_is_recorded(speech: SpeechInput) -> None:
    engine = FakeEngine()
    await spoken(engine, replace(speech, utterance_id="other"))
    assert [each.utterance_id for each in engine.spoken] == ["other"]
    assert engine.left.empty()
