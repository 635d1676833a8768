"""A seeded checkpoint of XTTS v2's own size: exported by the command, loaded, and spoken.  `make test-full`.

30 layers x 1024, 467 million weights in float32: some minutes, 8 GB of disk, 8 GiB of memory.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis_xtts.contract import Sampling
from auralis_xtts.launcher import Server, launch
from seeded import ORACLE, make_checkpoint
from wire import Client, Spoken

pytestmark = [pytest.mark.full, pytest.mark.timeout(1800)]
GIB = 2**30


@pytest.fixture(scope="module")
def expected() -> dict[str, NDArray[Any]]:
    return dict(np.load(ORACLE / "expected-full-seed0.npz"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    checkpoint = make_checkpoint("full", 0, tmp_path_factory.mktemp("full"))
    out = tmp_path_factory.mktemp("full-repository") / "models"
    command = [sys.executable, "-m", "auralis_xtts.cli", "repository", "--checkpoint", str(checkpoint)]
    subprocess.run([*command, "--release", "1", "--out", str(out)], check=True)
    return out


@pytest.fixture(scope="module")
def server(repository: Path) -> Iterator[Server]:
    with launch(repository) as server:
        yield server
    assert server.exit_code == 0


def test_the_export_stays_within_its_memory(repository: Path) -> None:
    assert (repository / "xtts_gpt" / "1" / "manifest.json").is_file()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak < 8 * GIB, f"{peak / GIB:.1f} GiB"


@pytest.mark.parametrize("index", [0, 1])
def test_it_speaks_as_the_reference_does(server: Server, expected: dict[str, Any], index: int) -> None:
    inputs = {
        "text_ids": expected[f"s{index}_text_ids"],
        "gpt_cond_latent": expected["cond_default_gpt_cond_latent"][0],
        "speaker_embedding": expected["cond_default_speaker_embedding"].reshape(512),
        "sampling_parameters": _sampling(json.loads((ORACLE / "sentences-full.json").read_text())[index]),
    }
    spoken, latents = asyncio.run(_speak(server, inputs))
    assert spoken.codes == expected[f"s{index}_codes"].tolist()
    assert np.abs(latents - expected[f"s{index}_latents"]).max() < 1e-4
    wav = expected[f"s{index}_wav"]
    assert np.abs(spoken.audio[: len(wav)] - wav).max() < 1e-4


def _sampling(sentence: dict[str, Any]) -> NDArray[Any]:
    parameters = Sampling(do_sample=False, max_tokens=sentence["max_new_tokens"])
    return np.array([json.dumps(parameters).encode()], np.object_)


async def _speak(server: Server, inputs: dict[str, NDArray[Any]]) -> tuple[Spoken, NDArray[np.float32]]:
    """Return what the ensemble says, and the first latents of the decoder alone."""
    client = Client(server)
    spoken = await client.speak(inputs)
    windows = await client.ask("xtts_gpt", {**inputs, "chunk_schedule": np.array([8], np.int32)})
    await client.grpc.close()
    return spoken, windows[0]["latents"][0, :8]
