"""Chats for tests: the front end on a real socket between a scripted LLM and the engine's double."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from auralis.audio.wav import PcmEncoder
from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.server.settings import Settings
from fake_llm import FakeLlm, Script, fake_llm
from served import VOCABULARY, served

ANSWER = (
    "Well, this ",
    "is the first",
    " sentence. And here is a",
    " second one, a little longer. Bye",
    " now!",
)


SPOKEN = "Well, this is the first sentence. And here is a second one, a little longer. Bye now!"


USER = {"role": "user", "content": "Hi"}


def engine(**options: Any) -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=("Ana",), **options)


@asynccontextmanager
async def chatting(
    engine: FakeEngine, *scripts: Script, **settings: Any
) -> AsyncIterator[tuple[str, FakeLlm]]:
    """Serve `engine`, with leave to call any LLM, beside an LLM that answers with `scripts`."""
    options = {"ready_seconds": 0, "llm": Policy(anywhere=True), **settings}
    async with fake_llm(*scripts) as llm, served(engine, Settings(**options)) as url:
        yield url, llm


def body(llm: FakeLlm, **fields: Any) -> dict[str, Any]:
    """Return a request in the seed's dialect."""
    own = {"openai_api_url": llm.url, "voice": "Ana", "language": "en"}
    return {"model": "llm-7b", "messages": [USER], "stream": True, **own, **fields}


def official(llm: FakeLlm, **fields: Any) -> dict[str, Any]:
    audio = {"audio": {"voice": "Ana", "format": "pcm16"}, "modalities": ["text", "audio"]}
    own = {"openai_api_url": llm.url}
    return {"model": "llm-7b", "messages": [USER], "stream": True, **audio, **own, **fields}


async def ask(client: Any, llm: FakeLlm) -> AsyncIterator[Any]:
    """Have the SDK ask for a stream."""
    fields = {"openai_api_url": llm.url, "voice": "Ana"}
    stream: AsyncIterator[Any] = await client.chat.completions.create(
        model="llm-7b", messages=[USER], stream=True, extra_body=fields
    )
    return stream


async def events(response: httpx.Response) -> AsyncIterator[Any]:
    """Yield what the events of a stream hold, `[DONE]` as it is."""
    async for line in response.aiter_lines():
        if line:
            assert line.startswith("data: ")
            yield line[6:] if line == "data: [DONE]" else json.loads(line[6:])


async def post(url: str, body: dict[str, Any], **headers: str) -> list[Any]:
    async with (
        httpx.AsyncClient(timeout=60) as client,
        client.stream("POST", f"{url}/v1/chat/completions", json=body, headers=headers) as response,
    ):
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        return [each async for each in events(response)]


def written(told: list[Any]) -> str:
    chunks = [each for each in told if isinstance(each, dict) and each["object"] != "audio.chunk"]
    return "".join(each["choices"][0]["delta"].get("content") or "" for each in chunks)


def heard(told: list[Any]) -> bytes:
    return b"".join(base64.b64decode(each["data"]) for each in told if "data" in each)


async def pcm(engine: FakeEngine) -> bytes:
    """Return what the engine speaks for everything that it was asked, as 16-bit samples."""
    encoder = PcmEncoder(24_000)
    asked = list(engine.spoken)
    return b"".join([encoder.encode(c.samples) for speech in asked async for c in engine.synthesize(speech)])
