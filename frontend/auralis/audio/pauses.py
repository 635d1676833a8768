"""Silence around and between words, cut to measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LONGEST_PAUSE = 0.6
"""Seconds to which pauses are shortened."""

_FADE = 0.01  # seconds over which the two sides of a cut are blended
_STEPS = 8  # places of a frame before the next begins where it ended
_NOTHING = 1e-5  # -100 dBFS: silent, whatever it is compared with


def trim_silence(
    samples: NDArray[np.float32], rate: int, threshold: float, frame_length: int
) -> NDArray[np.float32]:
    """Return float32 [n] at `rate` Hz without silence at its ends, and with pauses of 0.6 s at most.

    Silent is what lies only in frames of `frame_length` samples whose root mean square is below `threshold`
    times that of the loudest speech (the 95th percentile): speech keeps up to one frame of silence on each
    side, so nothing soft is lost.  What is silent all over comes back empty.
    """
    silent = _silent(samples, threshold, frame_length)
    edges = np.flatnonzero(np.diff(silent.astype(np.int8))) + 1
    starts, ends = [0, *edges], [*edges, len(samples)]
    fade = round(_FADE * rate)
    kept = round(LONGEST_PAUSE * rate)
    result = np.zeros(0, np.float32)
    for first, last in zip(starts, ends, strict=True):
        if not silent[first:last].any():
            result = np.concatenate([result, samples[first:last]])
        elif len(result) and last < len(samples):
            result = np.concatenate([result, _shortened(samples[first:last], kept, fade)])
    return result


def _silent(samples: NDArray[np.float32], threshold: float, frame_length: int) -> NDArray[np.bool_]:
    if not len(samples):
        return np.zeros(0, bool)
    hop = max(1, frame_length // _STEPS)
    energy = np.square(np.pad(samples.astype(np.float64), (0, -len(samples) % hop)))
    blocks = np.pad(energy.reshape(-1, hop).mean(axis=1), _STEPS - 1)
    level = np.sqrt(np.lib.stride_tricks.sliding_window_view(blocks, _STEPS).mean(axis=1))
    loud = level >= max(threshold * float(np.percentile(level, 95)), _NOTHING)
    heard = np.lib.stride_tricks.sliding_window_view(loud, _STEPS).any(axis=1)
    return ~np.repeat(heard, hop)[: len(samples)]


def _shortened(pause: NDArray[np.float32], most: int, fade: int) -> NDArray[np.float32]:
    """Return a pause without its middle, the two sides blended over `fade` samples."""
    if len(pause) <= most:
        return pause
    head, tail = pause[: (most + fade) // 2], pause[-((most + fade) // 2) :]
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    blend = head[-fade:] * (1 - ramp) + tail[:fade] * ramp
    return np.concatenate([head[:-fade], blend, tail[fade:]])
