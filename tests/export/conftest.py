"""One real export, by the command, for all tests of this directory."""

import subprocess
import sys
from pathlib import Path

import pytest


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
