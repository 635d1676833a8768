"""POST /v1/audio/speech with `stream_format` sse, with the OpenAI SDK and on the wire."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, EngineUnavailableError
from auralis.server.settings import Settings
from served import VOCABULARY, sdk, served


def body(recording: str, **fields: Any) -> dict[str, Any]:
    return {
        "model": "xttsv2",
        "input": "Hello there. This is a second sentence, and it makes the speech a little longer.",
        "voice": [recording],
        "response_format": "pcm",
        **fields,
    }


def read(stream: bytes) -> list[dict[str, Any]]:
    *events, end = stream.decode().split("\n\n")
    assert end == ""
    return [json.loads(event.removeprefix("data: ")) for event in events]


@pytest.mark.parametrize("name", ["pcm", "mp3"])
async def test_the_events_carry_the_file_and_say_what_was_used(recording: str, name: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    asked = body(recording, response_format=name, instructions="Whisper.", seed=5)
    async with served(engine) as url, sdk(url) as client, httpx.AsyncClient(base_url=url) as plain:
        file = (await plain.post("/v1/audio/speech", json=asked)).content
        said = list(engine.spoken)
        seed = {"seed": asked.pop("seed")}
        response = await client.audio.speech.create(**asked, stream_format="sse", extra_body=seed)
        codes = sum([len(c.codes) for speech in said async for c in engine.synthesize(speech)])
    assert response.response.headers["content-type"].startswith("text/event-stream")
    assert response.response.headers["x-auralis-ignored"] == "instructions"
    *deltas, done = read(response.content)
    assert len(deltas) > 2
    assert {tuple(delta) for delta in deltas} == {("type", "audio")}
    assert {delta["type"] for delta in deltas} == {"speech.audio.delta"}
    assert b"".join(base64.b64decode(delta["audio"]) for delta in deltas) == file
    assert base64.b64decode("".join(delta["audio"] for delta in deltas)) == file
    ids = sum(len(speech.text_ids) for speech in said)
    usage = {"input_tokens": ids, "output_tokens": codes, "total_tokens": ids + codes}
    assert done == {"type": "speech.audio.done", "usage": usage}


async def test_a_failure_on_the_way_is_an_event_and_the_stream_ends_well(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, failure=EngineError("broken"), fail_after=2)
    async with served(engine) as url, httpx.AsyncClient(base_url=url) as client:
        response = await client.post("/v1/audio/speech", json=body(recording, stream_format="sse"))
    *deltas, failure = read(response.content)
    assert [delta["type"] for delta in deltas] == ["speech.audio.delta"] * 2
    error = {"message": "broken", "type": "server_error", "param": None, "code": "engine_error"}
    assert failure == {"type": "error", "error": error}


async def test_a_failure_before_the_first_sound_is_no_stream(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, failure=EngineUnavailableError("Triton is away"))
    async with served(engine) as url, httpx.AsyncClient(base_url=url) as client:
        response = await client.post("/v1/audio/speech", json=body(recording, stream_format="sse"))
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "engine_unavailable"


async def test_a_deadline_that_passes_on_the_way_is_an_event(
    recording: str, let_pass: Callable[[float], None]
) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, gate=asyncio.Semaphore(1))
    settings = Settings(ready_seconds=0, request_timeout=3600)
    async with (
        served(engine, settings) as url,
        httpx.AsyncClient(base_url=url, timeout=None) as client,
        client.stream("POST", "/v1/audio/speech", json=body(recording, stream_format="sse")) as response,
    ):
        told = response.aiter_bytes()
        first = await anext(told)
        let_pass(3600)
        delta, failure = read(first + b"".join([each async for each in told]))
        assert engine.active == []
    assert delta["type"] == "speech.audio.delta"
    assert (failure["type"], failure["error"]["code"]) == ("error", "deadline_exceeded")


@pytest.mark.parametrize("level", ["sentence", "word"])
async def test_timestamps_come_beside_the_sound_which_they_do_not_change(recording: str, level: str) -> None:
    asked = body(recording, input="Hello there. [pause:0.5s] Good bye, you.", seed=5, speed=2.0)
    async with served(FakeEngine(vocabulary=VOCABULARY)) as url, httpx.AsyncClient(base_url=url) as client:
        file = (await client.post("/v1/audio/speech", json=asked)).content
        asked |= {"stream_format": "sse", "timestamps": level}
        events = read((await client.post("/v1/audio/speech", json=asked)).content)
    deltas = [event["audio"] for event in events if event["type"] == "speech.audio.delta"]
    assert b"".join(map(base64.b64decode, deltas)) == file
    assert events[-1]["type"] == "speech.audio.done"
    told = [event for event in events if event["type"] == "speech.audio.timestamps"]
    assert len(told) + len(deltas) + 1 == len(events)
    assert [event["text"] for event in told] == ["Hello there.", "Good bye, you."]
    first, second = told
    assert first["start"] == 0
    assert second["start"] == pytest.approx(first["end"] + 0.25, abs=0.002)
    assert second["end"] == pytest.approx(len(file) / 2 / 24_000, abs=0.002)
    if level == "sentence":
        assert set(first) == {"type", "text", "start", "end"}
    else:
        words = [word["word"] for event in told for word in event["words"]]
        assert words == ["Hello", "there.", "Good", "bye,", "you."]
        assert all(word["start"] <= word["end"] for event in told for word in event["words"])


async def test_the_sdk_and_timestamps_go_together(recording: str) -> None:
    asked = body(recording, extra_body={"timestamps": "word"}, stream_format="sse")
    async with (
        served(FakeEngine(vocabulary=VOCABULARY)) as url,
        sdk(url) as client,
        client.audio.speech.with_streaming_response.create(**asked) as response,
    ):
        kinds = {json.loads(line[6:])["type"] async for line in response.iter_lines() if line}
    assert kinds == {"speech.audio.delta", "speech.audio.timestamps", "speech.audio.done"}
