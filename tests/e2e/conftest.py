"""A front end in front of the Triton that the tests share."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from auralis_xtts.launcher import Server
from front_end import FrontEnd


@pytest.fixture(scope="session")
def front_end(triton: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontEnd]:
    server = FrontEnd(tmp_path_factory.mktemp("front-end") / "log", "--triton-url", triton.grpc_url)
    asyncio.run(server.ready())
    yield server
    assert server.stop() == 0, server.log.read_text()[-4000:]


@pytest.fixture
async def client(front_end: FrontEnd) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=front_end.url, timeout=120) as client:
        yield client


@pytest.fixture(scope="session")
def voice(oracle_reference: Path) -> list[str]:
    """Return the seed's way to name a voice: a list of base64 references."""
    return [base64.b64encode(oracle_reference.read_bytes()).decode()]
