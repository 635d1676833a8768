"""Samples in the forms that files have them: float32, and whole numbers of so many bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_CHANNELS = 8


def as_float(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Return float32 samples, full scale 1; whole numbers are divided by that of their type."""
    if samples.dtype == np.float32:
        return samples
    if samples.dtype.kind == "u":
        middle = np.iinfo(samples.dtype).max // 2 + 1
        return ((samples.astype(np.float64) - middle) / middle).astype(np.float32)
    if samples.dtype.kind == "i":
        return (samples.astype(np.float64) / -float(np.iinfo(samples.dtype).min)).astype(np.float32)
    return samples.astype(np.float32)


def as_integers(samples: NDArray[np.float32], bits: int) -> NDArray[np.int32]:
    """Return `samples` on 2 ** bits steps, rounded half to even, int32; what is no number is silence."""
    bounded = np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0).astype(np.float64)
    full = 2.0 ** (bits - 1)
    steps: NDArray[np.float64] = np.clip(np.rint(bounded * full), -full, full - 1)
    return steps.astype(np.int32)


def with_channels(samples: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Return samples, [n] or [n, k], as [n] for one channel and [n, channels] for more.

    One channel is repeated, several are averaged.
    """
    if (samples.ndim == 1 and channels == 1) or (samples.ndim == 2 and samples.shape[1] == channels):
        return samples
    single = samples if samples.ndim == 1 else samples.mean(axis=1, dtype=np.float32)
    return single if channels == 1 else np.repeat(single[:, None], channels, axis=1)
