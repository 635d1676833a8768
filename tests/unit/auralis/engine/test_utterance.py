import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from auralis.engine.base import AudioChunk
from auralis.engine.utterance import Utterance
from auralis.errors import AuralisError, EngineError, EngineUnavailableError
from auralis_xtts.contract import FinishReason


def chunk(sequence: int, reason: FinishReason = FinishReason.RUNNING) -> AudioChunk:
    return AudioChunk(np.zeros(1, np.float32), np.zeros(1, np.int32), sequence, reason)


async def answers(*items: AudioChunk | AuralisError) -> AsyncIterator[AudioChunk | AuralisError]:
    for item in items:
        yield item


async def test_chunks_are_handed_over_until_the_last() -> None:
    utterance = Utterance(answers(chunk(0), chunk(1, FinishReason.STOP)))
    assert (await utterance.next()).sequence == 0
    assert not utterance.over
    assert (await utterance.next()).sequence == 1
    assert utterance.over


async def test_an_error_is_raised_in_its_place() -> None:
    utterance = Utterance(answers(chunk(0), EngineUnavailableError("gone")))
    await utterance.next()
    with pytest.raises(EngineUnavailableError, match="gone"):
        await utterance.next()
    assert not utterance.over


async def test_a_stream_that_just_ends_is_an_error() -> None:
    utterance = Utterance(answers(chunk(0)))
    await utterance.next()
    with pytest.raises(EngineError, match="before the last window"):
        await utterance.next()


async def test_an_utterance_that_the_decoder_gave_up_is_an_error() -> None:
    utterance = Utterance(answers(chunk(0, FinishReason.CANCELLED)))
    with pytest.raises(EngineError, match="nobody took"):
        await utterance.next()


async def test_a_listener_who_leaves_does_not_stop_the_reading() -> None:
    gate = asyncio.Event()
    read = []

    async def slow() -> AsyncIterator[AudioChunk | AuralisError]:
        for sequence in range(3):
            await gate.wait()
            read.append(sequence)
            yield chunk(sequence)

    utterance = Utterance(slow())
    listener = asyncio.create_task(utterance.next())
    await asyncio.sleep(0)
    listener.cancel()
    utterance.left = True
    gate.set()
    await utterance.task
    assert read == [0, 1, 2]
