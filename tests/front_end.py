"""`auralis.openai` as users start it: a child process."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

DEADLINE = 400.0
"""Seconds; a Triton that stands still while it loads is given up after 60 and started again."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class FrontEnd:
    """`auralis.openai` as a child process; `url` has no trailing slash."""

    def __init__(self, log: Path, *arguments: str, **environment: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).with_name("auralis.openai")), "--port", str(port), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
            )

    async def ready(self, expected: int = 200) -> dict[str, Any]:
        """Return what `/health/ready` says, once it answers with status `expected`."""
        async with asyncio.timeout(DEADLINE), httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            while True:
                assert self.process.poll() is None, self.log.read_text()[-4000:]
                try:
                    answer = await client.get("/health/ready")
                    if answer.status_code == expected:
                        return dict(json.loads(answer.text))
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)
