"""Samples -> the bytes of a response format, while the samples are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from auralis.audio.compressed import AAC, FLAC, MP3, OPUS, CompressedEncoder
from auralis.audio.wav import PcmEncoder, WavEncoder
from auralis.errors import InvalidRequestError
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE


class Encoder(Protocol):
    """One stream: `header`, then `encode` as often as there is sound, then `finish`.  Each may return b""."""

    def header(self) -> bytes: ...

    def encode(self, samples: NDArray[np.float32]) -> bytes:
        """Take the next samples, float32 [n], mono; those outside -1..1 are clipped."""

    def finish(self) -> bytes: ...


@dataclass(frozen=True)
class Format:
    """A value of `response_format`; `start(rate)` begins a stream of it."""

    name: str
    media_type: str
    start: Callable[[int], Encoder]


FORMATS: Mapping[str, Format] = {
    entry.name: entry
    for entry in (
        Format("mp3", "audio/mpeg", partial(CompressedEncoder, MP3)),
        Format("opus", "audio/ogg", partial(CompressedEncoder, OPUS)),
        Format("aac", "audio/aac", partial(CompressedEncoder, AAC)),
        Format("flac", "audio/flac", partial(CompressedEncoder, FLAC)),
        Format("wav", "audio/wav", WavEncoder),
        Format("pcm", "audio/pcm", PcmEncoder),
    )
}


def find_format(name: str) -> Format:
    """Return the format called `name`; raises InvalidRequestError that lists what exists."""
    if name not in FORMATS:
        raise InvalidRequestError(
            f"response_format {name!r} is not known; known are {', '.join(FORMATS)}", param="response_format"
        )
    return FORMATS[name]


def start_encoder(name: str, rate: int = OUTPUT_SAMPLE_RATE) -> Encoder:
    """Begin a stream of the format called `name`, for samples at `rate` Hz."""
    return find_format(name).start(rate)
