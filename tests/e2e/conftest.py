"""A front end in front of the Triton that the tests share."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from auralis_xtts.launcher import Server
from front_end import FrontEnd


@pytest.fixture(scope="session")
def front_end(triton: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontEnd]:
    server = FrontEnd(tmp_path_factory.mktemp("front-end") / "log", "--triton-url", triton.grpc_url)
    asyncio.run(server.ready())
    yield server
    assert server.stop() == 0, server.log.read_text()[-4000:]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory in which the first command leaves its export to the next."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def local(
    short_checkpoint: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FrontEnd]:
    log = tmp_path_factory.mktemp("local") / "log"
    server = FrontEnd(log, "--model", str(short_checkpoint), XDG_CACHE_HOME=str(cache))
    children = psutil.Process(server.process.pid)
    yield server
    descendants = children.children(recursive=True)
    assert server.stop() == 0, log.read_text()[-4000:]
    _, alive = psutil.wait_procs(descendants, timeout=30)
    assert not alive


@pytest.fixture
async def client(front_end: FrontEnd) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=front_end.url, timeout=120) as client:
        yield client


@pytest.fixture
async def brief(local: FrontEnd) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server whose utterances end by themselves."""
    await local.ready()
    async with httpx.AsyncClient(base_url=local.url, timeout=120) as client:
        yield client


@pytest.fixture(scope="session")
def voice(oracle_reference: Path) -> list[str]:
    """Return the seed's way to name a voice: a list of base64 references."""
    return [base64.b64encode(oracle_reference.read_bytes()).decode()]
