"""Stopping, pacing, refusing and counting, through the ensemble and at the decoder."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, Release
from auralis_xtts.launcher import Server
from wire import Client

PATIENCE = 60.0


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until `condition` is true; a test that waits in vain fails."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(condition):
            await asyncio.sleep(0.02)


async def test_describe(client: Client, oracle_reference: Path) -> None:
    (answer,) = await client.control(describe=True)

    release = Release.from_json(answer["description"][0])
    assert (release.release, release.width, release.max_text_ids) == (1, 128, 402)
    assert release.vocabulary == oracle_reference.with_name("vocab.json").read_text()


async def test_cancelling_by_id_ends_the_decoding(client: Client, speech: Any) -> None:
    before = client.metric("xtts_gpt_codes_total")
    stream = client.stream("xtts", speech(0, [4], max_tokens=600), request_id="left")
    answers = [await anext(stream)]

    (reply,) = await client.control(cancel_id="left")
    at_cancel = client.metric("xtts_gpt_codes_total")
    answers += [answer async for answer in stream]

    assert reply["finish_reason"][0] == b"cancelled"
    assert [answer["finish_reason"][0] for answer in answers if answer["finish_reason"][0]] == [b"cancelled"]
    assert client.metric("xtts_gpt_codes_total") - at_cancel <= 2
    assert at_cancel - before < 300
    # The engine tells of it with its next step, which may come after the stream's end.
    for gauge in ("xtts_gpt_running_requests", "xtts_gpt_kv_blocks_used"):
        await eventually(partial(lambda name: client.metric(name) == 0, gauge))
    (reply,) = await client.control(cancel_id="left")
    assert reply["finish_reason"][0] == b""


async def test_windows_wait_for_their_acknowledgement(
    client: Client, speech: Any, oracle: dict[str, NDArray[Any]]
) -> None:
    finished = client.metric("xtts_gpt_finished_length_total")
    answers: list[Any] = []

    async def listen() -> None:
        parameters = {"ahead": 2}
        async for answer in client.stream("xtts", speech(6, [4]), parameters=parameters, request_id="slow"):
            answers.append(answer)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(listen())
        await eventually(lambda: len(answers) == 2)
        # All is decoded, and still no more comes.
        await eventually(lambda: client.metric("xtts_gpt_finished_length_total") == finished + 1)
        assert len(answers) == 2
        assert await client.control(ack_id="slow", ack_sequence=0) == []
        await eventually(lambda: len(answers) == 3)
        await client.control(ack_id="slow", ack_sequence=100)

    assert np.concatenate([answer["codes"] for answer in answers]).tolist() == oracle["s6_codes"].tolist()
    assert abs(np.concatenate([a["audio"][0] for a in answers]) - oracle["s6_wav"]).max() < 1e-4


@pytest.mark.parametrize(
    ("changes", "parameters", "message"),
    [
        ({"text_ids": np.full(500, 5, np.int32)}, {}, "text_ids holds 500 ids"),
        ({"text_ids": np.full(3, 70_000, np.int32)}, {}, "text_ids holds the id 70000"),
        ({"text_ids": np.zeros(0, np.int32)}, {}, "text_ids is empty"),
        ({"gpt_cond_latent": np.zeros((32, 64), np.float32)}, {}, "gpt_cond_latent is 64 wide"),
        ({"speaker_embedding": np.full(512, np.nan, np.float32)}, {}, "speaker_embedding holds values"),
        ({"sampling_parameters": np.array([b"{"], np.object_)}, {}, "sampling_parameters is not JSON"),
        ({"sampling_parameters": np.array([b'{"top_p": 2}'], np.object_)}, {}, "top_p must be a number"),
        ({"chunk_schedule": np.array([4, 0], np.int32)}, {}, "chunk_schedule must hold positive"),
        ({}, {"ahead": -1}, "ahead must be a whole number"),
    ],
)
async def test_bad_input_is_an_error_in_the_stream(
    client: Client, speech: Any, changes: dict[str, Any], parameters: dict[str, Any], message: str
) -> None:
    spoken = await client.speak({**speech(6), **changes}, parameters=parameters)

    assert spoken.reasons == [FinishReason.ERROR]
    assert message in spoken.errors[0]


async def test_a_request_without_tensors_is_told_what_is_missing(client: Client) -> None:
    (answer,) = await client.control()
    assert answer["error"][0] == b"sampling_parameters is missing"
    (answer,) = await client.control(ack_id="x", ack_sequence="1")
    assert b"ack_sequence must be a whole number" in answer["error"][0]


async def test_a_running_request_s_id_is_taken(client: Client, speech: Any) -> None:
    stream = client.stream("xtts", speech(6, [4]), parameters={"ahead": 1}, request_id="same")
    answers = [await anext(stream)]
    second = await client.speak(speech(6), request_id="same")
    await client.control(cancel_id="same")
    answers += [answer async for answer in stream]

    assert second.reasons == [FinishReason.ERROR]
    assert "'same' is running" in second.errors[0]
    assert answers[-1]["finish_reason"][0] == b"cancelled"
    # An id is free as soon as its stream has ended.
    assert (await client.speak(speech(6), request_id="same")).reasons[-1] is FinishReason.LENGTH


async def test_a_client_that_leaves_the_decoder_s_own_stream_ends_it(client: Client, speech: Any) -> None:
    before = client.metric("xtts_gpt_finished_cancelled_total")
    async with contextlib.aclosing(client.stream("xtts_gpt", speech(0, [4], max_tokens=600))) as stream:
        await anext(stream)

    await eventually(lambda: client.metric("xtts_gpt_finished_cancelled_total") == before + 1)
    await eventually(lambda: client.metric("xtts_gpt_running_requests") == 0)


async def test_a_watch_of_what_does_not_run_ends_at_once(client: Client) -> None:
    assert await client.control(watch_id="nobody") == []


async def test_a_client_that_dies_leaves_nothing_behind(triton: Server, client: Client, speech: Any) -> None:
    for schedule in ([4], [60]):  # the decoder far ahead of the vocoder, and not
        before = client.metric("xtts_gpt_finished_cancelled_total")
        dying = Client(triton)
        inputs = speech(0, schedule, max_tokens=600)
        speaking = dying.stream("xtts_v1", inputs, parameters={"ahead": 2}, request_id="dying")
        await anext(speaking)
        watching = asyncio.ensure_future(dying.control(watch_id="dying"))
        for _ in range(3):  # it is there once others that were sent later are answered
            await dying.control(ack_id="dying", ack_sequence=0)
        await dying.grpc.close()
        await asyncio.gather(watching, return_exceptions=True)
        await speaking.aclose()
        await eventually(lambda: client.metric("xtts_gpt_running_requests") == 0)
        assert client.metric("xtts_gpt_finished_cancelled_total") == before + 1

    # An instance is unloaded when Triton has let go of all its requests.
    await client.grpc.unload_model("xtts_v1")
    async with asyncio.timeout(PATIENCE):
        while not await unloaded(client, "xtts_v1"):
            await asyncio.sleep(0.02)
    await client.grpc.load_model("xtts_v1")


async def unloaded(client: Client, model: str) -> bool:
    index = await client.grpc.get_model_repository_index()
    return [entry.reason for entry in index.models if entry.name == model] == ["unloaded"]
