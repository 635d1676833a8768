"""An event loop in a thread of its own, and the ways in and out of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

from auralis.errors import EngineUnavailableError

T = TypeVar("T")

_END: Any = object()


class Background:
    """Runs coroutines for any thread and any event loop, until it is stopped.

    Cancelling a call, from wherever, cancels the coroutine.
    """

    def __init__(self, name: str) -> None:
        self.loop: asyncio.AbstractEventLoop
        self.stopped = False
        """It takes no more work."""
        self.ended: Future[None] = Future()
        """Has a result when nothing runs any more."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name=name, daemon=True)
        self._thread.start()
        ready.wait()

    @property
    def inside(self) -> bool:
        """Whether this is asked from the loop's own thread."""
        return threading.current_thread() is self._thread

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin `work`; raises EngineUnavailableError once the loop has been stopped."""
        if self.stopped:
            work.close()
            raise EngineUnavailableError("it has been shut down")
        return submit_to(self.loop, work)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns, and wait for it, whatever this thread's own loop does meanwhile."""
        if self.inside:
            work.close()
            raise RuntimeError("this would wait for itself: await it instead")
        future = self.submit(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns, from any event loop."""
        return await (work if self.inside else asyncio.wrap_future(self.submit(work)))

    def stop(self) -> None:
        """End what still runs, then the thread."""
        if not self.stopped:
            self.stopped = True
            self.loop.call_soon_threadsafe(self._stop.set)

    def join(self) -> None:
        """Wait for the thread's end, unless this is it."""
        if not self.inside:
            self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        async def until_stopped() -> None:
            self.loop = asyncio.get_running_loop()
            self._stop = asyncio.Event()
            ready.set()
            await self._stop.wait()
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            for task in rest:
                if not task.cancelling():  # what is tidying up already is left to it
                    task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

        try:
            asyncio.run(until_stopped())  # at its end, tasks, generators and threads of the loop are ended
        finally:
            self.ended.set_result(None)


def submit_to(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> Future[T]:
    """Begin `work` in `loop`; raises EngineUnavailableError if that is closed."""
    try:
        return asyncio.run_coroutine_threadsafe(work, loop)
    except RuntimeError:
        work.close()
        raise EngineUnavailableError("the event loop in which it was begun has ended") from None


class Stream(Generic[T]):
    """The items of an async iterator that lives in one loop, taken from another one, or from a thread.

    They are made when they are asked for.  Leaving early closes the iterator where it lives.
    `submit` begins a coroutine there.
    """

    def __init__(
        self, items: AsyncIterator[T], submit: Callable[[Coroutine[Any, Any, Any]], Future[Any]]
    ) -> None:
        self._items = items
        self._submit = submit
        self._turn = asyncio.Lock()
        self._asking: asyncio.Task[Any] | None = None
        self._aborted = False

    async def local(self) -> AsyncGenerator[T, None]:
        """Yield the items where the iterator lives."""
        try:
            while (item := await self._next()) is not _END:
                yield item
        finally:
            await self.close()

    async def taken(self, *, patient: bool = True) -> AsyncGenerator[T, None]:
        """Yield the items in the event loop that this runs in.

        `patient`: who leaves waits until the iterator has been closed.
        """
        try:
            while (item := await asyncio.wrap_future(self._submit(self._next()))) is not _END:
                yield item
        finally:
            with suppress(EngineUnavailableError):
                closed = self._submit(self.close())
                if patient:
                    await asyncio.wrap_future(closed)

    def blocking(self, background: Background) -> Generator[T, None, None]:
        """Yield the items in this thread; `background` is where they are made."""
        try:
            while (item := background.run(self._next())) is not _END:
                yield item
        finally:
            with suppress(EngineUnavailableError):
                closed = self._submit(self.close())
                # A generator that nobody holds any more may be collected in any thread.
                if not background.inside:
                    closed.result()

    async def close(self) -> None:
        """Close the iterator once nobody asks for its next item; call it where the iterator lives."""
        async with self._turn:
            if isinstance(self._items, AsyncGenerator):
                await self._items.aclose()

    async def abort(self) -> None:
        """Close the iterator, even if somebody waits for an item: who does gets EngineUnavailableError."""
        self._aborted = True
        if self._asking is not None:
            self._asking.cancel()
        await self.close()

    async def _next(self) -> T:
        async with self._turn:
            self._asking = asyncio.current_task()
            try:
                return await anext(self._items, _END)
            except asyncio.CancelledError:
                if self._aborted:
                    raise EngineUnavailableError("it was shut down while this was spoken") from None
                raise
            finally:
                self._asking = None
