"""The real application on a real socket, in front of the engine's double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import openai
import uvicorn

from auralis.engine.fake import FakeEngine
from auralis.server.app import create_app
from auralis.server.settings import Settings

VOCABULARY = (Path(__file__).parent / "data" / "oracle" / "vocab.json").read_text()


@asynccontextmanager
async def served(engine: FakeEngine, settings: Settings | None = None) -> AsyncIterator[str]:
    """Serve `engine` in this event loop; yields the base URL."""
    app = create_app(settings or Settings(ready_seconds=0), lambda: engine)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
        assert not task.done(), "the server ended at once"
    (port,) = {listener.getsockname()[1] for each in server.servers for listener in each.sockets}
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
        assert engine.closed


def sdk(url: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(api_key="any", base_url=f"{url}/v1", max_retries=0)
