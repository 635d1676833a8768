"""/metrics, as Prometheus reads it; the clock of underruns is the test's."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families

from auralis.engine.base import AudioChunk
from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError
from auralis.server import metrics as clock_user
from auralis.server.metrics import Metrics
from auralis.server.settings import Settings
from served import VOCABULARY, served

ROUTE = "/v1/audio/speech"


def value(text: str, name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return 0.0


def body(recording: str, **fields: Any) -> dict[str, Any]:
    spoken = {"model": "xttsv2", "input": "Hello there.", "voice": [recording], "response_format": "pcm"}
    return {**spoken, **fields}


async def test_requests_sound_and_caches_are_counted(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    async with served(engine) as url, httpx.AsyncClient(base_url=url) as client:
        sound = b"".join([(await client.post(ROUTE, json=body(recording))).content for _ in range(2)])
        assert (await client.post(ROUTE, json=body(recording, top_k=-1))).status_code == 400
        await client.get("/nowhere/else")
        engine.failure = EngineError("broken")
        assert (await client.post(ROUTE, json=body(recording))).status_code == 500
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    counted = answer.text
    outcomes = ("ok", "refused", "failed", "client_gone")
    assert [
        value(counted, "auralis_requests_total", route=ROUTE, outcome=outcome) for outcome in outcomes
    ] == [2, 1, 1, 0]
    assert value(counted, "auralis_requests_total", route="other", outcome="refused") == 1
    assert value(counted, "auralis_first_audio_seconds_count", route=ROUTE) == 2
    assert value(counted, "auralis_real_time_factor_count", route=ROUTE) == 2
    assert value(counted, "auralis_audio_seconds_total", route=ROUTE) == pytest.approx(
        len(sound) / 2 / 24_000
    )
    assert value(counted, "auralis_voice_cache_misses_total") == 1
    assert value(counted, "auralis_voice_cache_hits_total") == 2
    assert value(counted, "auralis_requests_at_work") == 0


async def test_a_stream_that_breaks_off_and_one_that_is_left_are_told_apart(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, failure=EngineError("broken"), fail_after=1)
    async with served(engine) as url, httpx.AsyncClient(base_url=url) as client:
        await client.post(ROUTE, json=body(recording, stream_format="sse"))
        engine.failure = None
        async with client.stream("POST", ROUTE, json=body(recording, input="A word. " * 10_000)) as response:
            await anext(response.aiter_raw())
        await engine.left.get()
        while not value(
            counted := (await client.get("/metrics")).text,
            "auralis_requests_total",
            route=ROUTE,
            outcome="client_gone",
        ):
            await asyncio.sleep(0)
    assert value(counted, "auralis_requests_total", route=ROUTE, outcome="cut_off") == 1


async def test_the_queue_is_seen(recording: str) -> None:
    gate = asyncio.Semaphore(0)
    engine = FakeEngine(vocabulary=VOCABULARY, gate=gate)
    async with (
        served(engine, Settings(max_concurrency=1, max_waiting=5)) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        asked = [asyncio.create_task(client.post(ROUTE, json=body(recording))) for _ in range(3)]
        while True:
            counted = (await client.get("/metrics")).text
            if value(counted, "auralis_requests_waiting") == 2:
                break
        assert value(counted, "auralis_requests_at_work") == 1
        for _ in range(1000):
            gate.release()
        assert {answer.status_code for answer in await asyncio.gather(*asked)} == {200}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("speed", "waits", "taking", "underruns"),
    [
        (1.0, [5.0, 1.09, 1.0, 1.0], 0.0, 0),  # the budget is used up, but for 10 ms
        (1.0, [0.5, 1.11, 1.0, 1.0], 0.0, 1),  # and now it is not enough, once
        (1.0, [0.5, 1.11, 1.01, 0.5], 0.0, 2),
        (2.0, [0.5, 0.59, 0.5, 0.5], 0.0, 0),
        (2.0, [0.5, 0.61, 0.5, 0.5], 0.0, 1),
        (1.0, [0.5, 1.0, 1.0, 1.0], 9.0, 0),  # a client that takes its time
    ],
)
async def test_underruns_are_those_of_a_player_with_100_ms_in_hand(
    monkeypatch: pytest.MonkeyPatch, speed: float, waits: list[float], taking: float, underruns: int
) -> None:
    clock, metrics = Clock(), Metrics()
    monkeypatch.setattr(clock_user, "time", clock)

    async def second_by_second() -> AsyncGenerator[AudioChunk, None]:
        for number, wait in enumerate(waits):
            clock.now += wait
            yield AudioChunk(np.zeros(24_000, np.float32), np.zeros(22, np.int32), number)

    async for _ in metrics.measure(second_by_second(), ROUTE, clock.now - 2.0, speed):
        clock.now += taking
    counted = bytes(metrics.text().body).decode()
    assert value(counted, "auralis_underruns_total", route=ROUTE) == underruns
    assert value(counted, "auralis_first_audio_seconds_sum", route=ROUTE) == pytest.approx(waits[0] + 2.0)
    assert value(counted, "auralis_real_time_factor_sum", route=ROUTE) == pytest.approx(
        sum(waits) / len(waits) * speed
    )


def test_a_call_of_an_llm_is_timed_by_its_outcome() -> None:
    metrics = Metrics()
    with metrics.upstream():
        pass
    with pytest.raises(json.JSONDecodeError), metrics.upstream():
        json.loads("nonsense")
    counted = bytes(metrics.text().body).decode()
    assert value(counted, "auralis_upstream_seconds_count", outcome="ok") == 1
    assert value(counted, "auralis_upstream_seconds_count", outcome="failed") == 1
