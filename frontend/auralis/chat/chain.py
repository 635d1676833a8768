"""An LLM's answer and the speech of it, overlapped: text passes at once, sound as soon as it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auralis.chat.chunker import Chunker
from auralis.chat.completion import Document, text
from auralis.chat.speakable import Speakable
from auralis.engine.base import AudioChunk
from auralis.errors import TooLargeError

MOST_WAITING = 16
"""Events that wait for the client; beyond that, the LLM and the engine wait, too."""

Speak = Callable[[AsyncIterator[str]], AsyncGenerator[AudioChunk, None]]


@dataclass(frozen=True)
class Said:
    """A chunk of the LLM's stream, as it came."""

    chunk: Document


@dataclass(frozen=True, eq=False)
class Sound:
    """The next samples, float32 [n] at 24 kHz."""

    samples: NDArray[np.float32]


Event = Said | Sound


class Pieces:
    """What an LLM writes -> pieces to speak, of at most `words` words; at most `longest` characters are read.

    The pieces do not depend on how the text was cut into calls.  Raises TooLargeError.
    """

    def __init__(self, words: int, longest: int) -> None:
        self._speakable = Speakable()
        self._chunker = Chunker(words)
        self._left = longest

    def feed(self, text: str) -> list[str]:
        self._left -= len(text)
        if self._left < 0:
            raise TooLargeError("the LLM's answer is too long to be spoken")
        return self._chunker.feed(self._speakable.feed(text)) if text else []

    def finish(self) -> list[str]:
        return self._chunker.feed(self._speakable.finish()) + self._chunker.finish()


class Chain:
    """The chunks of `answer`, and the sound of their text, once."""

    def __init__(self, answer: AsyncGenerator[Document, None], pieces: Pieces, speak: Speak) -> None:
        self._answer = answer
        self._pieces = pieces
        self._speak = speak
        self._waiting: asyncio.Queue[Event | Exception | None] = asyncio.Queue(MOST_WAITING)
        self._written: asyncio.Queue[str | None] = asyncio.Queue()

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield what there is for the client.

        Raises what the answer, the speech or `Pieces` raise, at once; whatever ends this ends both.
        """
        tasks = [asyncio.create_task(self._reported(work)) for work in (self._read, self._talk)]
        try:
            running = len(tasks)
            while running:
                event = await self._waiting.get()
                if isinstance(event, Exception):
                    raise event
                if event is None:
                    running -= 1
                else:
                    yield event
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> None:
        async with aclosing(self._answer) as chunks:
            async for chunk in chunks:
                await self._waiting.put(Said(chunk))
                self._write(self._pieces.feed(_text(chunk)))
        self._write([*self._pieces.finish(), None])

    async def _talk(self) -> None:
        async with aclosing(self._speak(_until_none(self._written))) as chunks:
            async for chunk in chunks:
                if len(chunk.samples):
                    await self._waiting.put(Sound(chunk.samples))

    def _write(self, pieces: Iterable[str | None]) -> None:
        for piece in pieces:
            self._written.put_nowait(piece)

    async def _reported(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except Exception as error:
            await self._waiting.put(error)
            raise
        await self._waiting.put(None)


def _text(chunk: Document) -> str:
    return "".join(text(choice["delta"]) for choice in chunk["choices"][:1])


async def _until_none(queue: asyncio.Queue[str | None]) -> AsyncGenerator[str, None]:
    while (piece := await queue.get()) is not None:
        yield piece
