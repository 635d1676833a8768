"""The door: so many requests at work, so many waiting, the rest sent away."""

from __future__ import annotations

import asyncio
from types import TracebackType

from auralis.errors import OverloadedError


class Admission:
    """`async with admission:` takes one of `places`, after waiting among at most `waiting` for it.

    Raises OverloadedError when both are taken.  `at_work` and `waiting` are how many do so now.
    """

    def __init__(self, places: int, waiting: int, retry_after: float = 1.0) -> None:
        self._places = asyncio.Semaphore(places)
        self._most_waiting = waiting
        self.at_work = 0
        self.waiting = 0
        self._retry_after = retry_after

    async def __aenter__(self) -> None:
        if self._places.locked() and self.waiting >= self._most_waiting:
            raise OverloadedError("every place is taken; try again in a moment", self._retry_after)
        self.waiting += 1
        try:
            await self._places.acquire()
        finally:
            self.waiting -= 1
        self.at_work += 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.at_work -= 1
        self._places.release()
