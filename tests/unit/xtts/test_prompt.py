"""The prompt's embeddings against the oracle's."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from auralis_xtts.config import ModelConfig
from auralis_xtts.convert.vllm_dir import write_vllm_dir
from auralis_xtts.errors import CheckpointError
from auralis_xtts.serving.prompt import PromptError, PromptTables

Oracle = dict[str, NDArray[Any]]


@pytest.fixture(scope="module")
def state(tiny_checkpoint: Path) -> dict[str, torch.Tensor]:
    return dict(torch.load(tiny_checkpoint / "model.pth", weights_only=True, mmap=True)["model"])


@pytest.fixture(scope="module")
def config(tiny_checkpoint: Path) -> ModelConfig:
    return ModelConfig.from_json(json.loads((tiny_checkpoint / "config.json").read_text()))


@pytest.fixture(scope="module")
def tables(
    state: dict[str, torch.Tensor], config: ModelConfig, tmp_path_factory: pytest.TempPathFactory
) -> PromptTables:
    directory = tmp_path_factory.mktemp("vllm_dir")
    write_vllm_dir(state, config, directory)
    return PromptTables.load(directory)


def test_prompts_equal_the_oracle(tables: PromptTables, oracle: Oracle) -> None:
    voice = oracle["cond_default_gpt_cond_latent"][0]
    for index in range(8):
        prompt = tables.embed(oracle[f"s{index}_text_ids"], voice)
        assert prompt.dtype == np.float32
        np.testing.assert_allclose(prompt, oracle[f"s{index}_prompt_embeds"], atol=1e-6, rtol=0)


def test_the_longest_text_fits_and_one_id_more_does_not(tables: PromptTables, oracle: Oracle) -> None:
    voice = oracle["cond_default_gpt_cond_latent"][0]
    assert tables.embed(np.full(401, 5, np.int32), voice).shape == (32 + 403, 128)
    with pytest.raises(PromptError, match="fewer than 402: split the text"):
        tables.embed(np.full(402, 5, np.int32), voice)


def test_a_checkpoint_that_does_not_fit_its_configuration_is_refused_by_the_weights_name(
    state: dict[str, torch.Tensor], config: ModelConfig, tmp_path: Path
) -> None:
    name = "gpt.gpt.h.2.attn.c_proj.weight"
    with pytest.raises(CheckpointError, match=f"lacks the weight {name}"):
        write_vllm_dir({key: x for key, x in state.items() if key != name}, config, tmp_path)
    with pytest.raises(CheckpointError, match=rf"{name} has shape \(3, 3\)"):
        write_vllm_dir({**state, name: torch.zeros(3, 3)}, config, tmp_path)
