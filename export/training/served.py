"""The front end as a client sees it: speech of a sentence in a voice, and how long that took."""

from __future__ import annotations

import base64
import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import soundfile
from numpy.typing import NDArray

Array = NDArray[np.float32]

_START_SECONDS = 900.0  # an export of a full-size checkpoint and the start of its Triton


@dataclass(frozen=True, eq=False)
class Spoken:
    """Sound float32 [n] at `rate` Hz; seconds to its first byte and to its last."""

    sound: Array
    rate: int
    first: float
    taken: float

    @property
    def seconds(self) -> float:
        return len(self.sound) / self.rate


class Served:
    """A client of the front end at `url`."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=None)

    def close(self) -> None:
        self._client.close()

    def ready(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Wait until it speaks; raises RuntimeError if it does not in time, or `process` ends before."""
        limit = time.monotonic() + _START_SECONDS
        while time.monotonic() < limit and (process is None or process.poll() is None):
            try:
                if self._client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.5)
        raise RuntimeError("the front end did not become ready; what it wrote above says why")

    def speak(self, text: str, voice: str | Path, seed: int) -> Spoken:
        """Return `text` in the voice of that name, or of the recording in that file."""
        named = voice if isinstance(voice, str) else [base64.b64encode(voice.read_bytes()).decode()]
        body = {"model": "xttsv2", "input": text, "voice": named, "language": "en", "seed": seed}
        began, first, data = time.monotonic(), 0.0, b""
        with self._client.stream(
            "POST", "/v1/audio/speech", json={**body, "response_format": "wav"}
        ) as answer:
            if answer.is_error:
                raise RuntimeError(f"{answer.status_code}: {answer.read().decode(errors='replace')}")
            for piece in answer.iter_raw():
                data += piece
                first = first or time.monotonic() - began
        sound, rate = soundfile.read(io.BytesIO(data), dtype="float32")
        return Spoken(sound, rate, first, time.monotonic() - began)


@contextmanager
def front_end(model: str) -> Iterator[Served]:
    """Serve a checkpoint with `auralis.openai`, its Triton included, for as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    program = str(Path(sys.executable).with_name("auralis.openai"))
    process = subprocess.Popen([program, "--port", str(port), "--model", model])
    served = Served(f"http://127.0.0.1:{port}")
    try:
        served.ready(process)
        yield served
    finally:
        served.close()
        process.terminate()
        process.wait()
