"""Whether the engine answers: asked at most every few seconds, and revived when it does not."""

from __future__ import annotations

import asyncio
import time

import structlog

from auralis.engine.base import Engine
from auralis.errors import AuralisError

log = structlog.get_logger(__name__)


class Readiness:
    """The engine's canary, run once for all who ask within `seconds`.  Make it inside the event loop."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        self._engine = engine
        self._seconds = seconds
        self._answered = -seconds
        self._failure: AuralisError | None = None
        self._checking: asyncio.Task[None] | None = None
        self._recovering: asyncio.Task[None] | None = None

    async def check(self) -> None:
        """Return if the engine answers; raises what is wrong, and has it revived in the background."""
        if time.monotonic() - self._answered >= self._seconds:
            await asyncio.shield(self._check_soon())
        if self._failure is not None:
            raise self._failure

    def suspect(self) -> None:
        """Look at the engine in the background, since a request of it has failed."""
        self._check_soon()

    async def close(self) -> None:
        tasks = [task for task in (self._checking, self._recovering) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _check_soon(self) -> asyncio.Task[None]:
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check())
        return self._checking

    async def _check(self) -> None:
        try:
            await self._engine.check()
            failure = None
        except AuralisError as error:
            failure = error
            if str(error) != str(self._failure):  # or else it has been said
                log.warning("the engine is not ready", reason=error.message)
            self._recover_soon()
        self._failure, self._answered = failure, time.monotonic()

    def _recover_soon(self) -> None:
        if self._recovering is None or self._recovering.done():
            self._recovering = asyncio.create_task(self._recover())

    async def _recover(self) -> None:
        try:
            await self._engine.recover()
            log.warning("the engine answers again")
        except AuralisError as error:
            log.info("the engine could not be revived from here", reason=error.message)
        self._answered = -self._seconds
