import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from auralis.background import Background, Stream
from auralis.errors import EngineUnavailableError


async def number() -> int:
    return 7


def test_work_is_done_for_threads_until_it_is_stopped() -> None:
    background = Background("test")
    assert background.run(number()) == 7
    assert not background.inside

    async def from_within() -> None:
        with pytest.raises(RuntimeError, match="wait for itself"):
            background.run(number())
        assert await background.call(number()) == 7

    background.run(from_within())
    background.stop()
    background.stop()
    background.join()
    assert background.ended.done()
    with pytest.raises(EngineUnavailableError):
        background.run(number())


def test_what_is_cancelled_tidies_up_before_the_end() -> None:
    background, begun, tidied = Background("test"), threading.Event(), threading.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(5):
                await asyncio.sleep(0)
            tidied.set()

    for cancelled in (True, False):
        future = background.submit(work())
        begun.wait()
        if cancelled:
            future.cancel()
            tidied.wait()
            begun.clear()
            tidied.clear()
    background.stop()
    background.join()
    assert tidied.is_set()


async def test_the_items_of_a_loop_that_has_ended_are_out_of_reach() -> None:
    """Who was to be spoken to has gone; nobody waits for ever."""

    async def items() -> AsyncIterator[int]:
        yield 1

    background = Background("test")
    stream = Stream(items(), background.submit)
    taken = stream.taken()
    assert await anext(taken) == 1
    background.stop()
    background.join()
    with pytest.raises(EngineUnavailableError):
        await anext(taken)
