"""Raw 16-bit samples, alone (pcm) or behind a WAV header."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

UNKNOWN_SIZE = 0xFFFFFFFF
"""What a WAV header of a stream says; players then read to the end."""


class PcmEncoder:
    """Signed 16-bit little-endian samples, mono, without a header."""

    def __init__(self, rate: int) -> None:
        self._rate = rate

    def header(self) -> bytes:
        return b""

    def encode(self, samples: NDArray[np.float32]) -> bytes:
        """Clip, and round to the nearest of 2 ** 16 steps, half to even; what is no number is silence."""
        bounded = np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0)
        steps = np.minimum(np.rint(bounded * np.float32(2**15)), 2**15 - 1)
        return bytes(steps.astype("<i2").data)

    def finish(self) -> bytes:
        return b""


class WavEncoder(PcmEncoder):
    """The same behind a WAV header that leaves the length open."""

    def header(self) -> bytes:
        return wav_header(self._rate)


def wav_header(rate: int, samples: int | None = None) -> bytes:
    """Return the 44 bytes in front of so many 16-bit mono samples; None if their number is not known yet."""
    size = UNKNOWN_SIZE if samples is None else 2 * samples
    whole = min(size + 36, UNKNOWN_SIZE)
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", whole, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data", size
    )
