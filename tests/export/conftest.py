"""One real export by the command, and the tiny checkpoint and the recording as the networks take them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
import torch

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import MODEL_SAMPLE_RATE
from auralis_xtts.nets.resample import Resample


@pytest.fixture(scope="session")
def export_command(
    tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> subprocess.CompletedProcess[str]:
    """Return the finished command that exported the tiny checkpoint as release 1 to its last argument."""
    out = tmp_path_factory.mktemp("exported") / "models"
    command = [sys.executable, "-m", "auralis_xtts.cli", "repository", "--checkpoint", str(tiny_checkpoint)]
    done = subprocess.run(
        [*command, "--release", "1", "--out", str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def exported(export_command: subprocess.CompletedProcess[str]) -> Path:
    """Return the repository that holds release 1.  Do not change it; copy it."""
    return Path(export_command.args[-1])


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
