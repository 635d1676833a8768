"""Change of sample rate, equal to the one whose output the model was trained on.

The filter is torchaudio's default (`torchaudio.functional.resample`: a sinc under a Hann window, six zero
crossings wide, rolled off at 0.99 of the lower Nyquist frequency), see
https://docs.pytorch.org/audio/stable/generated/torchaudio.functional.resample.html.  Another filter, however
good, moves the log mel spectrogram by up to 0.1.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

_ZERO_CROSSINGS = 6
_ROLLOFF = 0.99


def resample(samples: NDArray[np.float32], source: int, target: int) -> NDArray[np.float32]:
    """Return `samples`, float32 [n] at `source` Hz, at `target` Hz: float32 [ceil(n * target / source)]."""
    if source == target:
        return samples
    divisor = gcd(source, target)
    source, target = source // divisor, target // divisor
    before, taps = _filter_bank(source, target)
    count = -(-len(samples) * target // source)
    phases = np.arange(count) % target
    first = np.arange(count) // target * source + phases * source // target  # has `before` zeros in front
    padded = np.pad(samples, (before, before + source))
    result = np.zeros(count, np.float32)
    for tap in range(taps.shape[1]):
        result += padded[first + tap] * taps[phases, tap]
    return result


@lru_cache(maxsize=16)
def _filter_bank(source: int, target: int) -> tuple[int, NDArray[np.float32]]:
    """Return the taps [target, 2 * before + 1] of each phase, and how many of them lie before the sample."""
    cutoff = min(source, target) * _ROLLOFF
    before = ceil(_ZERO_CROSSINGS * source / cutoff)
    phases = np.arange(target)
    positions = phases[:, None] * source // target + np.arange(-before, before + 1)
    # torchaudio divides the phases in float32; without that the taps are off by 1e-5.
    offsets = (phases.astype(np.float32) / np.float32(target)).astype(np.float64)
    time = (positions / source - offsets[:, None]) * cutoff
    window = np.cos(np.clip(time, -_ZERO_CROSSINGS, _ZERO_CROSSINGS) * (np.pi / _ZERO_CROSSINGS / 2)) ** 2
    taps = np.sinc(np.clip(time, -_ZERO_CROSSINGS, _ZERO_CROSSINGS)) * window * (cutoff / source)
    return before, taps.astype(np.float32)
