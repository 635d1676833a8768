"""A Triton of our own: export the checkpoint once into the cache, then run the launcher as a child."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from auralis.errors import LocalEngineError

NEEDED = ("torch", "onnx", "onnxruntime", "pytriton")
STOP_SECONDS = 30.0
"""What a launcher may take to stop Triton before it is killed; Triton then goes down with it."""

_PR_SET_PDEATHSIG = 1


def cache_directory() -> Path:
    """Return where Auralis keeps what it can make again: $XDG_CACHE_HOME/auralis, or ~/.cache/auralis."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "auralis"


def exported(model: str, gpt_model: str | None = None) -> Path:
    """Return the model repository of a checkpoint, exported now or, if the checkpoint is the same, before.

    `model` and `gpt_model` are directories or Hugging Face ids.  The exporter shows its progress on standard
    error, and its one line if it fails; raises LocalEngineError then.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise LocalEngineError(
            f"a local Triton needs {', '.join(missing)}: pip install 'auralis[serving]', "
            "or name a running one with --triton-url"
        )
    repository = cache_directory() / "repositories" / export_key(model, gpt_model)
    with _lock(repository):
        if not (repository / "xtts_gpt" / "1" / "manifest.json").is_file():
            _export(model, gpt_model, repository)
    return repository


class LocalTriton:
    """The launcher as a child process, for the length of an `async with` block.

    The launcher starts Triton again when it dies, on the same ports, so `grpc_url` stays true.  Triton is not
    ready yet when the block begins.
    """

    def __init__(self, repository: Path, *, quiet: bool = True, environment: Mapping[str, str] | None = None):
        self._repository = repository
        self._quiet = quiet
        self._environment = {**os.environ, **(environment or {})}
        self._port = _free_port()
        self.grpc_url = f"127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "auralis_xtts.launcher"),
            *("--model-repository", str(self._repository), "--grpc-port", str(self._port)),
            *(("--quiet",) if self._quiet else ()),
            env=self._environment,
            # A Ctrl-C is ours to pass on, after the requests have ended.  A session would do, too, but Linux
            # weighs it as a whole against this process, which then waits (docs/decisions/0014).
            process_group=0,
            preexec_fn=_end_with_parent,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def failure(self) -> LocalEngineError:
        """Wait until the launcher gives up; return what to tell the user."""
        status = await self._process.wait()
        return LocalEngineError(f"the local Triton could not be kept running (status {status})")


def _end_with_parent() -> None:
    """Have the kernel end the launcher, and Triton with it, should this process be killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def export_key(*checkpoints: str | None) -> str:
    """Return a name for the export of these checkpoints, new when their files or our version change."""
    digest = hashlib.sha256(version("auralis").encode())
    for checkpoint in checkpoints:
        digest.update(f"\0{checkpoint}".encode())
        for path in _files(Path(checkpoint or "")) if checkpoint else ():
            status = path.stat()
            digest.update(f"\0{path.absolute()}\0{status.st_size}\0{status.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _files(checkpoint: Path) -> list[Path]:
    if checkpoint.is_dir():
        return sorted(path for path in checkpoint.rglob("*") if path.is_file())
    return [checkpoint] if checkpoint.is_file() else []


@contextmanager
def _lock(repository: Path) -> Iterator[None]:
    """Keep a second process that wants the same export waiting until it is there."""
    repository.parent.mkdir(parents=True, exist_ok=True)
    with repository.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _export(model: str, gpt_model: str | None, repository: Path) -> None:
    command = [sys.executable, "-m", "auralis_xtts.cli", "repository", "--checkpoint", model]
    if gpt_model is not None:
        command += ["--gpt-checkpoint", gpt_model]
    command += ["--release", "1", "--out", str(repository)]
    status = subprocess.run(command, check=False).returncode
    if status != 0:
        raise LocalEngineError(f"{model} could not be exported for Triton")
