import asyncio

import pytest

from auralis.errors import OverloadedError
from auralis.server.admission import Admission


async def test_places_then_waiting_then_nothing() -> None:
    admission = Admission(places=1, waiting=1)
    order: list[str] = []
    leave = asyncio.Event()

    async def visit(name: str) -> None:
        async with admission:
            order.append(name)
            await leave.wait()

    inside = asyncio.create_task(visit("inside"))
    waiting = asyncio.create_task(visit("waiting"))
    await asyncio.sleep(0)
    with pytest.raises(OverloadedError):
        await visit("refused")
    leave.set()
    await asyncio.gather(inside, waiting)
    assert order == ["inside", "waiting"]


async def test_who_gives_up_waiting_leaves_room() -> None:
    admission = Admission(places=1, waiting=1)
    async with admission:
        waiting = asyncio.create_task(admission.__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        patient = asyncio.create_task(admission.__aenter__())
        await asyncio.sleep(0)
        assert not patient.done()
    await patient
