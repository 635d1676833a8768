"""Server-sent events, read strictly."""

from __future__ import annotations

import codecs
import re
from collections.abc import AsyncGenerator, AsyncIterable

LARGEST_EVENT = 1 << 20
"""Characters of an event, or of a line."""

_END = re.compile(r"\r\n|\r|\n")


class EventStreamError(ValueError):
    """What came is no event stream; the message says why."""


async def events(chunks: AsyncIterable[bytes]) -> AsyncGenerator[str, None]:
    """Yield the data of every event, each as soon as its blank line has come.

    Comments, and fields other than `data`, are passed over.  An event without its blank line at the end is
    none.  Raises EventStreamError for bytes that are no UTF-8, lines that are no fields, and oversize.
    """
    data: list[str] = []
    size = 0
    async for line in _lines(chunks):
        if not line:
            if data:
                yield "\n".join(data)
            data, size = [], 0
            continue
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
            size += len(value)
            if size > LARGEST_EVENT:
                raise EventStreamError("an event that is too large")
        elif name not in ("", "event", "id", "retry"):
            raise EventStreamError("a line that is no field of an event")


async def _lines(chunks: AsyncIterable[bytes]) -> AsyncGenerator[str, None]:
    """Yield lines without their ends: CR, LF or both."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    begun: list[str] = []
    size = 0
    returned = False  # a CR came last: an LF belongs to it
    async for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError:
            raise EventStreamError("bytes that are not UTF-8") from None
        if not text:
            continue
        first, *others = _END.split(text[1:] if returned and text[0] == "\n" else text)
        returned = text[-1] == "\r"
        begun.append(first)
        size += len(first)
        if size > LARGEST_EVENT:
            raise EventStreamError("a line that is too large")
        for other in others:
            yield "".join(begun)
            begun, size = [other], len(other)
