"""Loudness as EBU R 128 has it, measured and set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auralis.audio.filters import filtered

NOTHING = -70.0
"""LUFS below which R 128 hears nothing."""

CEILING = 10 ** (-1 / 20)
"""The peak that is left: 1 dB for what lies between the samples."""

_LEAST_SECONDS = 0.8  # two of the blocks of 0.4 s over which R 128 measures


def loudness(samples: NDArray[np.float32], rate: int) -> float:
    """Return the integrated loudness of float32 [n] at `rate` Hz in LUFS; what is short is repeated."""
    if not len(samples):
        return NOTHING
    repeated = np.tile(samples, max(1, -(-int(_LEAST_SECONDS * rate) // len(samples))))
    _, said = filtered(repeated, rate, "ebur128", "metadata=1:framelog=quiet")
    return float(said["lavfi.r128.I"])


def set_loudness(samples: NDArray[np.float32], rate: int, target: float) -> NDArray[np.float32]:
    """Return float32 [n] at `target` LUFS, no sample above `CEILING`; silence stays silence.

    What would overstep is held down by a limiter that looks ahead 5 ms and leaves all else alone, so speech
    with high peaks ends a little below the target.
    """
    now = loudness(samples, rate)
    if now <= NOTHING:
        return samples
    louder = samples * np.float32(10 ** ((target - now) / 20))
    if np.abs(louder).max() <= CEILING:
        return louder
    # `level` would bring the peak back to 1; `latency` takes away the delay of looking ahead.
    options = f"limit={CEILING}:attack=5:release=50:level=disabled:latency=1"
    limited, _ = filtered(louder, rate, "alimiter", options)
    return np.clip(limited, -CEILING, CEILING)
