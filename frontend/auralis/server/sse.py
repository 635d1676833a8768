"""Server-sent events, written."""

from __future__ import annotations

import base64
import json
from typing import Any

MEDIA_TYPE = "text/event-stream"
HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}
"""That no proxy holds events back."""

DONE = b"data: [DONE]\n\n"

WHOLE = 6
"""Bytes in multiples of which sound is written: whole samples, and whole groups of base64."""


def event(content: dict[str, Any]) -> bytes:
    return b"data: " + as_json(content) + b"\n\n"


def as_json(content: dict[str, Any]) -> bytes:
    """Return `content` in ASCII: half a character, as LLMs send them, stays one."""
    return json.dumps(content, separators=(",", ":")).encode("ascii")


class Base64Stream:
    """Bytes -> base64 in pieces that may be decoded one by one, or all joined."""

    def __init__(self) -> None:
        self._kept = b""

    def encode(self, data: bytes) -> str:
        """Take the next bytes; return what can be written, which may be nothing."""
        self._kept += data
        whole = len(self._kept) // WHOLE * WHOLE
        ready, self._kept = self._kept[:whole], self._kept[whole:]
        return base64.b64encode(ready).decode()

    def finish(self, data: bytes) -> str:
        """The same for the last bytes: return all that is left."""
        return base64.b64encode(self._kept + data).decode()
