from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.tail import Tail
from auralis.engine.base import AudioChunk
from auralis.engine.ending import ended
from auralis.text.syllables import syllables
from auralis_xtts.contract import FinishReason

RATE = 24_000


class Source:
    """Chunks of half a second of some sound; the codes are their numbers."""

    def __init__(self, sound: NDArray[np.float32]) -> None:
        self.parts = np.array_split(sound, len(sound) // (RATE // 2))
        self.given = 0

    async def chunks(self) -> AsyncGenerator[AudioChunk, None]:
        for number, part in enumerate(self.parts):
            self.given += 1
            last = number == len(self.parts) - 1
            reason = FinishReason.LENGTH if last else FinishReason.RUNNING
            yield AudioChunk(part, np.array([number], np.int32), number, reason)


@pytest.mark.parametrize(("seconds", "reason"), [(0.0, FinishReason.LENGTH), (9.0, FinishReason.STOP)])
async def test_decoding_ends_with_the_last_word(
    oracle_reference: Path, seconds: float, reason: FinishReason
) -> None:
    speech = decode(oracle_reference.read_bytes(), 8.0).samples[round(5.7 * RATE) :]
    source = Source(np.concatenate([speech, np.zeros(round(seconds * RATE), np.float32)]))
    tail = Tail(syllables("It is easy to tell the depth of a well.", "en"))
    heard = [chunk async for chunk in ended(source.chunks(), tail)]
    assert [int(chunk.codes[0]) for chunk in heard] == list(range(source.given))
    assert source.given <= 9
    assert [chunk.finish_reason for chunk in heard[:-1]] == [FinishReason.RUNNING] * (len(heard) - 1)
    assert heard[-1].finish_reason == reason
    samples = np.concatenate([chunk.samples for chunk in heard])
    assert np.array_equal(samples[: 2 * RATE], speech[: 2 * RATE])
