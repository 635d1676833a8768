"""Speech as server-sent events: `stream_format` sse."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from auralis.errors import AuralisError
from auralis.server.errors import error_object
from auralis.tts import Usage

MEDIA_TYPE = "text/event-stream"
HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}
"""That no proxy holds events back."""


async def events(pieces: AsyncGenerator[bytes, None], usage: Usage) -> AsyncGenerator[bytes, None]:
    """Yield `pieces` of an audio file as events, and at the end `usage`, as it is then.

    But for the last, the base64 of each event stands for a multiple of 3 bytes: clients may decode each event
    or all of them joined.
    """
    kept = b""
    async with aclosing(pieces):
        async for piece in pieces:
            kept += piece
            if whole := len(kept) // 3 * 3:
                yield _delta(kept[:whole])
                kept = kept[whole:]
    if kept:
        yield _delta(kept)
    total = usage.input_tokens + usage.output_tokens
    yield _event({"type": "speech.audio.done", "usage": {**asdict(usage), "total_tokens": total}})


def failure(error: AuralisError) -> bytes:
    """Return the event that ends the stream where an error does."""
    return _event({"type": "error", **error_object(error)})


def _delta(audio: bytes) -> bytes:
    return _event({"type": "speech.audio.delta", "audio": base64.b64encode(audio).decode()})


def _event(content: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(content)}\n\n".encode()
