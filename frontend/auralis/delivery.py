"""How the parts of a script sound: the silence before an utterance, and the utterance at its rate."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import numpy as np

from auralis.audio.speed import Tempo
from auralis.engine.base import AudioChunk
from auralis.script import Part
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

AT_ONCE = OUTPUT_SAMPLE_RATE
"""Samples of silence in a chunk, at most."""


def pause_samples(seconds: float) -> int:
    """Return how many samples a pause lasts."""
    return round(seconds * OUTPUT_SAMPLE_RATE)


async def silence(seconds: float) -> AsyncGenerator[AudioChunk, None]:
    """Yield silence in chunks without codes."""
    left = pause_samples(seconds)
    sequence = 0
    while left > 0:
        yield AudioChunk(np.zeros(min(left, AT_ONCE), np.float32), np.zeros(0, np.int32), sequence)
        left -= AT_ONCE
        sequence += 1


async def spoken(part: Part, chunks: AsyncGenerator[AudioChunk, None]) -> AsyncGenerator[AudioChunk, None]:
    """Yield the sound of a part; `chunks` are those of its utterance, of which the first is fetched first."""
    async with aclosing(_at_rate(chunks, part.rate) if part.rate != 1.0 else chunks) as sound:
        first = await anext(sound)
        async for chunk in silence(part.pause):
            yield chunk
        yield first
        async for chunk in sound:
            yield chunk


async def _at_rate(chunks: AsyncGenerator[AudioChunk, None], rate: float) -> AsyncGenerator[AudioChunk, None]:
    tempo = Tempo(rate, OUTPUT_SAMPLE_RATE)
    async with aclosing(chunks):
        async for chunk in chunks:
            samples = tempo.change(chunk.samples)
            if chunk.finish_reason:
                samples = np.concatenate([samples, tempo.finish()])
            yield replace(chunk, samples=samples)
