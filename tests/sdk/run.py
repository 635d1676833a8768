"""Whole sessions of OpenAI's SDKs with the front end, the engine's double and a scripted LLM behind it.

    python tests/sdk/run.py build/sdk

There, `2` and `3` are virtual environments with those major versions of openai-python, and `node` has the
packages and a copy of session.mjs.  The SDK of this script's own Python is tried as well.  Every session must
leave the same files, and each must decode to what the engine spoke.
"""

import argparse
import asyncio
import base64
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import structlog
from numpy.typing import NDArray
from rich.console import Console

from auralis.audio.wav import PcmEncoder
from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.server.keys import hashed
from auralis.server.settings import Settings
from fake_llm import DROP, END, FakeLlm, Script, answering, completion, delta, event, fake_llm, saying
from served import VOCABULARY, served

HERE = Path(__file__).parent
RECORDING = HERE.parent / "data" / "oracle" / "reference.wav"
RATE = 24_000
TOLERANCE = 0.020
DEADLINE = 300
TEXT = "Hello there, this is the first sentence. A second one follows, and it is a little longer. Bye now!"
DELTAS = ("Well, this ", "is the first", " sentence. And here is a", " second one, a little longer. Bye now!")
ANSWER = "".join(DELTAS)
KEY = "one-of-ours"
SPEEDS = {"fast": 2.0, "slow": 0.5}
FORMATS = ("mp3", "opus", "aac", "flac", "wav", "pcm")
NAMES = {
    *(f"speech-{way}.{form}" for way in ("whole", "streamed", "events") for form in FORMATS),
    *(f"speech-voice-{way}.wav" for way in ("name", "id", "object")),
    *("speech-fast.mp3", "speech-slow.flac", "speech-seed.mp3", "speech-async.mp3", "speech-async.pcm"),
    *(
        "builtin-whole.wav",
        "chat-seed.wav",
        "chat-seed-compressed.mp3",
        "chat-seed-whole.mp3",
        "chat-async.opus",
    ),
    *("chat-official.pcm", "chat-official-helper.pcm", "chat-official-whole.wav"),
}
"""The files that a session leaves: what is spoken, how it came, and the format."""

Samples = NDArray[np.int16]


def scripts() -> tuple[Script, ...]:
    """Return what the LLM answers in one session, in the order of its chats."""
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    slow = {"error": {"message": "slow down", "type": "tokens", "param": None, "code": "rate_limit_exceeded"}}
    usage = event({"id": "x", "choices": [], "usage": completion("")["usage"]})
    said, whole = saying(*DELTAS), answering(completion(ANSWER))
    with_usage = Script((*said.steps[:-2], usage, *said.steps[-2:]))
    calling = (delta(role="assistant", content=None), delta(tool_calls=[call]), delta("tool_calls"))
    return (
        *(said, said, said, whole),  # this project's dialect
        *(with_usage, said, whole, whole),  # OpenAI's, and a follow-up
        said,  # the other client
        Script((*calling, event("[DONE]"), END)),
        answering(slow, 429, {"retry-after": "7"}),
        Script((delta(content="It breaks off. "), DROP)),
    )


def engine(**options: Any) -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=("Ana",), **options)


@asynccontextmanager
async def full() -> AsyncIterator[str]:
    """Serve with no place left; yields the URL."""
    held = engine(gate=asyncio.Semaphore(0))
    body = {"model": "tts-1", "input": TEXT, "voice": "Ana"}
    async with (
        served(held, Settings(ready_seconds=0, max_concurrency=1, max_waiting=0)) as url,
        httpx.AsyncClient(timeout=None, trust_env=False) as client,
    ):
        speaking = asyncio.create_task(client.post(f"{url}/v1/audio/speech", json=body))
        await held.started.get()
        try:
            yield url
        finally:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)


async def spoken(engine: FakeEngine) -> Samples:
    """Return what the engine spoke for what it was asked since it was asked here last."""
    encoder, asked = PcmEncoder(RATE), list(engine.spoken)
    parts = [encoder.encode(c.samples) for speech in asked async for c in engine.synthesize(speech)]
    engine.spoken.clear()
    return np.frombuffer(b"".join(parts), "<i2")


async def references() -> dict[str, Samples]:
    """Return what each kind of file holds: what the engine is asked for when there is no SDK."""
    double, recording = engine(), base64.b64encode(RECORDING.read_bytes()).decode()
    speech = {"model": "tts-1", "input": TEXT, "voice": [recording], "response_format": "pcm"}
    chat = {"model": "llm-7b", "messages": [{"role": "user", "content": "Hi"}], "speaker_files": [recording]}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "speech": ("speech", speech),
        "builtin": ("speech", {**speech, "voice": "Ana"}),
        "chat": ("chat", {**chat, "stream": True}),
        "chat-seed": ("chat", {**chat, "stream": True, "enhance_speech": True}),
    }
    paths = {"speech": "/v1/audio/speech", "chat": "/v1/chat/completions"}
    found = {}
    async with (
        fake_llm(saying(*DELTAS), saying(*DELTAS)) as llm,
        served(double, Settings(ready_seconds=0, llm=Policy(anywhere=True))) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        for name, (route, body) in asked.items():
            own = {"openai_api_url": llm.url} if route == "chat" else {}
            (await client.post(paths[route], json={**body, **own})).raise_for_status()
            found[name] = await spoken(double)
            assert len(found[name]) > RATE, f"{name} is too short to tell anything"
    return found


async def session(command: Sequence[str], out: Path) -> str:
    """Run one session, and return which SDK it had; raises AssertionError with what it said."""
    double = engine()
    async with AsyncExitStack() as stack:
        llm: FakeLlm = await stack.enter_async_context(fake_llm(*scripts()))
        settings = Settings(ready_seconds=0, llm=Policy(anywhere=True))
        keyed = Settings(ready_seconds=0, api_keys=(hashed(KEY),))
        nobody = stack.enter_context(socket.socket())  # bound, so that nobody else gets the port
        nobody.bind(("127.0.0.1", 0))
        told = {
            "url": f"{await stack.enter_async_context(served(double, settings))}/v1/",
            "llm_url": llm.url,
            "closed_url": f"http://127.0.0.1:{nobody.getsockname()[1]}/v1",
            "keyed_url": f"{await stack.enter_async_context(served(engine(), keyed))}/v1",
            "key": KEY,
            "full_url": f"{await stack.enter_async_context(full())}/v1",
            "recording": str(RECORDING),
            "text": TEXT,
            "answer": ANSWER,
            "out": str(out),
        }
        said = await _output(*command, json.dumps(told))
        assert len(llm.requests) == len(scripts()), f"{len(llm.requests)} chats reached the LLM"
        assert {request.headers["authorization"] for request in llm.requests} == {"Bearer your-api-key"}
        follow_up = llm.requests[7].body["messages"][1]
        assert follow_up == {"role": "assistant", "content": ANSWER}, follow_up
    assert double.active == [], "something is still spoken"
    return str(json.loads(said)["sdk"])


async def _output(*command: str) -> bytes:
    # The SDKs read the first of these, and Node and Python the others.
    unwanted = ("OPENAI_", "PYTHON", "NODE_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "PYTHONPATH": str(HERE.parent)}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, env=environment)
    try:
        async with asyncio.timeout(DEADLINE):
            output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, f"{command[:2]} failed:\n{errors.decode(errors='replace')[-4000:]}"
    return output


def decoded(path: Path) -> tuple[Samples, int]:
    """Return samples, rounded to 16 bits, and their rate in Hz."""
    if path.suffix == ".pcm":
        return np.frombuffer(path.read_bytes(), "<i2"), RATE
    converter = av.AudioResampler(format="s16", layout="mono")
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        parts = [
            converted.to_ndarray().ravel()
            for frame in container.decode(audio=0)
            for converted in converter.resample(frame)
        ]
    return np.concatenate(parts), rate


def judge(out: Path, expected: dict[str, Samples]) -> float:
    """Return by how many seconds the worst file is too long or too short; raises AssertionError."""
    names = {path.name for path in out.iterdir()}
    assert names == NAMES, f"missing {sorted(NAMES - names)}, unknown {sorted(names - NAMES)}"
    worst = 0.0
    for path in sorted(out.iterdir()):
        kind, _, way = path.stem.partition("-")
        wanted = expected.get(path.stem, expected[kind])
        samples, rate = decoded(path)
        speed = SPEEDS.get(way, 1.0)
        surplus = len(samples) / rate - len(wanted) / RATE / speed
        assert abs(surplus) <= TOLERANCE, f"{path.name} is {1000 * surplus:.1f} ms too long"
        worst = max(worst, abs(surplus))
        if path.suffix in (".wav", ".pcm", ".flac") and speed == 1:
            assert np.array_equal(samples, wanted), f"{path.name} is not what was spoken"
    return worst


def node(directory: Path) -> str:
    """Return the Node.js that the packages need, which npm brought along where there is a build of it."""
    found = sorted((directory / "node_modules").glob("node-linux-*/bin/node"))
    return str(found[0]) if found else shutil.which("node") or "node"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("environments", type=Path)
    environments: Path = parser.parse_args().environments.resolve()
    pythons = [environments / "2" / "bin" / "python", environments / "3" / "bin" / "python", sys.executable]
    commands = [[str(python), str(HERE / "session.py")] for python in pythons]
    commands.append([node(environments / "node"), str(environments / "node" / "session.mjs")])
    console, expected = Console(), await references()
    for command in commands:
        with tempfile.TemporaryDirectory(prefix="auralis-sdk-") as out:
            sdk = await session(command, Path(out))
            worst = judge(Path(out), expected)
        console.print(
            f"{sdk}: {len(NAMES)} files as spoken, durations within {1000 * worst:.1f} ms", soft_wrap=True
        )


if __name__ == "__main__":
    with structlog.testing.capture_logs():  # a session says itself what is wrong
        asyncio.run(main())
