"""Measure how late the text of a chat is while others are being spoken.

    PYTHONPATH=tests python tests/perf/chat_latency.py build/tiny/repository --out build/bench-chat.json

A Triton and a front end are started.  Chats are held, one after the other, with an LLM in this process; first
alone, then beside six streams of speech that are kept running.  What is measured is the time from the LLM's
writing of a piece of text to the client's reading of it: of the first piece of every chat, and of all.  At
the same moments a process that only echoes is written to: its time is the machine's to answer for.
"""

import argparse
import asyncio
import base64
import json
import os
import statistics
import time
from asyncio.subprocess import PIPE
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from auralis_xtts.launcher import launch
from fake_llm import END, FakeLlm, Script, delta, event, fake_llm
from perf.bench import REFERENCE, SENTENCES, Http, front_end

OTHERS = 6
"""Streams that are spoken all the time."""

CHATS = 200
WARMING = 10
"""Chats before those that count."""

GAP = 0.025
"""Seconds between two pieces of the LLM's text: 40 tokens a second."""

ANSWER = [f"{word} " for word in " ".join(SENTENCES[:4]).split()]


class Echo:
    """A process that gives back what it gets."""

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["Echo"]:
        process = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
        assert process.stdin is not None
        assert process.stdout is not None
        echo = cls(process.stdin)
        reading = asyncio.create_task(echo.read(process.stdout))
        try:
            yield echo
        finally:
            process.stdin.close()
            await reading
            await process.wait()

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._waiting: deque[tuple[float, asyncio.Future[float]]] = deque()

    def write(self) -> asyncio.Future[float]:
        """Return what will be the seconds until it is back."""
        late: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append((time.perf_counter(), late))
        self._writer.write(b"\n")
        return late

    async def read(self, reader: asyncio.StreamReader) -> None:
        async for _ in reader:
            sent, late = self._waiting.popleft()
            late.set_result(time.perf_counter() - sent)


@dataclass
class Chat:
    """When each piece of an answer was written and read, and how many were by the time of the first sound."""

    echo: Echo
    sent: list[float] = field(default_factory=list)
    came: list[float] = field(default_factory=list)
    echoes: list[asyncio.Future[float]] = field(default_factory=list)
    sent_at_sound: int | None = None

    @property
    def late(self) -> list[float]:
        return [came - sent for sent, came in zip(self.sent, self.came, strict=True)]

    def script(self) -> Script:
        """Return the answer of an LLM that notes when it writes."""
        return Script((*map(self._writing, ANSWER), delta("stop"), event("[DONE]"), END))

    def read(self, line: str) -> None:
        """Note what a line of the stream says."""
        if not line.startswith("data: {"):
            return
        now, told = time.perf_counter(), json.loads(line[6:])
        if "error" in told:
            raise RuntimeError(told["error"]["message"])
        if told["object"] == "audio.chunk":
            self.sent_at_sound = len(self.sent) if self.sent_at_sound is None else self.sent_at_sound
        elif told["choices"][0]["delta"].get("content"):
            self.came.append(now)

    def _writing(self, text: str) -> Callable[[], Awaitable[bytes]]:
        async def write() -> bytes:
            await asyncio.sleep(GAP)
            self.sent.append(time.perf_counter())
            self.echoes.append(self.echo.write())
            return delta(content=text)

        return write


async def hold(client: httpx.AsyncClient, llm: FakeLlm, echo: Echo, body: dict[str, Any]) -> Chat:
    """Read a chat until its text is there, and leave: the rest of its sound tells nothing more."""
    chat = Chat(echo)
    llm.then(chat.script())
    async with client.stream("POST", "/v1/chat/completions", json=body) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            chat.read(line)
            if len(chat.came) == len(ANSWER):
                break
    await asyncio.gather(*chat.echoes)
    return chat


@asynccontextmanager
async def others(http: Http, count: int) -> AsyncIterator[None]:
    """Have so many streams of speech read without a pause."""

    async def listen(number: int) -> None:
        while True:
            await http.speak(" ".join([*SENTENCES[number:], *SENTENCES[:number]]))

    tasks = [asyncio.create_task(listen(number)) for number in range(count)]
    try:
        yield
        if failed := [task for task in tasks if task.done()]:
            await failed[0]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def measure(url: str, chats: int, spoken: int) -> list[Chat]:
    """Return the chats that were held, one after the other, while `spoken` streams were."""
    http = Http(url)
    await http.ready()
    voice = base64.b64encode(REFERENCE.read_bytes()).decode()
    async with (
        fake_llm() as llm,
        Echo.running() as echo,
        httpx.AsyncClient(base_url=url, timeout=None) as client,
        others(http, spoken),
    ):
        body = {
            "model": "llm",
            "messages": [{"role": "user", "content": "Hi"}],
            "stream": True,
            "openai_api_url": llm.url,
            "speaker_files": [voice],
        }
        held = [await hold(client, llm, echo, body) for _ in range(WARMING + chats)]
    await http.close()
    return held[WARMING:]


def figures(chats: Sequence[Chat]) -> dict[str, float]:
    """Return milliseconds, and shares."""
    shown = {}
    for name, late in (
        ("first", [chat.late[0] for chat in chats]),
        ("all", [each for chat in chats for each in chat.late]),
        ("echo", [each.result() for chat in chats for each in chat.echoes]),
    ):
        cuts = statistics.quantiles(late, n=100, method="inclusive")
        shown[f"{name}, median, ms"] = statistics.median(late) * 1000
        shown[f"{name}, p99, ms"] = cuts[98] * 1000
        shown[f"{name}, most, ms"] = max(late) * 1000
    early = [chat.sent_at_sound is not None and chat.sent_at_sound < len(ANSWER) for chat in chats]
    return {**shown, "heard before the LLM's last word": sum(early) / len(early)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--chats", type=int, default=CHATS)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    results = {}
    with launch(arguments.repository) as triton, front_end(triton.grpc_url) as url:
        for spoken in (0, OTHERS):
            chats = asyncio.run(measure(url, arguments.chats, spoken))
            results[f"{spoken} others"] = figures(chats)
    report = {
        "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end",
        "figures": results,
    }
    arguments.out.write_text(json.dumps(report, indent=2) + "\n")
    table = Table("", *results, title=str(report["machine"]))
    for name in next(iter(results.values())):
        table.add_row(name, *(f"{shown[name]:.2f}" for shown in results.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
