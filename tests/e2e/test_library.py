"""The library in front of a real Triton: the one that the tests share, and one of its own."""

import asyncio
import threading
from contextlib import aclosing
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
import pytest

from auralis import TTS, TTSOutput, TTSRequest
from auralis_xtts.launcher import Server

pytestmark = pytest.mark.timeout(900)


async def test_a_triton_that_runs_already(triton: Server, oracle_reference: Path) -> None:
    """Two streams with the same seed, one in this loop and one in a thread, both left early."""
    request = TTSRequest("Hello there.", oracle_reference, seed=1, language="en", stream=True)
    async with TTS(triton_url=triton.grpc_url) as tts:

        def in_a_thread() -> TTSOutput:
            stream = tts.generate_speech(request)
            parts = list(islice(stream, 3))
            stream.close()
            return TTSOutput.combine_outputs(parts)

        async with aclosing(await tts.generate_speech_async(request)) as stream:
            one = TTSOutput.combine_outputs([await anext(stream) for _ in range(3)])
        same = await asyncio.to_thread(in_a_thread)
    assert one.sample_rate == 24_000
    assert one.token_length == same.token_length
    np.testing.assert_allclose(one.array, same.array, atol=1e-4)


def test_a_triton_of_our_own(
    short_checkpoint: Path,
    oracle_reference: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Export, start, speak, save, and leave nothing."""
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
        request = TTSRequest("Hello.", [oracle_reference], seed=1)
        output = tts.generate_speech(request)
        output.save(tmp_path / "hello.wav")
        again = asyncio.run(tts.generate_speech_async(request))
        np.testing.assert_allclose(again.array, output.array, atol=1e-4)
    assert TTSOutput.from_file(tmp_path / "hello.wav").duration == output.duration > 0.1
    _, alive = psutil.wait_procs(started, timeout=30)
    assert not alive
    assert not list(Path("/dev/shm").glob(f"{prefix}*"))
    assert "auralis" not in [thread.name for thread in threading.enumerate()]
