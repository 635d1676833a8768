import asyncio

import pytest

from auralis.errors import OverloadedError
from auralis.server.admission import Admission, Turns


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


async def test_what_takes_turns_is_never_sent_away_and_later_goes_ahead() -> None:
    admission = Admission(places=1, waiting=1)
    turns, order = Turns(admission), []

    async def visit(name: str, place: Admission | Turns) -> None:
        async with place:
            order.append(name)

    await admission.take()
    tasks = [asyncio.create_task(visit("new", admission))]
    await asyncio.sleep(0)
    with pytest.raises(OverloadedError):
        admission.check()
    tasks.append(asyncio.create_task(visit("first turn", turns)))
    await asyncio.sleep(0)
    assert admission.waiting == 2
    admission.leave()
    await asyncio.gather(*tasks)
    assert order == ["new", "first turn"]

    await admission.take()
    tasks = [asyncio.create_task(visit(name, place)) for name, place in (("new", admission), ("turn", turns))]
    await asyncio.sleep(0)
    admission.leave()
    await asyncio.gather(*tasks)
    assert order[2:] == ["turn", "new"]
    assert (admission.at_work, admission.waiting) == (0, 0)


async def test_turns_within_a_turn_have_one_place() -> None:
    admission = Admission(places=1, waiting=0)
    turns = Turns(admission)
    async with turns:
        async with turns:
            pass
        assert admission.at_work == 1
    assert admission.at_work == 0


async def test_who_leaves_when_called_passes_the_place_on() -> None:
    admission = Admission(places=1, waiting=2)
    await admission.take()
    leaving, patient = (asyncio.create_task(admission.take()) for _ in range(2))
    await asyncio.sleep(0)
    admission.leave()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    await patient
    assert admission.at_work == 1
