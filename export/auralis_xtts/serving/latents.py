"""Memory in which the engine's process leaves the latents, and the decoder picks them up.

The memory belongs to an anonymous file (memfd), which other processes open by the path
`/proc/<process>/fd/<number>`.  It has no name in /dev/shm or anywhere else, so nothing of it can be left
behind, however the processes end.  Pages that are never written cost nothing.
"""

from __future__ import annotations

import asyncio
import mmap
import os
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXTRA_ARGUMENT = "auralis_latents"
"""Key in vLLM's `SamplingParams.extra_args` under which a request carries `LatentPool.address`."""


@dataclass(frozen=True)
class SharedRows:
    """One slot as the engine's process sees it: `steps` rows of `width` float32."""

    rows: NDArray[np.float32]

    @classmethod
    def at(cls, path: str, slots: int, steps: int, width: int, slot: int) -> SharedRows:
        """Open a slot by its address."""
        return cls(_map(path, slots, steps, width)[slot])

    def write(self, step: int, row: NDArray[np.float32]) -> None:
        """Leave the latent of code `step`; a step beyond the slot is dropped, as its code will be."""
        if step < len(self.rows):
            self.rows[step] = row


@lru_cache(maxsize=8)
def _map(path: str, slots: int, steps: int, width: int) -> NDArray[np.float32]:
    with open(path, "r+b") as file:
        return _as_rows(mmap.mmap(file.fileno(), slots * steps * width * 4), slots, steps, width)


def _as_rows(memory: mmap.mmap, slots: int, steps: int, width: int) -> NDArray[np.float32]:
    return np.frombuffer(memory, dtype=np.float32).reshape(slots, steps, width)


class LatentPool:
    """Slots of shared memory, one for each running request; who finds none free waits in line.

    A slot may be given back as soon as the engine has been *sent* the word that its request is over: the
    engine takes messages in order and steps in order, so whatever the old request still writes, it writes
    before the slot's next request writes that row.
    """

    def __init__(self, slots: int, steps: int, width: int) -> None:
        self._shape = (slots, steps, width)
        self._file = os.memfd_create("auralis-latents")
        os.ftruncate(self._file, slots * steps * width * 4)
        self._rows = _as_rows(mmap.mmap(self._file, 0), *self._shape)
        self._free = list(range(slots))
        self._line: deque[asyncio.Future[int | None]] = deque()

    @property
    def waiting(self) -> int:
        """How many tickets have no slot yet."""
        return sum(not ticket.done() for ticket in self._line)

    def acquire(self) -> asyncio.Future[int | None]:
        """Return a ticket that resolves to a slot's number, or to None once it was withdrawn."""
        ticket: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._line.append(ticket)
        self._serve()
        return ticket

    @staticmethod
    def withdraw(ticket: asyncio.Future[int | None]) -> bool:
        """Leave the line.  Returns False if the ticket has a slot already."""
        if ticket.done():
            return False
        ticket.set_result(None)
        return True

    def release(self, ticket: asyncio.Future[int | None]) -> None:
        """Give back what the ticket holds, be it a slot or a place in the line."""
        if self.withdraw(ticket) or ticket.cancelled():
            return
        slot = ticket.result()
        if slot is not None:
            self._free.append(slot)
            self._serve()

    def _serve(self) -> None:
        while self._free and self._line:
            ticket = self._line.popleft()
            if not ticket.done():
                ticket.set_result(self._free.pop())

    def address(self, slot: int) -> dict[str, Any]:
        """Return what `SharedRows.at` opens the slot by, in another process of this user."""
        slots, steps, width = self._shape
        path = f"/proc/{os.getpid()}/fd/{self._file}"
        return {"path": path, "slots": slots, "steps": steps, "width": width, "slot": slot}

    def read(self, slot: int, first: int, last: int) -> NDArray[np.float32]:
        """Return a copy of rows [first, last) of a slot, [last - first, width]."""
        return self._rows[slot, first:last].copy()

    def close(self) -> None:
        """Let go of the memory; it is gone once the engine's process is, too."""
        os.close(self._file)
        self._rows = np.empty((0, 0, 0), dtype=np.float32)
