"""Compressed audio through FFmpeg's encoders, as a stream that lasts as long as what it was made of.

MP3 and AAC come in frames of 21 to 24 ms and begin with sound that is the encoder's own.  Opus and FLAC say
in the file what is sound; the length of these two is not known when the file begins, hence:

mp3   A LAME tag in front tells decoders how much to skip.  Those that do not read it (libsndfile) play 46 ms
      of silence first, as with any MP3.
aac   ADTS has no place to say it, so the first frame is left out.  A decoder then fades the sound in over one
      frame; at 48 kHz that is 21 ms.
both  The last frame is left out when what it would add to the duration is more than `MOST_SURPLUS`: it holds
      a few ms of the sound at most.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

MOST_SURPLUS = 18
"""Milliseconds that the last frame may add."""


@dataclass(frozen=True)
class Codec:
    """An encoder and its container, in FFmpeg's words.

    `bit_rate` in bits/s, 0 if it does not apply.  `options` are the container's.  `rate` is the stream's in
    Hz, None for that of the samples.  `frame` samples make one packet, 0 if the container says where the
    sound ends.  Of a decoder's output, the first `delay` samples are the encoder's own: `tag` in front has
    them skipped, or else the first packet is left out.
    """

    container: str
    encoder: str
    sample_format: str
    bit_rate: int
    options: tuple[tuple[str, str], ...] = ()
    rate: int | None = None
    frame: int = 0
    delay: int = 0
    tag: bytes = b""


def _lame_tag(encoder_delay: int) -> bytes:
    """Return an MP3 frame (MPEG 2, layer III, 128 kbit/s, 24 kHz, mono) with nothing but a LAME tag.

    Its form is http://gabriel.mp3-tech.org/mp3infotag.html.  FFmpeg plays the frame as silence if it gives
    neither a number of frames nor one of bytes, hence the number of bytes that stands for an unknown one.
    """
    header, side_information, size = bytes.fromhex("fff3c4c4"), bytes(9), 384
    number_of_bytes = struct.pack(">II", 2, 0xFFFFFFFF)
    delays = (encoder_delay << 12).to_bytes(3, "big")
    tag = b"Info" + number_of_bytes + b"LAME".ljust(9) + bytes(12) + delays
    return (header + side_information + tag).ljust(size, b"\0")


MP3 = Codec(
    "mp3",
    "libmp3lame",
    "fltp",
    128_000,
    (("write_xing", "0"), ("id3v2_version", "0")),
    rate=24_000,
    frame=576,
    delay=576 + 529,  # the encoder's, and that of every decoder
    tag=_lame_tag(576),
)
OPUS = Codec("ogg", "libopus", "flt", 64_000, (("page_duration", "60000"),))  # in us; else it holds back 1 s
AAC = Codec("adts", "aac", "fltp", 96_000, rate=48_000, frame=1024, delay=1024)
FLAC = Codec("flac", "flac", "s16", 0, (("metadata_header_padding", "0"),))


class CompressedEncoder:
    """One stream of audio.  What comes out does not depend on how the samples were cut into calls.

    Stereo (`channels` 2) samples are float32 [n, 2].
    """

    def __init__(self, codec: Codec, rate: int, channels: int = 1) -> None:
        self._codec = codec
        self._sink = _Sink()
        options = {"flush_packets": "1", "fflags": "bitexact", **dict(codec.options)}
        self._container = av.open(self._sink, "w", format=codec.container, container_options=options)
        self._layout = "mono" if channels == 1 else "stereo"
        self._stream = cast(
            AudioStream,
            self._container.add_stream(codec.encoder, rate=codec.rate or rate, layout=self._layout),
        )
        self._stream.format = codec.sample_format
        if codec.bit_rate:
            self._stream.bit_rate = codec.bit_rate
        self._rate = rate
        self._position = 0
        self._packets = 0

    def header(self) -> bytes:
        self._container.start_encoding()
        return self._sink.take() + self._codec.tag

    def encode(self, samples: NDArray[np.float32]) -> bytes:
        if len(samples):
            bounded = np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0)
            frame = av.AudioFrame.from_ndarray(bounded.reshape(1, -1), format="flt", layout=self._layout)
            frame.sample_rate = self._rate
            frame.pts = self._position
            self._position += len(samples)
            self._write(self._stream.encode(frame))
        return self._sink.take()

    def finish(self) -> bytes:
        rest = self._stream.encode(None)
        self._write(rest[: max(0, self._wanted_packets() - self._packets)] if self._codec.frame else rest)
        self._container.close()
        return self._sink.take()

    def _write(self, packets: Iterable[av.Packet]) -> None:
        for packet in packets:
            if self._packets or self._codec.tag or not self._codec.delay:
                self._container.mux(packet)
            self._packets += 1

    def _wanted_packets(self) -> int:
        """Return how many packets hold the sound, but for the few ms that are not worth one more."""
        rate, frame = self._codec.rate or self._rate, self._codec.frame
        dispensable = frame - MOST_SURPLUS * rate // 1000
        sound = self._position * rate // self._rate
        return -(-max(0, sound + self._codec.delay - dispensable) // frame)


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
