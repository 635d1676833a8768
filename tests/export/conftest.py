"""The tiny seeded checkpoint as the networks take it, and the reference recording at their rate."""

import json
from pathlib import Path

import pytest
import soundfile
import torch

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import MODEL_SAMPLE_RATE
from auralis_xtts.nets.resample import Resample


@pytest.fixture(scope="session")
def tiny_config(tiny_checkpoint: Path) -> ModelConfig:
    return ModelConfig.from_json(json.loads((tiny_checkpoint / "config.json").read_text()))


@pytest.fixture(scope="session")
def tiny_state(tiny_checkpoint: Path) -> dict[str, torch.Tensor]:
    return dict(torch.load(tiny_checkpoint / "model.pth", weights_only=True, mmap=True)["model"])


@pytest.fixture(scope="session")
def reference_22050(oracle_reference: Path) -> torch.Tensor:
    """Return the whole reference recording at 22 050 Hz, float32 [n]."""
    samples, rate = soundfile.read(oracle_reference, dtype="float32")
    return Resample(rate, MODEL_SAMPLE_RATE)(torch.from_numpy(samples)[None])[0]
