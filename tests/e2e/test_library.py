"""The library in front of a real Triton: the one that the tests share, and one of its own."""

import asyncio
import threading
from collections.abc import Awaitable, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
import pytest

from auralis import TTS, TTSOutput, TTSRequest
from auralis_xtts.launcher import Server

pytestmark = pytest.mark.timeout(900)


def assert_same(output: TTSOutput, expected: TTSOutput) -> None:
    """Utterances that decode side by side share matrix products of other shapes, hence float noise."""
    assert output.token_length == expected.token_length
    np.testing.assert_allclose(output.array, expected.array, atol=1e-4)


async def all_ways_at_once(tts: TTS, requests: Sequence[TTSRequest]) -> list[tuple[int, TTSOutput]]:
    """Speak each request synchronously and asynchronously, whole and as a stream, all at the same time."""

    async def streamed(request: TTSRequest) -> TTSOutput:
        stream = await tts.generate_speech_async(replace(request, stream=True))
        return TTSOutput.combine_outputs([part async for part in stream])

    def streamed_in_a_thread(request: TTSRequest) -> TTSOutput:
        return TTSOutput.combine_outputs(list(tts.generate_speech(replace(request, stream=True))))

    async def numbered(number: int, speaking: Awaitable[TTSOutput]) -> tuple[int, TTSOutput]:
        return number, await speaking

    return await asyncio.gather(
        *(
            numbered(number, speaking)
            for number, request in enumerate(requests)
            for speaking in (
                tts.generate_speech_async(request),
                asyncio.to_thread(tts.generate_speech, request),
                streamed(request),
                asyncio.to_thread(streamed_in_a_thread, request),
            )
        )
    )


async def test_a_triton_that_runs_already(triton: Server, oracle_reference: Path) -> None:
    """Streams, all left early: one by itself, then many at once, in this loop and in threads."""
    request = TTSRequest("Hello there.", oracle_reference, seed=1, language="en", stream=True)
    async with TTS(triton_url=triton.grpc_url) as tts:

        def in_a_thread() -> TTSOutput:
            stream = tts.generate_speech(request)
            parts = list(islice(stream, 3))
            stream.close()
            return TTSOutput.combine_outputs(parts)

        async def in_this_loop() -> TTSOutput:
            async with aclosing(await tts.generate_speech_async(request)) as stream:
                return TTSOutput.combine_outputs([await anext(stream) for _ in range(3)])

        alone = await in_this_loop()
        many = [work for _ in range(3) for work in (in_this_loop(), asyncio.to_thread(in_a_thread))]
        together = await asyncio.gather(*many)
    assert alone.sample_rate == 24_000
    for output in together:
        assert_same(output, alone)


def test_a_triton_of_our_own(
    short_checkpoint: Path,
    oracle_reference: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Export, start, speak, in every way at once, save, and leave nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    me = psutil.Process()
    running = set(me.children(recursive=True))
    with TTS().from_pretrained(short_checkpoint) as tts:
        started = set(me.children(recursive=True)) - running
        (triton,) = [process for process in started if process.name() == "tritonserver"]
        (prefix,) = [
            argument.partition("shm-region-prefix-name=")[2]
            for argument in triton.cmdline()
            if "shm-region-prefix-name=" in argument
        ]
        assert list(Path("/dev/shm").glob(f"{prefix}*"))
        requests = [
            TTSRequest(text, [oracle_reference], seed=seed, language="en")
            for seed, text in enumerate(("Hello.", "And hello to you, too. It is late.", "What now?"))
        ]
        alone = [tts.generate_speech(request) for request in requests]
        alone[0].save(tmp_path / "hello.wav")
        for number, output in asyncio.run(all_ways_at_once(tts, requests)):
            assert_same(output, alone[number])
    assert len({output.array.tobytes() for output in alone}) == len(requests)
    assert TTSOutput.from_file(tmp_path / "hello.wav").duration == alone[0].duration > 0.1
    _, alive = psutil.wait_procs(started, timeout=30)
    assert not alive
    assert not list(Path("/dev/shm").glob(f"{prefix}*"))
    assert "auralis" not in [thread.name for thread in threading.enumerate()]
