"""The ensemble as a client sees it: whatever the schedule and the company, the same codes and audio."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from auralis_xtts.contract import PARTS, FinishReason
from auralis_xtts.convert.checkpoint import load_checkpoint
from auralis_xtts.convert.promote import promote
from auralis_xtts.convert.repository import export_release
from wire import Answer, Client

TOLERANCE = 1e-4
CONTEXT = 20 * 256  # samples at the end of a shortened utterance that the missing latents would change


@pytest.mark.parametrize(
    ("sentence", "schedule", "windows"),
    [
        (0, None, 6),
        (1, [4, 8, 16, 32], 6),
        (6, [1], 26),
        (7, [5, 30], 3),
        (6, [1000], 1),
    ],
)
async def test_a_stream_is_the_reference_s_utterance(
    client: Client,
    speech: Any,
    oracle: dict[str, NDArray[Any]],
    sentence: int,
    schedule: list[int] | None,
    windows: int,
) -> None:
    spoken = await client.speak(speech(sentence, schedule))

    assert spoken.codes == oracle[f"s{sentence}_codes"].tolist()
    expected = oracle[f"s{sentence}_wav"]
    assert spoken.audio.shape == expected.shape
    assert abs(spoken.audio - expected).max() < TOLERANCE
    assert spoken.sequences == list(range(windows))
    assert spoken.reasons == [FinishReason.RUNNING] * (windows - 1) + [FinishReason.LENGTH]
    assert not any(spoken.errors)


async def test_company_changes_nothing(client: Client, speech: Any, oracle: dict[str, NDArray[Any]]) -> None:
    schedules = [None, [1], [2, 6], [1000]]
    greedy = [speech(i % 8, schedules[i % 4], max_tokens=8 + i) for i in range(12)]
    sampled = [speech(i, schedules[i], do_sample=True, seed=i, max_tokens=10 + i) for i in range(4)]
    solo = [await client.speak(inputs) for inputs in sampled]

    together = await asyncio.gather(*map(client.speak, [*greedy, *sampled]))

    for i, spoken in enumerate(together[:12]):
        assert spoken.codes == oracle[f"s{i % 8}_codes"][: 8 + i].tolist()
        kept = len(spoken.audio) - CONTEXT
        assert abs(spoken.audio[:kept] - oracle[f"s{i % 8}_wav"][:kept]).max() < TOLERANCE
    for alone, spoken in zip(solo, together[12:], strict=True):
        assert spoken.codes == alone.codes
        assert abs(spoken.audio - alone.audio).max() < TOLERANCE
    assert len({tuple(spoken.codes[:8]) for spoken in solo}) == 4  # they were sampled indeed


@pytest_asyncio.fixture
async def second_release(client: Client, tiny_repository: Path, other_checkpoint: Path) -> AsyncIterator[str]:
    """Serve a second release from another checkpoint for one test; return its ensemble."""
    checkpoint = load_checkpoint(other_checkpoint)
    await asyncio.to_thread(export_release, checkpoint, 2, tiny_repository)
    del checkpoint
    for part in PARTS:
        await client.grpc.load_model(part.name)
    await client.grpc.load_model("xtts_v2")
    yield "xtts_v2"
    promote(tiny_repository, 1)
    await client.grpc.load_model("xtts")
    await client.grpc.unload_model("xtts_v2")
    shutil.rmtree(tiny_repository / "xtts_v2")
    for part in PARTS:
        shutil.rmtree(tiny_repository / part.name / "2")
        await client.grpc.load_model(part.name)


async def test_two_releases_side_by_side_and_a_promotion(
    client: Client,
    speech: Any,
    oracle: dict[str, NDArray[Any]],
    tiny_repository: Path,
    second_release: str,
) -> None:
    inputs = speech(0, [4])
    reference = oracle["s0_codes"].tolist()
    other = await client.speak(speech(0, [4], max_tokens=12), model=second_release)
    assert other.codes != reference[:12]
    assert (await client.speak(inputs, model="xtts_v1")).codes == reference

    running = client.stream("xtts", inputs, parameters={"ahead": 1}, request_id="old")
    answers = [await anext(running)]
    promote(tiny_repository, 2)
    await client.grpc.load_model("xtts")
    after = await client.speak(speech(0, [4], max_tokens=12))
    async for answer in _acknowledging(client, "old", running):
        answers.append(answer)

    assert after.codes == other.codes
    assert [int(code) for answer in answers for code in answer["codes"]] == reference
    audio = np.concatenate([answer["audio"][0] for answer in answers])
    assert abs(audio - oracle["s0_wav"]).max() < TOLERANCE


async def _acknowledging(
    client: Client, request_id: str, stream: AsyncIterator[Answer]
) -> AsyncIterator[Answer]:
    """Pass on what is left of a stream of release 1 that is one window ahead."""
    await client.control(version="1", ack_id=request_id, ack_sequence=0)
    async for answer in stream:
        yield answer
        await client.control(version="1", ack_id=request_id, ack_sequence=int(answer["sequence"][0]))
