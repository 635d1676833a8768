from collections.abc import AsyncIterator

import pytest

from auralis.chat.event_stream import LARGEST_EVENT, EventStreamError, events

STREAM = (
    "\ufeff: a comment\n\ndata: one\r\n\r\nevent: named\rid: 7\rdata:two\rdata: \u00fcber\r\r"
    "retry: 3\n\ndata\n\ndata:  three\n\ndata: never ended\n"
).encode()


async def _in_pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
async def test_events_are_what_the_standard_says_however_they_come(size: int) -> None:
    read = [data async for data in events(_in_pieces(STREAM, size))]
    assert read == ["one", "two\n\u00fcber", "", " three"]


async def test_an_event_is_there_with_its_blank_line() -> None:
    asked = 0

    async def coming() -> AsyncIterator[bytes]:
        nonlocal asked
        for part in (b"data: one\n", b"\n", b"data: two"):
            asked += 1
            yield part

    assert await anext(events(coming())) == "one"
    assert asked == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"data: \xff\n\n", "UTF-8"),
        (b"<html>\n\n", "no field"),
        (b"x" * (LARGEST_EVENT + 1), "too large"),
        ((b"data: " + b"x" * 50_000 + b"\n") * (LARGEST_EVENT // 50_000 + 1), "too large"),
    ],
    ids=["bytes", "html", "line", "event"],
)
async def test_what_is_no_event_stream_is_an_error(data: bytes, why: str) -> None:
    with pytest.raises(EventStreamError, match=why):
        async for _ in events(_in_pieces(data, 100_000)):
            pass
