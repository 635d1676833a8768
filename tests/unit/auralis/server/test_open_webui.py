"""What Open WebUI 0.12 asks for, as it does it: its requests, and what it takes from the answers.

It sends its key with speech and chats, but with none of the lists that fill its settings.
"""

import json
from typing import Any

import aiohttp
import pytest

from auralis.audio.decode import decode
from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.server.keys import hashed
from auralis.server.settings import Settings
from fake_llm import fake_llm, saying
from served import VOCABULARY, served

HEADERS = {
    "Content-Type": "application/json",
    "Authorization": "Bearer sk-any",
    "X-OpenWebUI-User-Name": "Ada%20Example",
    "X-OpenWebUI-User-Email": "ada@example.org",
    "X-OpenWebUI-User-Role": "admin",
}


def engine() -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=("Ada Example", "Ben Example"))


async def listed(client: aiohttp.ClientSession, path: str, key: str) -> list[dict[str, str]]:
    """Return a list as Open WebUI fetches it."""
    async with client.get(path) as answer:
        answer.raise_for_status()
        return list((await answer.json()).get(key, []))


async def test_the_lists_of_its_settings() -> None:
    async with served(engine()) as url, aiohttp.ClientSession(url) as client:
        voices = await listed(client, "/v1/audio/voices", "voices")
        models = await listed(client, "/v1/audio/models", "models")
        plain = await listed(client, "/v1/models", "data")  # where there is no list of audio models
    assert {voice["id"]: voice["name"] for voice in voices} == {
        "Ada Example": "Ada Example",
        "Ben Example": "Ben Example",
    }
    assert [model["id"] for model in models] == ["xttsv2", "xttsv2@1", "tts-1", "tts-1-hd", "gpt-4o-mini-tts"]
    assert {model["id"] for model in plain} < {model["id"] for model in models}


# What its page sends, with the model of its settings, and the additional parameters from there.
@pytest.mark.parametrize(
    ("voice", "model", "parameters", "kind"),
    [
        ("alloy", "tts-1", {}, "audio/mpeg"),
        ("Ben Example", "xttsv2", {"speed": 1.25, "response_format": "wav"}, "audio/wav"),
        ("ada example", "gpt-4o-mini-tts", {"instructions": "Whisper.", "language": "en"}, "audio/mpeg"),
    ],
)
async def test_speech(voice: str, model: str, parameters: dict[str, Any], kind: str) -> None:
    body = {"input": "Read this aloud, please.", "voice": voice, "model": model, **parameters}
    async with served(engine()) as url, aiohttp.ClientSession() as client:
        answer = await client.post(url=f"{url}/v1/audio/speech", json=body, headers=HEADERS)
        answer.raise_for_status()
        sound, found = await answer.read(), answer.headers.get("Content-Type", "audio/mpeg")
    assert found.split(";")[0] == kind
    assert len(decode(sound, 60).samples) > 24_000


async def test_what_it_shows_of_an_error() -> None:
    settings = Settings(ready_seconds=0, api_keys=(hashed("another"),))
    body = {"input": "Hello.", "voice": "nobody", "model": "tts-1"}
    shown = []
    for options in (Settings(ready_seconds=0), settings):
        async with served(engine(), options) as url, aiohttp.ClientSession() as client:
            answer = await client.post(url=f"{url}/v1/audio/speech", json=body, headers=HEADERS)
            shown.append((answer.status, (await answer.json())["error"]["message"]))
    assert [status for status, _ in shown] == [404, 401]
    assert "there is no voice 'nobody'; there are Ada Example" in shown[0][1]
    assert "API key" in shown[1][1]


async def test_a_chat_as_one_of_its_connections() -> None:
    body = {
        "stream": True,
        "model": "llm-7b",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream_options": {"include_usage": True},
    }
    async with fake_llm(saying("Hello ", "there.")) as llm:
        settings = Settings(ready_seconds=0, llm=Policy([llm.url.removesuffix("/chat/completions")]))
        async with (
            served(engine(), settings) as url,
            aiohttp.ClientSession() as client,
            client.post(f"{url}/v1/chat/completions", data=json.dumps(body), headers=HEADERS) as answer,
        ):
            assert "text/event-stream" in answer.headers.get("Content-Type", "")
            lines = [line.decode().strip() async for line in answer.content]
    told = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    assert "".join(each["choices"][0]["delta"].get("content", "") for each in told) == "Hello there."
    assert lines[-2:] == ["data: [DONE]", ""]
    assert llm.requests[0].body == body
