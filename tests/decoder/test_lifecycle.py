"""Requests that are refused, cancelled or left; an engine that dies; an owner that is killed."""

import asyncio
import os
import random
import select
import subprocess
import sys
from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.serving.decoder import Decoder, DecoderError
from decoding import GREEDY, SEATS, Prompts, running, utterance

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def settled(decoder: Decoder, prompts: Prompts) -> dict[str, float]:
    """Return the metrics after one more code: the engine reports with its steps."""
    short = SamplingParameters(do_sample=False, max_tokens=1)
    await utterance(decoder, "settle", prompts.text_ids[6], prompts.voice, short)
    return decoder.metrics()


def assert_idle(metrics: dict[str, float]) -> None:
    for name in ("running_requests", "waiting_requests", "kv_blocks_used", "kv_cache_usage_ratio"):
        assert metrics[f"xtts_gpt_{name}"] == 0, name


@pytest.mark.parametrize(
    ("ids", "latent", "words"),
    [
        (np.zeros(3, np.int64), None, ["text_ids", "int32"]),
        (np.zeros((1, 3), np.int32), None, ["text_ids", "[1, 3]"]),
        (np.zeros(0, np.int32), None, ["text_ids", "empty"]),
        (np.zeros(402, np.int32), None, ["text_ids", "402", "split"]),
        (np.array([3, -1], np.int32), None, ["text_ids", "-1"]),
        (np.array([6681], np.int32), None, ["text_ids", "6681", "vocabulary"]),
        (None, np.zeros((32, 64), np.float32), ["gpt_cond_latent", "[32, 128]", "[32, 64]"]),
        (None, np.full((32, 128), np.nan, np.float32), ["gpt_cond_latent", "finite"]),
    ],
)
async def test_bad_tensors_are_refused_by_name(
    decoder: Decoder,
    prompts: Prompts,
    ids: NDArray[Any] | None,
    latent: NDArray[np.float32] | None,
    words: list[str],
) -> None:
    before = decoder.metrics()
    with pytest.raises(DecoderError) as caught:
        await utterance(
            decoder,
            "bad",
            prompts.text_ids[0] if ids is None else ids,
            prompts.voice if latent is None else latent,
            GREEDY,
        )
    assert all(word in str(caught.value) for word in words), caught.value
    assert decoder.metrics() == before  # no work was begun


async def test_a_running_id_is_taken_and_free_again_afterwards(decoder: Decoder, prompts: Prompts) -> None:
    arguments = (
        "twice",
        prompts.text_ids[0],
        prompts.voice,
        SamplingParameters(do_sample=False, max_tokens=9),
    )
    async with aclosing(decoder.decode(*arguments)) as steps:
        first = await anext(steps)
        with pytest.raises(DecoderError, match="twice"):
            await anext(decoder.decode(*arguments))
        rest = [len(step.codes) async for step in steps]
        assert len(first.codes) + sum(rest) == 9  # untouched by the other one
    assert len((await utterance(decoder, *arguments)).codes) == 9


async def test_cancel_ends_a_request_at_once_and_frees_its_blocks(decoder: Decoder, prompts: Prompts) -> None:
    cancelled = decoder.metrics()["xtts_gpt_finished_cancelled_total"]
    steps = decoder.decode("cancel-me", prompts.text_ids[3], prompts.voice, GREEDY)
    for _ in range(5):
        await anext(steps)
    assert decoder.metrics()["xtts_gpt_kv_blocks_used"] > 0
    assert await decoder.cancel("cancel-me")
    (last,) = [step async for step in steps]
    assert last.finish_reason is FinishReason.CANCELLED
    assert len(last.codes) == len(last.latents) == 0
    assert not await decoder.cancel("cancel-me")
    metrics = await settled(decoder, prompts)
    assert_idle(metrics)
    assert metrics["xtts_gpt_finished_cancelled_total"] == cancelled + 1


async def test_cancel_reaches_a_request_that_still_waits_for_a_seat(
    decoder: Decoder, prompts: Prompts
) -> None:
    running = [decoder.decode(f"seat-{n}", prompts.text_ids[0], prompts.voice, GREEDY) for n in range(SEATS)]
    await asyncio.gather(*(anext(steps) for steps in running))
    late = decoder.decode("late", prompts.text_ids[0], prompts.voice, GREEDY)
    first = asyncio.ensure_future(anext(late))
    while decoder.metrics()["xtts_gpt_waiting_requests"] < 1:
        await anext(running[0])
    assert await decoder.cancel("late")
    assert (await first).finish_reason is FinishReason.CANCELLED
    for steps in running:
        await steps.aclose()
    assert_idle(await settled(decoder, prompts))


async def test_staggered_requests_with_random_ends_leave_nothing_behind(
    decoder: Decoder, prompts: Prompts
) -> None:
    chance = random.Random(5)
    turn = asyncio.Semaphore(40)

    async def one(n: int) -> None:
        ids, length, way = prompts.text_ids[n % 8], chance.randint(4, 40), chance.choice("abcd")
        end = chance.randint(1, length - 1)
        sampling = SamplingParameters(seed=n, max_tokens=length)
        codes, reason = 0, FinishReason.RUNNING
        async with turn, aclosing(decoder.decode(f"mixed-{n}", ids, prompts.voice, sampling)) as steps:
            async for step in steps:
                codes, reason = codes + len(step.codes), step.finish_reason
                if codes >= end and way == "a":
                    await decoder.cancel(f"mixed-{n}")
                if codes >= end and way == "b":
                    return  # leaves the iterator
                if codes >= end and way == "c":
                    raise asyncio.CancelledError
        expected = {FinishReason.LENGTH, FinishReason.STOP}
        assert reason in (expected | {FinishReason.CANCELLED} if way == "a" else expected)
        assert codes == length or reason is not FinishReason.LENGTH

    results = await asyncio.gather(*(one(n) for n in range(64)), return_exceptions=True)
    assert all(x is None or isinstance(x, asyncio.CancelledError) for x in results), results
    assert_idle(await settled(decoder, prompts))
    await assert_all_seats_are_free(decoder, prompts)


async def assert_all_seats_are_free(decoder: Decoder, prompts: Prompts) -> None:
    """Nobody goes on before all have had a code, so a seat that was lost would hold all of them up."""
    together = asyncio.Barrier(SEATS)

    async def one(n: int) -> None:
        async with aclosing(decoder.decode(f"free-{n}", prompts.text_ids[6], prompts.voice, GREEDY)) as steps:
            await anext(steps)
            await together.wait()

    async with asyncio.timeout(60):
        await asyncio.gather(*(one(n) for n in range(SEATS)))


async def test_a_dead_engine_fails_its_requests_and_says_so(version_dir: Path, prompts: Prompts) -> None:
    before = set(psutil.Process().children(recursive=True))
    async with running(version_dir) as decoder:
        assert decoder.healthy
        steps = [decoder.decode(f"doomed-{n}", prompts.text_ids[0], prompts.voice, GREEDY) for n in range(2)]
        await asyncio.gather(*(anext(x) for x in steps))
        engine = [p for p in psutil.Process().children(recursive=True) if p not in before and is_engine(p)]
        assert len(engine) == 1
        engine[0].kill()
        for one in steps:
            with pytest.raises(DecoderError, match="died"):
                async for _ in one:
                    pass
        assert not decoder.healthy
        with pytest.raises(DecoderError, match="died"):
            await utterance(decoder, "too-late", prompts.text_ids[0], prompts.voice, GREEDY)


LATE = """
import threading, time

start = threading.Thread.start

def late(thread):
    target = thread._target
    if getattr(target, "__name__", "") == "process_output_sockets":
        thread._target = lambda *given: (time.sleep(2), target(*given))
    start(thread)

threading.Thread.start = late
"""
"""Run in every process: the engine's thread that answers gets the processor two seconds late."""


async def test_an_engine_whose_answers_are_late_is_waited_for(
    version_dir: Path, prompts: Prompts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(LATE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    async with running(version_dir) as decoder, asyncio.timeout(60):
        assert_idle(await settled(decoder, prompts))


def is_engine(process: psutil.Process) -> bool:
    return "EngineCore" in " ".join(process.cmdline()) or "EngineCore" in process.name()


async def test_nothing_outlives_an_owner_that_is_killed(version_dir: Path) -> None:
    reader, writer = os.pipe()
    command = [sys.executable, str(Path(__file__).with_name("owner.py")), str(version_dir), str(writer)]
    with subprocess.Popen(command, pass_fds=[writer]) as owner, open(reader) as words:
        os.close(writer)
        runtime_directory = Path(words.readline().strip())
        children = psutil.Process(owner.pid).children(recursive=True)
        assert any(map(is_engine, children))
        # Nothing has a name while it runs, so nothing is left if all processes are killed at once, either.
        assert not runtime_directory.exists()
        assert [
            line for pid in (owner.pid, *(x.pid for x in children)) for line in shared_memory_of(pid)
        ] == []
        ends = [os.pidfd_open(child.pid) for child in children]
        owner.kill()
    assert_all_end(ends, seconds=30)


def shared_memory_of(pid: int) -> list[str]:
    """Return the names in /dev/shm that a process has mapped."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return [line for line in lines if "/dev/shm/" in line and not line.endswith("(deleted)")]


def assert_all_end(processes: Iterable[int], seconds: float) -> None:
    """Wait until all processes of these descriptors have ended."""
    for descriptor in processes:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        assert poll.poll(seconds * 1000), "a process is still running"
        os.close(descriptor)
