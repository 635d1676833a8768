"""Whole utterances out of a Decoder, for the tests beside it."""

import gc
import warnings
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.serving.decoder import Decoder, Step

SEATS = 24
"""Requests that the tests' engine runs at a time; the others wait."""

GREEDY = SamplingParameters(do_sample=False)


@dataclass(frozen=True)
class Utterance:
    codes: NDArray[np.int32]
    latents: NDArray[np.float32]
    finish_reason: FinishReason
    sizes: list[int]
    """Codes per step."""


@dataclass(frozen=True)
class Prompts:
    """The oracle's sentences and voice."""

    text_ids: list[NDArray[np.int32]]
    voice: NDArray[np.float32]


@asynccontextmanager
async def running(version_dir: Path) -> AsyncGenerator[Decoder, None]:
    """Start a Decoder and close it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what vLLM and its dependencies say while they are imported
        decoder = await Decoder.start(version_dir)
    try:
        yield decoder
    finally:
        await decoder.close()
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # vLLM leaves its sockets to the garbage collector, which complains
            gc.collect()


async def utterance(
    decoder: Decoder,
    name: str,
    ids: NDArray[np.int32],
    voice: NDArray[np.float32],
    sampling: SamplingParameters,
) -> Utterance:
    """Decode one utterance to its end, and check what is true of the steps of every utterance."""
    steps: list[Step] = [step async for step in decoder.decode(name, ids, voice, sampling)]
    assert all(len(step.codes) == len(step.latents) for step in steps)
    assert [step.finish_reason for step in steps[:-1]] == [FinishReason.RUNNING] * (len(steps) - 1)
    return Utterance(
        np.concatenate([step.codes for step in steps]),
        np.concatenate([step.latents for step in steps]),
        steps[-1].finish_reason,
        [len(step.codes) for step in steps],
    )


def greedy_of(sentence: dict[str, Any]) -> SamplingParameters:
    """Return the parameters that the oracle used for a sentence."""
    penalty, length = sentence.get("repetition_penalty", 5.0), sentence.get("max_new_tokens", 96)
    return SamplingParameters(do_sample=False, repetition_penalty=penalty, max_tokens=length)
