"""Compressed audio through FFmpeg's encoders, as a stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray


@dataclass(frozen=True)
class Codec:
    """An encoder and its container, in FFmpeg's words.

    `bit_rate` in bits/s, 0 if it does not apply.  `options` are the container's.
    """

    container: str
    encoder: str
    sample_format: str
    bit_rate: int
    options: tuple[tuple[str, str], ...] = ()


MP3 = Codec("mp3", "libmp3lame", "fltp", 128_000, (("write_xing", "0"), ("id3v2_version", "0")))
OPUS = Codec("ogg", "libopus", "flt", 64_000, (("page_duration", "60000"),))  # in us; else it holds back 1 s
AAC = Codec("adts", "aac", "fltp", 96_000)
FLAC = Codec("flac", "flac", "s16", 0, (("metadata_header_padding", "0"),))


class CompressedEncoder:
    """One stream of mono audio.  What comes out does not depend on how the samples were cut into calls."""

    def __init__(self, codec: Codec, rate: int) -> None:
        self._sink = _Sink()
        options = {"flush_packets": "1", "fflags": "bitexact", **dict(codec.options)}
        self._container = av.open(self._sink, "w", format=codec.container, container_options=options)
        self._stream = cast(AudioStream, self._container.add_stream(codec.encoder, rate=rate, layout="mono"))
        self._stream.format = codec.sample_format
        if codec.bit_rate:
            self._stream.bit_rate = codec.bit_rate
        self._rate = rate
        self._position = 0

    def header(self) -> bytes:
        self._container.start_encoding()
        return self._sink.take()

    def encode(self, samples: NDArray[np.float32]) -> bytes:
        if len(samples):
            bounded = np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0)
            frame = av.AudioFrame.from_ndarray(bounded[None], format="flt", layout="mono")
            frame.sample_rate = self._rate
            frame.pts = self._position
            self._position += len(samples)
            self._container.mux(self._stream.encode(frame))
        return self._sink.take()

    def finish(self) -> bytes:
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._sink.take()


class _Sink:
    """A file that can only be written to, so that no muxer goes back to correct its header."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        written = bytes(self._written)
        self._written.clear()
        return written
