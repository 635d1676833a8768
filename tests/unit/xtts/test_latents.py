"""The memory that latents go through, and the line for its slots."""

import asyncio

import numpy as np

from auralis_xtts.serving.latents import LatentPool, SharedRows


async def test_what_is_written_at_an_address_is_read_from_its_slot_and_no_other() -> None:
    pool = LatentPool(slots=2, steps=3, width=4)
    first, second = (SharedRows.at(**pool.address(slot)) for slot in (0, 1))
    first.write(1, np.arange(4, dtype=np.float32))
    second.write(3, np.ones(4, dtype=np.float32))  # beyond the slot: dropped, and nobody else's
    np.testing.assert_array_equal(pool.read(0, 0, 3), [[0, 0, 0, 0], [0, 1, 2, 3], [0, 0, 0, 0]])
    np.testing.assert_array_equal(pool.read(1, 0, 3), np.zeros((3, 4)))
    rows = pool.read(0, 1, 2)
    first.write(1, np.zeros(4, dtype=np.float32))
    assert rows.sum() == 6  # a copy
    pool.close()


async def test_slots_go_round_in_order_whatever_way_a_ticket_ends() -> None:
    pool = LatentPool(slots=1, steps=1, width=1)
    holder, withdrawn, cancelled, last = (pool.acquire() for _ in range(4))
    assert holder.result() == 0
    assert pool.waiting == 3
    assert pool.withdraw(withdrawn)
    assert await withdrawn is None
    cancelled.cancel()
    assert pool.waiting == 1
    for ticket in (withdrawn, cancelled):  # neither holds a slot to give back
        pool.release(ticket)
    assert not last.done()
    assert not pool.withdraw(holder)
    pool.release(holder)
    async with asyncio.timeout(1):
        assert await last == 0
    pool.close()


async def test_releasing_a_ticket_in_the_line_leaves_the_line() -> None:
    pool = LatentPool(slots=1, steps=1, width=1)
    holder, leaver, last = (pool.acquire() for _ in range(3))
    pool.release(leaver)
    pool.release(holder)
    async with asyncio.timeout(1):
        assert await last == 0
    pool.close()
