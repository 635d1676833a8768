"""How much of a body is taken, and how long a request may last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auralis.errors import DeadlineExceededError
from auralis.server.errors import answer
from auralis.server.middleware import cut_off

log = structlog.get_logger(__name__)

_CLOCK = "deadline"


class BodyLimit:
    """Refuses a body above `most` bytes with 413, as soon as that is known.

    Of all bodies under way together, `most_held` bytes are taken; what is beyond is refused with 429.
    """

    def __init__(self, app: ASGIApp, most: int, most_held: int) -> None:
        self._app = app
        self._most = most
        self._most_held = most_held
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        length = int(announced[:20]) if announced[:20].isdecimal() else 0
        received = 0

        async def receiving() -> Message:
            nonlocal received
            message = await receive()
            received += (size := len(message.get("body", b"")))
            self._held += size
            if max(received, length) > self._most:
                raise HTTPException(413, f"the body is larger than {self._most} bytes")
            if self._held > self._most_held:
                raise HTTPException(429, "too many large requests are under way; try again in a moment")
            return message

        try:
            await self._app(scope, receiving, send)
        finally:
            self._held -= received


class Deadline:
    """Ends a request that is not done after `seconds`: with 504, or by cutting off the answer.

    An answer that can say so itself takes its time from `telling_deadline`.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as clock:
                scope[_CLOCK] = clock
                await self._app(scope, receive, sending)
        except TimeoutError:
            if not clock.expired():
                raise
            if begun:
                cut_off(scope)
                log.warning("a request took too long and was cut off", seconds=self._seconds)
                return
            await answer(_passed())(scope, receive, send)


@asynccontextmanager
async def telling_deadline(scope: Scope) -> AsyncIterator[None]:
    """Raise DeadlineExceededError here when the request's deadline passes: the answer ends as it sees fit.

    Nothing cuts it off any more, before this is left or after it.
    """
    clock: asyncio.Timeout | None = scope.get(_CLOCK)
    if clock is None:
        yield
        return
    until = clock.when()
    clock.reschedule(None)
    try:
        async with asyncio.timeout_at(until) as own:
            yield
    except TimeoutError:
        if not own.expired():
            raise
        raise _passed() from None


def _passed() -> DeadlineExceededError:
    return DeadlineExceededError("the request took longer than a request may")
