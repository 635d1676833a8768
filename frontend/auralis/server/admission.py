"""The door: so many requests at work, so many waiting, the rest sent away."""

from __future__ import annotations

import asyncio
from types import TracebackType

from auralis.errors import OverloadedError


class Admission:
    """`async with admission:` takes one of `places`, after waiting among at most `waiting` for it.

    Raises OverloadedError when both are taken.
    """

    def __init__(self, places: int, waiting: int, retry_after: float = 1.0) -> None:
        self._places = asyncio.Semaphore(places)
        self._most_waiting = waiting
        self._waiting = 0
        self._retry_after = retry_after

    async def __aenter__(self) -> None:
        if self._places.locked() and self._waiting >= self._most_waiting:
            raise OverloadedError("every place is taken; try again in a moment", self._retry_after)
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._places.release()
