"""A client of the tests' Triton, and what to ask it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from auralis_xtts.launcher import Server
from wire import Client


@pytest_asyncio.fixture
async def client(triton: Server) -> AsyncIterator[Client]:
    """A client of the session's server, which must be as idle after the test as before."""
    client = Client(triton)
    yield client
    await client.grpc.close()


@pytest.fixture
def speech(oracle: dict[str, NDArray[Any]], oracle_sentences: list[dict[str, Any]]) -> Any:
    """Return a function that makes the tensors of an oracle's sentence, spoken as the reference did."""

    def tensors(
        index: int, schedule: Sequence[int] | None = None, **sampling: Any
    ) -> dict[str, NDArray[Any]]:
        sentence = oracle_sentences[index]
        parameters = {
            "do_sample": False,
            "repetition_penalty": sentence.get("repetition_penalty", 5.0),
            "max_tokens": sentence.get("max_new_tokens", 96),
            **sampling,
        }
        inputs = {
            "text_ids": oracle[f"s{index}_text_ids"],
            "gpt_cond_latent": oracle["cond_default_gpt_cond_latent"][0],
            "speaker_embedding": oracle["cond_default_speaker_embedding"].reshape(512),
            "sampling_parameters": np.array([json.dumps(parameters).encode()], np.object_),
        }
        if schedule is not None:
            inputs["chunk_schedule"] = np.array(schedule, np.int32)
        return inputs

    return tensors
