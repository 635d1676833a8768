"""One utterance on its way from the engine: read by a task of its own, whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from auralis.engine.base import AudioChunk
from auralis.errors import AuralisError, EngineError
from auralis_xtts.contract import FinishReason


class Utterance:
    """Reads `answers` to their end in `task`, so that a listener who leaves never interrupts the reading.

    An answer is the next chunk, or what went wrong.  After `left` is set, answers are dropped as they come.
    """

    def __init__(self, answers: AsyncIterator[AudioChunk | AuralisError]) -> None:
        self._queue: asyncio.Queue[AudioChunk | AuralisError] = asyncio.Queue()
        self.left = False
        self.over = False
        """The last chunk has been taken."""
        self.task = asyncio.create_task(self._read(answers))

    async def next(self) -> AudioChunk:
        """Return the next chunk; raises what went wrong in its place."""
        answer = await self._queue.get()
        if isinstance(answer, AuralisError):
            raise answer
        self.over = answer.finish_reason != FinishReason.RUNNING
        if answer.finish_reason == FinishReason.CANCELLED:
            raise EngineError("the decoder ended this utterance: nobody took its audio for too long")
        return answer

    async def _read(self, answers: AsyncIterator[AudioChunk | AuralisError]) -> None:
        try:
            async for answer in answers:
                if not self.left:
                    self._queue.put_nowait(answer)
        finally:
            # Read only by a listener who has not seen the last chunk.
            self._queue.put_nowait(EngineError("the stream ended before the last window of the utterance"))
