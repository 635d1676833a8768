"""Is the engine alive?  A model whose process has died stays READY in Triton, so only real requests tell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import aclosing
from typing import Protocol, TypeVar
from uuid import uuid4

import numpy as np
import structlog

from auralis.engine.base import Engine, SpeechInput
from auralis.errors import AuralisError, EngineUnavailableError
from auralis_xtts import contract
from auralis_xtts.contract import Sampling

log = structlog.get_logger(__name__)

RELOADS = 3
"""Models that one `recover` reloads before it gives up."""

T = TypeVar("T")


class Patient(Engine, Protocol):
    """An engine that can be examined and treated part by part."""

    @property
    def windows(self) -> int:
        """Windows of audio that have arrived so far, whoever asked for them."""

    async def decode(self, speech: SpeechInput) -> None:
        """Run the decoder without the vocoder."""

    async def reload(self, model: str) -> None:
        """Unload and load `model`, and what depends on it."""


async def check(engine: Patient, seconds: float) -> None:
    """Ask every model of the promoted release for something tiny, each within `seconds`.

    Raises EngineUnavailableError that names the part that does not answer.
    """
    release = (await engine.releases())[0]
    audio = np.random.default_rng(0).uniform(-0.1, 0.1, contract.MODEL_SAMPLE_RATE).astype(np.float32)
    style, speaker = await asyncio.gather(
        _probe(contract.STYLE.name, engine.condition(audio, release), seconds),
        _probe(contract.SPEAKER.name, engine.embed_speaker(audio, release), seconds),
    )
    sampling = Sampling(do_sample=False, max_tokens=2)
    text_ids = np.array([1, 2, 3], np.int32)
    speech = SpeechInput(f"canary-{uuid4().hex}", release, text_ids, style, speaker, sampling)
    seen = engine.windows
    try:
        await _probe(contract.VOCODER.name, _speak(engine, speech), seconds)
    except EngineUnavailableError:
        if engine.windows > seen:  # others are being served: busy, not dead
            return
        await _probe(contract.GPT.name, engine.decode(speech), seconds)
        raise


async def recover(engine: Patient, seconds: float) -> None:
    """Reload what `check` finds dead, one model at a time; raises what is still wrong after that."""
    for _ in range(RELOADS):
        try:
            return await check(engine, seconds)
        except EngineUnavailableError as error:
            if error.part is None:  # the server itself: its owner restarts it, and the channel reconnects
                raise
            await engine.reload(error.part)
            log.warning("reloaded a model that did not answer", model=error.part, reason=error.message)
    await check(engine, seconds)


async def _speak(engine: Engine, speech: SpeechInput) -> None:
    async with aclosing(engine.synthesize(speech)) as chunks:
        async for _ in chunks:
            pass


async def _probe(part: str, call: Awaitable[T], seconds: float) -> T:
    """Await `call`; whatever is wrong with it is blamed on `part`, unless it knows better."""
    try:
        async with asyncio.timeout(seconds):
            return await call
    except TimeoutError:
        raise EngineUnavailableError(f"{part} does not answer", part) from None
    except EngineUnavailableError:
        raise
    except AuralisError as error:
        raise EngineUnavailableError(f"{part} is not ready: {error.message}", part) from error
