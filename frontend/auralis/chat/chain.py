"""An LLM's answer and the speech of it, overlapped: text passes at once, sound as soon as it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
from typing import Any

from auralis.chat.completion import Document, text
from auralis.chat.speakable import Speakable
from auralis.errors import TooLargeError
from auralis.text.chunker import Chunker

MOST_WAITING = 16
"""Events of each kind that wait for the client; beyond that, the LLM or the engine waits, too."""

Speak = Callable[[AsyncIterator[str]], AsyncGenerator[str, None]]
"""Turns pieces of text into sound as the client gets it, in base64."""


@dataclass(frozen=True)
class Said:
    """A chunk of the LLM's stream, as it came."""

    chunk: Document


@dataclass(frozen=True)
class Sound:
    """The next of the sound, in base64."""

    data: str


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
        self._outbox = _Outbox()
        self._written: asyncio.Queue[str | None] = asyncio.Queue()

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield what there is for the client; a chunk overtakes sound that waits.

        Raises what the answer, the speech or `Pieces` raise, at once; whatever ends this ends both.
        """
        tasks = [asyncio.create_task(self._reported(work)) for work in (self._read, self._talk)]
        try:
            running = len(tasks)
            while running:
                event = await self._outbox.get()
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
                await self._outbox.put(Said(chunk))
                self._write(self._pieces.feed(_text(chunk)))
        self._write([*self._pieces.finish(), None])

    async def _talk(self) -> None:
        async with aclosing(self._speak(_until_none(self._written))) as datas:
            async for data in datas:
                await self._outbox.put(Sound(data))

    def _write(self, pieces: Iterable[str | None]) -> None:
        for piece in pieces:
            self._written.put_nowait(piece)

    async def _reported(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except Exception as error:
            self._outbox.end(error)
            raise
        self._outbox.end(None)


class _Outbox:
    """What waits for the client: failures first, then chunks, sound, and that somebody is done."""

    def __init__(self) -> None:
        self._waiting: asyncio.PriorityQueue[tuple[int, int, Event | Exception | None]] = (
            asyncio.PriorityQueue()
        )
        self._places = {kind: asyncio.Semaphore(MOST_WAITING) for kind in (Said, Sound)}
        self._number = count()

    async def put(self, event: Event) -> None:
        """Let `event` wait, once there is a place."""
        await self._places[type(event)].acquire()
        self._put(1 if isinstance(event, Said) else 2, event)

    def end(self, failure: Exception | None) -> None:
        self._put(3 if failure is None else 0, failure)

    async def get(self) -> Event | Exception | None:
        """Return the next event, a failure, or None for each that is done."""
        *_, event = await self._waiting.get()
        if isinstance(event, Said | Sound):
            self._places[type(event)].release()
        return event

    def _put(self, rank: int, event: Event | Exception | None) -> None:
        self._waiting.put_nowait((rank, next(self._number), event))


def _text(chunk: Document) -> str:
    return "".join(text(choice["delta"]) for choice in chunk["choices"][:1])


async def _until_none(queue: asyncio.Queue[str | None]) -> AsyncGenerator[str, None]:
    while (piece := await queue.get()) is not None:
        yield piece
