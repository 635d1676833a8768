"""Speech as server-sent events: `stream_format` sse."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict

from auralis.errors import AuralisError
from auralis.server import sse
from auralis.server.errors import error_object
from auralis.speaker import Usage


async def events(pieces: AsyncGenerator[bytes, None], usage: Usage) -> AsyncGenerator[bytes, None]:
    """Yield `pieces` of an audio file as events, and at the end `usage`, as it is then."""
    encoder = sse.Base64Stream()
    async with aclosing(pieces):
        async for piece in pieces:
            if audio := encoder.encode(piece):
                yield _delta(audio)
    if audio := encoder.finish(b""):
        yield _delta(audio)
    total = usage.input_tokens + usage.output_tokens
    yield sse.event({"type": "speech.audio.done", "usage": {**asdict(usage), "total_tokens": total}})


def failure(error: AuralisError) -> bytes:
    """Return the event that ends the stream where an error does."""
    return sse.event({"type": "error", **error_object(error)})


def _delta(audio: str) -> bytes:
    return sse.event({"type": "speech.audio.delta", "audio": audio})
