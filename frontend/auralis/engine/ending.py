"""The utterances of an engine, ended after the last word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import numpy as np

from auralis.audio.tail import Tail
from auralis.engine.base import AudioChunk
from auralis_xtts.contract import FinishReason


async def ended(chunks: AsyncGenerator[AudioChunk, None], tail: Tail) -> AsyncGenerator[AudioChunk, None]:
    """Yield the chunks of one utterance with what `tail` leaves of their samples; some may have none.

    Once all has been said the decoding is ended, and the last chunk says that the utterance stopped.
    """
    async with aclosing(chunks):
        async for chunk in chunks:
            # 4 ms for 1.5 s of sound, in which no text of a chat would leave.
            samples = await asyncio.to_thread(tail.push, chunk.samples, chunk.codes.tolist())
            reason = chunk.finish_reason
            if reason != FinishReason.RUNNING:
                samples = np.concatenate([samples, tail.finish()])
            elif tail.ended:
                reason = FinishReason.STOP
            yield replace(chunk, samples=samples, finish_reason=reason)
            if tail.ended:
                return
