"""Steady noise, taken away.

The a-priori signal-to-noise ratio of each bin is tracked from frame to frame ("decision directed", Ephraim
and Malah 1984, doi:10.1109/TASSP.1984.1164453) and makes a Wiener gain: without the tracking, what is left of
the noise would ring.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SECONDS = 0.032
"""Of a frame; the next begins a quarter of it later."""

_OVERLAP = 4
_MEMORY = 0.96
_FLOOR = 10 ** (-20 / 20)
"""Gain that is left in any bin: silence that is too deep sounds as strange as noise."""

_TINY = 1e-12


def remove_noise(samples: NDArray[np.float32], rate: int, frames: int, margin: float) -> NDArray[np.float32]:
    """Return float32 [n] at `rate` Hz without what all of it has in common with its quietest moments.

    The noise's spectrum is the mean of the `frames` quietest frames of 32 ms, times `margin`.
    """
    if margin == 0 or not len(samples):
        return samples
    size = 2 ** round(np.log2(_SECONDS * rate))
    spectra = _spectra(samples, size)
    power = np.square(np.abs(spectra))
    gains = _gains(power, margin * _noise(power, frames))
    return _sound(spectra * gains, size, len(samples))


def _noise(power: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
    """Return the noise's power per bin, from frames [n, bins]; those of digital silence say nothing of it."""
    total = power.sum(axis=1)
    sounding = np.flatnonzero(total > _TINY * max(total.max(), _TINY))
    quietest = sounding[np.argsort(total[sounding], kind="stable")[:frames]]
    if not len(quietest):
        return np.zeros(power.shape[1])
    mean = power[quietest].mean(axis=0)
    return np.convolve(np.pad(mean, 2, "edge"), np.ones(5) / 5, "valid")


def _gains(power: NDArray[np.float64], noise: NDArray[np.float64]) -> NDArray[np.float64]:
    gains = np.empty_like(power)
    floor = noise + _TINY
    clean = np.zeros(power.shape[1])
    for number, frame in enumerate(power):
        posterior = frame / floor
        prior = _MEMORY * clean + (1 - _MEMORY) * np.maximum(posterior - 1, 0)
        gain = prior / (1 + prior)
        clean = np.square(gain) * posterior
        gains[number] = np.maximum(gain, _FLOOR)
    return gains


def _spectra(samples: NDArray[np.float32], size: int) -> NDArray[np.complex128]:
    hop = size // _OVERLAP
    padded = np.pad(samples.astype(np.float64), (size, size + hop))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    return np.fft.rfft(frames * _window(size), axis=1)


def _sound(spectra: NDArray[np.complex128], size: int, length: int) -> NDArray[np.float32]:
    hop = size // _OVERLAP
    frames = np.fft.irfft(spectra, size, axis=1) * _window(size)
    whole = np.zeros(size + hop * (len(frames) - 1))
    for number, frame in enumerate(frames):
        whole[number * hop : number * hop + size] += frame
    # The squares of overlapping Hann windows add up to 3/8 of the overlap.
    return (whole[size : size + length] / (0.375 * _OVERLAP)).astype(np.float32)


def _window(size: int) -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
