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
        self._places = places
        self._most_waiting = waiting
        self._retry_after = retry_after
        self._line: list[asyncio.Future[None]] = []
        self._ahead: list[asyncio.Future[None]] = []
        self.at_work = 0

    @property
    def waiting(self) -> int:
        return sum(not called.done() for called in (*self._ahead, *self._line))

    def check(self) -> None:
        """Raise OverloadedError if whoever comes now would be sent away."""
        if self.at_work >= self._places and self.waiting >= self._most_waiting:
            raise OverloadedError("every place is taken; try again in a moment", self._retry_after)

    async def take(self, *, ahead: bool = False) -> None:
        """Take a place, however long that takes; `ahead` of those who wait without it.  Then `leave`."""
        if self.at_work < self._places:  # nobody waits then
            self.at_work += 1
            return
        line = self._ahead if ahead else self._line
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():
                self.leave()  # it was called, and has gone
            raise
        finally:
            line.remove(called)

    def leave(self) -> None:
        """Pass a place on to who is next."""
        for called in (*self._ahead, *self._line):
            if not called.done():
                called.set_result(None)
                return
        self.at_work -= 1

    async def __aenter__(self) -> None:
        self.check()
        await self.take()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


class Turns:
    """Has a place of `admission` while it is entered, as often and as often at once as one likes.

    The first time it waits behind all others, and later ahead of those who are new.  It is never sent away.
    """

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._entered = 0
        self._known = False

    async def __aenter__(self) -> None:
        if not self._entered:
            await self._admission.take(ahead=self._known)
        self._known = True
        self._entered += 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered -= 1
        if not self._entered:
            self._admission.leave()
