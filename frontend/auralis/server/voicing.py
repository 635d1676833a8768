"""Samples -> the base64 of one continuous stream in a format, at a speed."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing

import numpy as np
from numpy.typing import NDArray

from auralis.audio.encode import Encoder, start_encoder
from auralis.audio.speed import Tempo
from auralis.audio.wav import wav_header
from auralis.engine.base import AudioChunk
from auralis.server.sse import Base64Stream
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE


class Voicing:
    """One stream: a header comes once, with the first sound; without any sound there is nothing at all."""

    def __init__(self, format: str, speed: float) -> None:
        self._encoder = start_encoder(format)
        self._tempo = Tempo(speed, OUTPUT_SAMPLE_RATE)
        self._text = Base64Stream()
        self._begun = False

    async def stream(self, chunks: AsyncGenerator[AudioChunk, None]) -> AsyncGenerator[str, None]:
        """Yield the base64 of `chunks`, each as soon as it is there; encoding holds nobody else up."""
        async with aclosing(chunks):
            async for chunk in chunks:
                if len(chunk.samples) and (data := await asyncio.to_thread(self.encode, chunk.samples)):
                    yield data
        if data := await asyncio.to_thread(self.finish):
            yield data

    def encode(self, samples: NDArray[np.float32]) -> str:
        """Take the next samples, float32 [n]; return what can be told of them by now, maybe nothing."""
        head = b"" if self._begun else self._encoder.header()
        self._begun = True
        return self._text.encode(head + self._encoder.encode(self._tempo.change(samples)))

    def finish(self) -> str:
        if not self._begun:
            return ""
        return self._text.finish(finished(self._encoder, self._tempo))


async def whole_file(chunks: AsyncIterable[AudioChunk], format: str, speed: float) -> str:
    """Return all sound as one file in base64; a WAV file says how long it is."""
    encoder = start_encoder("pcm" if format == "wav" else format)
    tempo = Tempo(speed, OUTPUT_SAMPLE_RATE)
    content = bytearray(encoder.header())
    async for chunk in chunks:
        content += await asyncio.to_thread(encoded, encoder, tempo, chunk)
    content += await asyncio.to_thread(finished, encoder, tempo)
    head = wav_header(OUTPUT_SAMPLE_RATE, len(content) // 2) if format == "wav" else b""
    return base64.b64encode(head + content).decode()


def encoded(encoder: Encoder, tempo: Tempo, chunk: AudioChunk) -> bytes:
    """Return what can be told of a chunk by now; slow, so not for the event loop."""
    return encoder.encode(tempo.change(chunk.samples))


def finished(encoder: Encoder, tempo: Tempo) -> bytes:
    """The same for what is left."""
    return encoder.encode(tempo.finish()) + encoder.finish()
