"""An LLM that speaks OpenAI's protocol on a real socket, and does what its scripts say."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

DROP: Final = "drop"
"""Breaks the connection."""

STALL: Final = "stall"
"""Sends nothing any more, until the client leaves."""

END: Final = "end"
"""Ends the body as HTTP has it."""

Step = bytes | str | asyncio.Event | Callable[[], Awaitable[bytes]]
"""Bytes of the body, what gives them at their turn, something from above, or what has to be set first."""


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Script:
    steps: tuple[Step, ...]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/event-stream"),)


def event(content: Mapping[str, Any] | str) -> bytes:
    data = content if isinstance(content, str) else json.dumps(content)
    return f"data: {data}\n\n".encode()


def delta(finish_reason: str | None = None, **fields: Any) -> bytes:
    """Return a chunk of an answer."""
    return event(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": "llm-7b",
            "choices": [{"index": 0, "delta": fields, "finish_reason": finish_reason}],
        }
    )


def saying(*parts: str | asyncio.Event, finish_reason: str = "stop") -> Script:
    """Return a whole answer, streamed."""
    said = [part if isinstance(part, asyncio.Event) else delta(content=part) for part in parts]
    return Script((delta(role="assistant", content=""), *said, delta(finish_reason), event("[DONE]"), END))


def answering(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "application/json"
) -> Script:
    """Return an answer as a whole."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Script((body, END), status, (("content-type", kind), *(headers or {}).items()))


def completion(content: str | None, **message: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "llm-7b",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, **message},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }


class FakeLlm:
    """`requests` are those that came; `left` gets the path of each that the client left before its end.

    `answer` says what is done where no script is left.
    """

    def __init__(self) -> None:
        self.answer: Callable[[Received], Script] | None = None
        self.url = ""
        self.requests: list[Received] = []
        self.left: asyncio.Queue[str] = asyncio.Queue()
        self.connections = 0
        self._scripts: deque[Script] = deque()
        self._serving: dict[asyncio.Task[Any] | None, asyncio.StreamWriter] = {}

    def then(self, *scripts: Script) -> "FakeLlm":
        """Have the next requests answered like this, one after the other."""
        self._scripts.extend(scripts)
        return self

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._serving[asyncio.current_task()] = writer
        try:
            while (request := await _received(reader)) is not None:
                self.requests.append(request)
                script = self._scripts.popleft() if self._scripts or not self.answer else self.answer(request)
                if not await self._play(script, reader, writer):
                    self.left.put_nowait(request.path)
                    return
        except ConnectionError:  # while a request came
            pass
        finally:
            del self._serving[asyncio.current_task()]
            writer.close()

    async def close(self) -> None:
        """Break the connections there are, and wait for their ends."""
        for writer in self._serving.values():
            writer.transport.abort()
        await asyncio.gather(*filter(None, self._serving))

    async def _play(self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Say whether the client was there to the end."""
        try:
            return await self._written(script, reader, writer)
        except ConnectionError:
            return False

    async def _written(
        self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = [f"HTTP/1.1 {script.status} Scripted", "transfer-encoding: chunked"]
        head += [f"{name}: {value}" for name, value in script.headers]
        writer.write("\r\n".join([*head, "", ""]).encode())
        for planned in script.steps:
            step = await planned() if callable(planned) else planned
            if step == DROP:
                writer.close()
                return True
            if step == END:
                writer.write(b"0\r\n\r\n")
            elif isinstance(step, bytes):
                writer.write(f"{len(step):x}\r\n".encode() + step + b"\r\n")
            elif not await _waited(step if isinstance(step, asyncio.Event) else asyncio.Event(), reader):
                return False
            await writer.drain()
        return True


async def _waited(event: asyncio.Event, reader: asyncio.StreamReader) -> bool:
    """Wait for `event`; say whether it came before the client left."""
    waiting, reading = asyncio.ensure_future(event.wait()), asyncio.ensure_future(reader.read(1))
    await asyncio.wait({waiting, reading}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, reading):
        task.cancel()
    await asyncio.gather(waiting, reading, return_exceptions=True)
    return event.is_set()


async def _received(reader: asyncio.StreamReader) -> Received | None:
    """Return the next request, None if the client leaves instead, or in its middle."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
    except asyncio.IncompleteReadError:
        return None
    return Received(first.split()[1], headers, json.loads(body))


@asynccontextmanager
async def fake_llm(*scripts: Script) -> AsyncIterator[FakeLlm]:
    llm = FakeLlm().then(*scripts)
    server = await asyncio.start_server(llm.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    llm.url = f"http://127.0.0.1:{port}/v1/chat/completions"
    try:
        yield llm
    finally:
        server.close()
        await llm.close()
