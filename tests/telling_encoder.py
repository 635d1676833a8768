"""An encoder of voices whose results tell what it was given."""

import asyncio

import numpy as np
from numpy.typing import NDArray


class TellingEncoder:
    """Latents [2, 3] full of the mean of the chunk, embeddings [4] full of the peak of the reference.

    `lengths` and `embedded` are the samples of each call, `most` is how many ran at the same time.  Every
    call waits for `gate` and then raises `failure`, if set; `embed_speaker` raises `deaf`, if set, as soon as
    others run.  A call that is cancelled ends when `exit` is set.
    """

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.exit = asyncio.Event()
        self.exit.set()
        self.started = asyncio.Event()
        self.failure: Exception | None = None
        self.deaf: Exception | None = None
        self.lengths: list[int] = []
        self.embedded: list[int] = []
        self.running = 0
        self.most = 0
        self.cancelled = 0

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        self.lengths.append(len(audio))
        await self._work()
        return np.full((2, 3), audio.mean() + release, np.float32)

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        self.embedded.append(len(audio))
        if self.deaf is not None:
            await self.started.wait()
            raise self.deaf
        await self._work()
        return np.full(4, np.abs(audio).max() + release, np.float32)

    async def _work(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        self.started.set()
        try:
            await asyncio.sleep(0)  # lets the others begin
            await self.gate.wait()
            if self.failure is not None:
                raise self.failure
        except asyncio.CancelledError:
            self.cancelled += 1
            await self.exit.wait()
            raise
        finally:
            self.running -= 1
