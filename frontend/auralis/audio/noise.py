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
_AT_ONCE = 1024  # frames: a long recording takes no more memory than this
_MEMORY = 0.96
_FLOOR = 10 ** (-20 / 20)
"""Gain that is left in any bin: silence that is too deep sounds as strange as noise."""

_TINY = 1e-12


def remove_noise(samples: NDArray[np.float32], rate: int, frames: int, margin: float) -> NDArray[np.float32]:
    """Return float32 [n] at `rate` Hz without what all of it has in common with its quietest moments.

    The noise's spectrum is the mean of the `frames` quietest frames of 23 to 46 ms, times `margin`.
    """
    if margin == 0 or not len(samples):
        return samples
    size = 2 ** round(np.log2(_SECONDS * rate))
    cut = _cut(samples, size)
    noise = margin * _noise(cut, frames) + _TINY
    hop = size // _OVERLAP
    whole = np.zeros(size + hop * (len(cut) - 1))
    clean = np.zeros(size // 2 + 1)
    for first in range(0, len(cut), _AT_ONCE):
        spectra = _spectra(cut[first : first + _AT_ONCE])
        gains, clean = _gains(np.square(np.abs(spectra)) / noise, clean)
        sound = np.fft.irfft(spectra * gains, size, axis=1) * _window(size)
        for number, frame in enumerate(sound, first):
            whole[number * hop : number * hop + size] += frame
    # The squares of overlapping Hann windows add up to 3/8 of the overlap.
    return (whole[size : size + len(samples)] / (0.375 * _OVERLAP)).astype(np.float32)


def _noise(cut: NDArray[np.float32], frames: int) -> NDArray[np.float64]:
    """Return the noise's power per bin, from frames [n, size]; digital silence says nothing of it."""
    total = np.square(cut).mean(axis=1, dtype=np.float64)
    sounding = np.flatnonzero(total > _TINY * max(total.max(), _TINY))
    quietest = sounding[np.argsort(total[sounding], kind="stable")[:frames]]
    if not len(quietest):
        return np.zeros(cut.shape[1] // 2 + 1)
    mean = np.square(np.abs(_spectra(cut[np.sort(quietest)]))).mean(axis=0)
    return np.convolve(np.pad(mean, 2, "edge"), np.ones(5) / 5, "valid")


def _gains(
    posterior: NDArray[np.float64], clean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the gains [n, bins] for power over noise, and what speech was over noise in the last frame.

    `clean` is that of the frame before the first.
    """
    gains = np.empty_like(posterior)
    for number, frame in enumerate(posterior):
        prior = _MEMORY * clean + (1 - _MEMORY) * np.maximum(frame - 1, 0)
        gain = prior / (1 + prior)
        clean = np.square(gain) * frame
        gains[number] = np.maximum(gain, _FLOOR)
    return gains, clean


def _cut(samples: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Return a view of all frames [n, size], in which every sample lies as often as any other."""
    padded = np.pad(samples, (size, size + size // _OVERLAP))
    return np.lib.stride_tricks.sliding_window_view(padded, size)[:: size // _OVERLAP]


def _spectra(frames: NDArray[np.float32]) -> NDArray[np.complex128]:
    return np.fft.rfft(frames * _window(frames.shape[1]), axis=1)


def _window(size: int) -> NDArray[np.float64]:
    window: NDArray[np.float64] = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    return window
