"""Where the engine is: a Triton that runs somewhere, or one of our own for a checkpoint."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from auralis.engine.base import Engine
from auralis.engine.local import LocalTriton, exported
from auralis.errors import EngineUnavailableError
from auralis_xtts.bundled import NAME, bundled

MODEL = NAME
"""What speaks if no checkpoint is named."""

APART = {"AstraMindAI/xttsv2": "AstraMindAI/xtts2-gpt"}
"""Checkpoints whose GPT is in a repository of its own."""

VLLM_LEVELS = {"info": "INFO", "warn": "WARNING", "err": "ERROR"}

POLL_SECONDS = 0.5

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """`triton_url`, host:port, or else the checkpoint for a Triton of our own.

    A checkpoint is taken to be whole unless `gpt_model` says otherwise, or `APART` knows better.
    """

    triton_url: str | None
    model: str
    gpt_model: str | None
    level: str = "warn"

    @property
    def checkpoints(self) -> tuple[str, str | None]:
        """The checkpoint, and that of its GPT if it is kept apart."""
        model = str(bundled()) if self.model == NAME else self.model
        return model, self.gpt_model or APART.get(self.model)

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[Running]:
        """Yield the engine's address; a Triton of our own is not ready yet then, and stops with the block."""
        if self.triton_url is not None:
            yield Running(self.triton_url)
            return
        repository = await asyncio.to_thread(exported, *self.checkpoints)
        environment = {"VLLM_LOGGING_LEVEL": VLLM_LEVELS[self.level]}
        async with LocalTriton(repository, quiet=self.level != "info", environment=environment) as triton:
            yield Running(triton.grpc_url, triton)


@dataclass(frozen=True)
class Running:
    """An engine at `url`, which is ours if `local` is there."""

    url: str
    local: LocalTriton | None = None

    async def ready(self, engine: Engine) -> None:
        """Wait until a Triton of our own has loaded its models; raises LocalEngineError if it never does.

        `engine` is the client at `url`.  A Triton that runs elsewhere is not waited for.
        """
        if self.local is not None:
            await self.alongside(_loaded(engine))

    async def alongside(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns; raises LocalEngineError if a Triton of our own gives up before."""
        if self.local is None:
            return await work
        working = asyncio.create_task(work)
        failing = asyncio.create_task(self.local.failure())
        try:
            await asyncio.wait({working, failing}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise failing.result()
            return working.result()
        finally:
            working.cancel()
            failing.cancel()
            await asyncio.gather(working, failing, return_exceptions=True)


async def _loaded(engine: Engine) -> None:
    while True:
        try:
            return await engine.check()
        except EngineUnavailableError:
            await asyncio.sleep(POLL_SECONDS)
