"""A Triton and a front end with few places, for more visitors than that."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from auralis_xtts.convert.checkpoint import load_checkpoint
from auralis_xtts.convert.repository import export_release
from auralis_xtts.launcher import Server, launch
from front_end import FrontEnd
from wire import Client

PLACES = 8
"""Requests at work, and as many that wait."""


@pytest.fixture(scope="session")
def triton(short_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a Triton whose utterances end by themselves."""
    directory = tmp_path_factory.mktemp("crowd")
    export_release(load_checkpoint(short_checkpoint), 1, directory / "models")
    with launch(directory / "models", log=directory / "triton.log") as server:
        yield server
    assert server.exit_code == 0, server.tail()


@pytest.fixture(scope="session")
def front_end(triton: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontEnd]:
    directory = tmp_path_factory.mktemp("front-end")
    places = ("--max_concurrency", str(PLACES), "--max-waiting", str(PLACES))
    server = FrontEnd(
        directory / "log", "--triton-url", triton.grpc_url, *places, XDG_DATA_HOME=str(directory)
    )
    asyncio.run(server.ready())
    yield server
    assert server.stop() == 0, server.log.read_text()[-4000:]
    assert '"level"' not in server.log.read_text(), "it had something to complain about"


@pytest_asyncio.fixture
async def client(front_end: FrontEnd) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=front_end.url, timeout=300) as client:
        yield client


@pytest_asyncio.fixture
async def wire(triton: Server) -> AsyncIterator[Client]:
    client = Client(triton)
    yield client
    await client.grpc.close()
