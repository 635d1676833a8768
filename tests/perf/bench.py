"""Measure the served path against its own parts, as ratios within one run.

    python tests/perf/bench.py build/tiny/repository build/full/repository --out build/bench.json

For each repository a Triton and a front end are started and measured on an otherwise idle machine:

first audio   from the HTTP request to the first byte of sound, with the voice cached, over the decoder's time
              to its first window + the vocoder's time for that window, each measured alone
whole path    from the HTTP request to its last byte, over the decoder's whole time + the vocoder's for all
              windows, each measured alone
batching      eight requests in a row over the same eight at once, at HTTP; the same for the decoder alone,
              and for the vocoder alone: where one stream of windows fills all cores, nothing is to be gained
real time     seconds of computing per second of sound, one stream at HTTP
"""

import argparse
import asyncio
import base64
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from tritonclient.grpc.aio import InferenceServerClient, InferInput, InferResult

from auralis.engine.triton import TritonEngine
from auralis.text.pipeline import Pipeline
from auralis.voices.conditioning import Voice, VoiceParameters, compute_voice
from auralis_xtts import contract
from auralis_xtts.launcher import Server, launch

REFERENCE = Path(__file__).parents[1] / "data" / "oracle" / "reference.wav"
SENTENCES = (
    "Hello world, this is a short test.",
    "A second sentence is a little longer than the first one was.",
    "Three words more.",
    "How many of them can be spoken at the same time?",
    "Nobody knows before it has been measured on the machine at hand.",
    "This is the sixth of them.",
    "The last but one says nothing new.",
    "And here the row ends.",
)
REPEATS = 5
SEED = 7
Answer = dict[str, NDArray[Any]]


class Parts:
    """Triton's models, one by one, past the ensemble and the front end."""

    def __init__(self, url: str, release: contract.Release, voice: Voice) -> None:
        self._client = InferenceServerClient(url)
        self._text = Pipeline(release)
        self._release = release.release
        self._voice = voice

    async def close(self) -> None:
        await self._client.close()

    async def decode(self, sentence: str) -> AsyncIterator[Answer]:
        """Yield the decoder's windows."""
        utterance = next(self._text.utterances(sentence, "en"))
        sampling = json.dumps(contract.Sampling(seed=SEED)).encode()
        values = {
            contract.TEXT_IDS: np.array(utterance.text_ids, np.int32),
            contract.GPT_COND_LATENT: self._voice.gpt_cond_latent,
            contract.SPEAKER_EMBEDDING: self._voice.speaker_embedding,
            contract.SAMPLING_PARAMETERS: np.array([sampling], np.object_),
        }
        request = {
            "model_name": contract.GPT.name,
            "model_version": str(self._release),
            "inputs": [_input(tensor, value) for tensor, value in values.items()],
        }

        async def once() -> AsyncIterator[dict[str, Any]]:
            yield request

        async for result, error in self._client.stream_infer(once()):
            if error is not None:
                raise error
            yield _arrays(result)

    async def vocode(self, window: Answer) -> int:
        """Return how many samples a window of the decoder's gives."""
        inputs = [_input(tensor, window[tensor.name]) for tensor in contract.VOCODER.inputs]
        result = await self._client.infer(contract.VOCODER.name, inputs, model_version=str(self._release))
        return int(result.as_numpy(contract.AUDIO.name).size)


def _input(tensor: contract.Tensor, value: NDArray[Any]) -> InferInput:
    dtype = "BYTES" if tensor.dtype == "STRING" else tensor.dtype
    return InferInput(tensor.name, list(value.shape), dtype).set_data_from_numpy(value)


def _arrays(result: InferResult) -> Answer:
    return {output.name: result.as_numpy(output.name) for output in result.get_response().outputs}


class Http:
    """The front end, as its clients see it."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=None)
        self._voice = [base64.b64encode(REFERENCE.read_bytes()).decode()]

    async def close(self) -> None:
        await self._client.aclose()

    async def ready(self) -> None:
        while True:
            try:
                if (await self._client.get("/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)

    async def speak(self, sentence: str) -> tuple[float, int]:
        """Return seconds to the first byte of sound, and samples in all."""
        body = {"model": "xttsv2", "voice": self._voice, "input": sentence, "seed": SEED}
        begun, first, size = time.perf_counter(), 0.0, 0
        async with self._client.stream(
            "POST", "/v1/audio/speech", json={**body, "response_format": "pcm"}
        ) as answer:
            answer.raise_for_status()
            async for piece in answer.aiter_raw():
                first = first or time.perf_counter() - begun
                size += len(piece)
        return first, size // 2


async def timed(work: Awaitable[Any]) -> float:
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def median(measure: Callable[[], Awaitable[float]]) -> float:
    return statistics.median([await measure() for _ in range(REPEATS)])


async def isolated(parts: Parts, sentence: str) -> tuple[float, float]:
    """Return the time to the first window, and for all of them, of decoder and vocoder each alone."""
    begun = time.perf_counter()
    windows, first = [], 0.0
    async for window in parts.decode(sentence):
        first = first or time.perf_counter() - begun
        windows.append(window)
    decoding = time.perf_counter() - begun
    vocoding = [await timed(parts.vocode(window)) for window in windows]
    return first + vocoding[0], decoding + sum(vocoding)


async def drained(parts: Parts, sentence: str) -> None:
    async for _ in parts.decode(sentence):
        pass


async def vocoded(parts: Parts, windows: list[Answer]) -> None:
    for window in windows:
        await parts.vocode(window)


async def batching(speak: Callable[[str], Awaitable[Any]]) -> float:
    """Return the time for SENTENCES in a row over that for all at once."""
    in_a_row = sum([await timed(speak(sentence)) for sentence in SENTENCES])
    at_once = await timed(asyncio.gather(*(speak(sentence) for sentence in SENTENCES)))
    return in_a_row / at_once


async def measure(triton: Server, url: str) -> dict[str, float]:
    """Return the figures of one repository."""
    engine, http = TritonEngine(triton.grpc_url), Http(url)
    await http.ready()
    release = await engine.describe((await engine.releases())[0])
    voice = await compute_voice(engine, [REFERENCE.read_bytes()], VoiceParameters(), release.release)
    parts = Parts(triton.grpc_url, release, voice)
    await asyncio.gather(*(http.speak(sentence) for sentence in SENTENCES))  # all shapes seen, voice cached
    sentence = SENTENCES[0]
    alone = [await isolated(parts, sentence) for _ in range(REPEATS)]
    first = [(await http.speak(sentence))[0] for _ in range(REPEATS)]
    whole = await median(lambda: timed(http.speak(sentence)))
    seconds = (await http.speak(sentence))[1] / contract.OUTPUT_SAMPLE_RATE
    own_first = statistics.median(first_alone for first_alone, _ in alone)
    own_whole = statistics.median(whole_alone for _, whole_alone in alone)
    windows = {sentence: [window async for window in parts.decode(sentence)] for sentence in SENTENCES}
    figures = {
        "first audio, s": statistics.median(first),
        "first audio / parts alone": statistics.median(first) / own_first,
        "whole path / parts alone": whole / own_whole,
        "real-time factor, one stream": whole / seconds,
        "8 in a row / 8 at once, HTTP": await batching(http.speak),
        "8 in a row / 8 at once, decoder alone": await batching(lambda text: drained(parts, text)),
        "8 in a row / 8 at once, vocoder alone": await batching(lambda text: vocoded(parts, windows[text])),
        "memory of Triton and its engines, GiB": memory(triton.pid) / 2**30,
    }
    await asyncio.gather(parts.close(), http.close(), engine.close())
    return figures


def memory(pid: int) -> int:
    """Return the proportional memory of a process and all below it, in bytes."""
    root = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in (root, *root.children(recursive=True)))


@contextmanager
def front_end(triton_url: str) -> Iterator[str]:
    """Run `auralis.openai` and give its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    program = str(Path(sys.executable).with_name("auralis.openai"))
    arguments = ["--port", str(port), "--triton-url", triton_url, "--max_concurrency", "8"]
    process = subprocess.Popen([program, *arguments], stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    results = {}
    for repository in arguments.repositories:
        with launch(repository) as triton, front_end(triton.grpc_url) as url:
            results[repository.parent.name] = asyncio.run(measure(triton, url))
    report = {
        "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end",
        "figures": results,
    }
    arguments.out.write_text(json.dumps(report, indent=2) + "\n")
    table = Table("", *results, title=report["machine"])  # type: ignore[arg-type]
    for name in next(iter(results.values())):
        table.add_row(name, *(f"{figures[name]:.2f}" for figures in results.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
