"""Speech as server-sent events: `stream_format` sse."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from auralis.captions import Sentence, Word
from auralis.errors import AuralisError
from auralis.server import sse
from auralis.server.errors import error_object
from auralis.speaker import Usage
from auralis.timeline import Timeline


@dataclass(frozen=True)
class Timestamps:
    """Tells of the sentences that `timeline` has heard, for sound that is played `speed` times as fast."""

    timeline: Timeline
    words: bool
    speed: float

    def events(self) -> Iterator[bytes]:
        """Yield an event for each sentence that ended since this was last called; times are in seconds."""
        for sentence in self.timeline.take():
            told = sentence.at_speed(self.speed)
            words = [{"word": each.text, **_times(each)} for each in told.words]
            content = {"type": "speech.audio.timestamps", "text": told.text, **_times(told)}
            yield sse.event({**content, "words": words} if self.words else content)


async def events(
    pieces: AsyncGenerator[bytes, None], usage: Usage, timestamps: Timestamps | None = None
) -> AsyncGenerator[bytes, None]:
    """Yield `pieces` of an audio file as events, and at the end `usage`, as it is then.

    With `timestamps`, an event for each sentence comes once all of its sound has been handed to the encoder.
    """
    encoder = sse.Base64Stream()
    async with aclosing(pieces):
        async for piece in pieces:
            if audio := encoder.encode(piece):
                yield _delta(audio)
            for event in timestamps.events() if timestamps else ():
                yield event
    if audio := encoder.finish(b""):
        yield _delta(audio)
    for event in timestamps.events() if timestamps else ():
        yield event
    spent = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
    yield sse.event({"type": "speech.audio.done", "usage": {**spent, "total_tokens": sum(spent.values())}})


def failure(error: AuralisError) -> bytes:
    """Return the event that ends the stream where an error does."""
    return sse.event({"type": "error", **error_object(error)})


def _times(told: Sentence | Word) -> dict[str, float]:
    return {"start": round(told.start, 3), "end": round(told.end, 3)}


def _delta(audio: str) -> bytes:
    return sse.event({"type": "speech.audio.delta", "audio": audio})
