"""How much is spoken, as a line in the log every few seconds."""

from __future__ import annotations

import asyncio
import logging
import time

from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

EVERY = 5.0
"""Seconds between two lines."""

log = logging.getLogger(__name__)


class Throughput:
    """Counts what has been spoken since the last line."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._began = time.monotonic()
        self._requests = self._tokens = self._samples = 0

    def heard(self, samples: int, tokens: int) -> None:
        """Count a piece of sound."""
        self._samples += samples
        self._tokens += tokens

    def finished(self) -> None:
        """Count a request that has come to its end."""
        self._requests += 1

    def line(self) -> str | None:
        """Return what was spoken since this was last called; None if nothing was."""
        seconds = max(time.monotonic() - self._began, 1e-9)
        requests, tokens, samples = self._requests, self._tokens, self._samples
        self._begin()
        if not samples:
            return None
        taken = 1000 * seconds / (samples / OUTPUT_SAMPLE_RATE)
        return (
            f"{requests / seconds:.2f} requests/s, {tokens / seconds:.1f} tokens/s, "
            f"{taken:.0f} ms per second of audio"
        )

    async def report(self) -> None:
        """Write a line every few seconds in which something was spoken, for ever."""
        while True:
            await asyncio.sleep(EVERY)
            if line := self.line():
                log.info(line)
