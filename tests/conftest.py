"""What every tier of the tests shares: the seeded checkpoint and what the reference computes with it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from seeded import ORACLE, make_checkpoint

# Set before torch or OpenMP is loaded: two threads that sleep when they are idle.
os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("GOMP_SPINCOUNT", "0")


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of the tiny seeded checkpoint (4 x 128, Coqui layout).  Do not change it."""
    return make_checkpoint("tiny", 0, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def other_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of a checkpoint like `tiny_checkpoint`, with other weights.  Do not change it."""
    return make_checkpoint("tiny", 1, tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="session")
def short_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of a checkpoint like `tiny_checkpoint` whose utterances end by themselves."""
    return make_checkpoint("tiny", 0, tmp_path_factory.mktemp("short"), stop_bias=6)


@pytest.fixture(scope="session")
def oracle() -> dict[str, NDArray[Any]]:
    """Return what the reference implementation computes with `tiny_checkpoint` (data/oracle/README.md)."""
    return dict(np.load(ORACLE / "expected-tiny-seed0.npz"))


@pytest.fixture(scope="session")
def oracle_sentences() -> list[dict[str, Any]]:
    return list(json.loads((ORACLE / "sentences.json").read_text()))


@pytest.fixture(scope="session")
def oracle_reference() -> Path:
    """Return the reference recording: 14 s of speech, 24 kHz."""
    return ORACLE / "reference.wav"


@pytest.fixture(scope="session")
def tiny_repository(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model repository with `tiny_checkpoint` as release 1.  Leave it as it was."""
    from auralis_xtts.convert.checkpoint import load_checkpoint
    from auralis_xtts.convert.repository import export_release

    repository = tmp_path_factory.mktemp("repository") / "models"
    export_release(load_checkpoint(tiny_checkpoint), 1, repository)
    return repository


@pytest.fixture(scope="session")
def triton(tiny_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run a Triton (`auralis_xtts.launcher.Server`) with `tiny_repository`; its log is `.log`.

    In the end it stops with status 0, which Triton 2.51 does only if no request leaked.
    """
    from auralis_xtts.launcher import launch

    with launch(tiny_repository, log=tmp_path_factory.mktemp("triton") / "triton.log") as server:
        yield server
    assert server.exit_code == 0, server.tail()
