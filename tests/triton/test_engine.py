"""The front end's engine against a real Triton."""

import asyncio
import re
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from auralis.engine.base import SpeechInput
from auralis.engine.connection import Deadlines
from auralis.engine.triton import TritonEngine
from auralis.errors import DeadlineExceededError, EngineError, EngineUnavailableError
from auralis_xtts.contract import Sampling
from auralis_xtts.launcher import Server
from engine_contract import EngineContract, sound, spoken
from front_end import free_port


@pytest_asyncio.fixture
async def engine(triton: Server) -> AsyncIterator[TritonEngine]:
    engine = TritonEngine(triton.grpc_url)
    yield engine
    await engine.close()


@pytest.fixture
def speech(oracle: dict[str, NDArray[Any]]) -> SpeechInput:
    return SpeechInput(
        "utterance",
        1,
        oracle["s0_text_ids"],
        oracle["cond_default_gpt_cond_latent"][0],
        oracle["cond_default_speaker_embedding"].reshape(512),
        Sampling(do_sample=False, max_tokens=48),
    )


class TestTritonEngine(EngineContract):
    """The real engine keeps the promises that its double keeps."""


async def test_an_utterance_that_is_left_has_ended_when_the_engine_is_closed(
    triton: Server, speech: SpeechInput
) -> None:
    """The decoder refuses an id that it is busy with: the same id can be spoken again, so it is not."""
    endless = replace(speech, utterance_id="left", sampling=Sampling(do_sample=False))
    for _ in range(2):
        engine = TritonEngine(triton.grpc_url)
        async with aclosing(engine.synthesize(endless)) as chunks:
            await anext(chunks)
        await engine.close()


async def test_closing_waits_for_the_end_of_every_stream(triton: Server, speech: SpeechInput) -> None:
    """It comes after the last answer, and Triton leaks the request of a stream that is cut off in between."""
    engine = TritonEngine(triton.grpc_url)
    for _ in range(3):
        await spoken(engine, replace(speech, utterance_id="again"))
    reading = asyncio.all_tasks() - {asyncio.current_task()}
    await engine.close()
    assert reading
    assert all(task.done() and not task.cancelled() for task in reading)


async def test_closing_ends_what_is_still_listened_to(triton: Server, speech: SpeechInput) -> None:
    engine = TritonEngine(triton.grpc_url)
    endless = replace(speech, utterance_id="endless", sampling=Sampling(do_sample=False))
    async with aclosing(engine.synthesize(endless)) as chunks:
        await anext(chunks)
        await engine.close()
        with pytest.raises(EngineError):
            await anext(chunks)


async def test_a_call_that_is_left_is_read_to_its_end(triton: Server) -> None:
    """Triton would leak the request, and then not stop any more."""
    engine, left = TritonEngine(triton.grpc_url), 50
    await engine.describe(1)
    before = await asyncio.to_thread(answered, triton, "xtts_gpt")
    for moments in range(1, left + 1):
        call = asyncio.create_task(engine.speaker("Ada Example", 1))
        for _ in range(moments):
            await asyncio.sleep(0)
        call.cancel()
    await engine.close()
    assert await asyncio.to_thread(answered, triton, "xtts_gpt") == before + left


def answered(triton: Server, model: str) -> int:
    """Return how many requests to `model` Triton has answered so far."""
    with urllib.request.urlopen(triton.metrics_url, timeout=30) as page:
        found = re.search(
            rf'^nv_inference_request_success{{model="{model}",.*}} (\d+)', page.read().decode(), re.M
        )
    assert found is not None
    return int(found[1])


async def test_an_utterance_that_is_left_at_once_is_ended_though_it_may_come_after_its_end(
    triton: Server, speech: SpeechInput
) -> None:
    engine = TritonEngine(triton.grpc_url)
    for _ in range(3):
        chunks = engine.synthesize(replace(speech, utterance_id="hasty"))
        waiting = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await engine.close()
    engine = TritonEngine(triton.grpc_url)
    assert sound(await spoken(engine, replace(speech, utterance_id="hasty"))).size
    await engine.close()


async def test_a_window_that_does_not_come_in_time(triton: Server, speech: SpeechInput) -> None:
    engine = TritonEngine(triton.grpc_url, Deadlines(window=1e-6))
    with pytest.raises(DeadlineExceededError):
        await spoken(engine, speech)
    await engine.close()


async def test_what_the_decoder_refuses_is_an_error_with_its_words(
    engine: TritonEngine, speech: SpeechInput
) -> None:
    narrow = replace(speech, utterance_id="narrow", gpt_cond_latent=np.zeros((32, 7), np.float32))
    with pytest.raises(EngineError, match="wide"):
        await spoken(engine, narrow)
    with pytest.raises(EngineError, match="text_ids"):
        await spoken(engine, replace(speech, utterance_id="long", text_ids=np.zeros(1000, np.int32)))
    with pytest.raises(EngineError):
        await engine.condition(np.zeros(0, np.float32), 1)


async def test_models_that_are_not_there_are_named(engine: TritonEngine, speech: SpeechInput) -> None:
    audio = np.zeros(22_050, np.float32)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "xtts_style": lambda: engine.condition(audio, 9),
        "xtts_speaker": lambda: engine.embed_speaker(audio, 9),
        "xtts_v9": lambda: spoken(engine, replace(speech, release=9)),
    }
    for part, call in calls.items():
        with pytest.raises(EngineUnavailableError, match=part) as caught:
            await call()
        assert caught.value.part == part
    with pytest.raises(EngineUnavailableError, match="not loaded"):
        await engine.reload("xtts_v9")


async def test_a_server_that_is_away(speech: SpeechInput) -> None:
    engine = TritonEngine(f"127.0.0.1:{free_port()}")
    for call in (engine.releases, engine.check, engine.recover, lambda: spoken(engine, speech)):
        with pytest.raises(EngineUnavailableError, match="cannot be reached") as caught:
            await call()
        assert caught.value.part is None
    await engine.close()
