"""Without `--triton-url`: the commands export, start a Triton of their own, and get over its death."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest
import soundfile

from front_end import FrontEnd

pytestmark = pytest.mark.timeout(900)
AURALIS = str(Path(sys.executable).with_name("auralis"))


def test_say(short_checkpoint: Path, oracle_reference: Path, cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "speech.wav"
    command = [AURALIS, "say", "Hello.", "--model", str(short_checkpoint), "--voice", str(oracle_reference)]
    done = subprocess.run(
        [*command, "--seed", "1", "--output", str(out)],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(out) in re.sub(r"\s", "", done.stdout)
    samples, rate = soundfile.read(out)
    assert rate == 24_000
    assert abs(samples).max() > 0.01


def descendant(server: FrontEnd, name: str) -> psutil.Process:
    """Return the child of the front end's, however far down, whose program is `name`."""
    for process in psutil.Process(server.process.pid).children(recursive=True):
        if process.name() == name:
            return process
    raise AssertionError(f"{name} does not run")


async def speaks(server: FrontEnd, voice: list[str]) -> None:
    body = {"model": "xttsv2", "voice": voice, "input": "Hello.", "response_format": "pcm", "seed": 1}
    async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
        answer = await client.post("/v1/audio/speech", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.content


async def test_the_server_answers_while_triton_loads(local: FrontEnd, voice: list[str]) -> None:
    what = await local.ready(503)
    assert what["error"]["message"]
    async with httpx.AsyncClient(base_url=local.url) as client:
        assert (await client.get("/health/live")).status_code == 200
    await local.ready()
    await speaks(local, voice)


# The decoder's stub, and the whole of Triton.
@pytest.mark.parametrize("victim", ["triton_python_backend_stub", "tritonserver"])
async def test_what_is_killed_comes_back(local: FrontEnd, voice: list[str], victim: str) -> None:
    await local.ready()
    descendant(local, victim).send_signal(signal.SIGKILL)
    what = await local.ready(503)
    assert what["error"]["message"]
    await local.ready()
    await speaks(local, voice)
