"""One engine for all tests that need no special one: starting it takes longer than most of them."""

import json
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
import torch
from decoding import SEATS, Prompts, running
from numpy.typing import NDArray
from reference_gpt import ReferenceGpt

from auralis_xtts.config import ModelConfig
from auralis_xtts.convert.vllm_dir import engine_arguments, write_vllm_dir
from auralis_xtts.serving.decoder import Decoder

# Set before vLLM is imported: its logger keeps the stream of that moment, and pytest closes its own.
os.environ["VLLM_LOGGING_STREAM"] = "ext://sys.__stderr__"


@pytest.fixture(scope="session")
def model_config(tiny_checkpoint: Path) -> ModelConfig:
    return ModelConfig.from_json(json.loads((tiny_checkpoint / "config.json").read_text()))


@pytest.fixture(scope="session")
def state(tiny_checkpoint: Path) -> dict[str, torch.Tensor]:
    return dict(torch.load(tiny_checkpoint / "model.pth", weights_only=True)["model"])


@pytest.fixture(scope="session")
def reference(state: dict[str, torch.Tensor], model_config: ModelConfig) -> ReferenceGpt:
    return ReferenceGpt(state, model_config.layers, model_config.heads)


@pytest.fixture(scope="session")
def prompts(oracle: dict[str, NDArray[Any]], oracle_sentences: list[dict[str, Any]]) -> Prompts:
    ids = [oracle[f"s{index}_text_ids"] for index in range(len(oracle_sentences))]
    return Prompts(ids, np.ascontiguousarray(oracle["cond_default_gpt_cond_latent"][0]))


@pytest.fixture(scope="session")
def version_dir(
    tmp_path_factory: pytest.TempPathFactory, state: dict[str, torch.Tensor], model_config: ModelConfig
) -> Path:
    """Return a version directory of `xtts_gpt` with the oracle's weights."""
    directory = tmp_path_factory.mktemp("gpt_release")
    write_vllm_dir(state, model_config, directory / "gpt")
    arguments = {**engine_arguments(), "max_num_seqs": SEATS}
    (directory / "model.json").write_text(json.dumps(arguments))
    return directory


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def decoder(version_dir: Path) -> AsyncGenerator[Decoder, None]:
    async with running(version_dir) as decoder:
        yield decoder
