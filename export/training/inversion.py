"""Sound from mels without any vocoder (Griffin and Lim): rough, but a judge of words understands it."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from training.mel import STYLE_HOP, style_mel

Array = NDArray[np.float32]

_ROUNDS = 40


def sound_of(mel: Array) -> Array:
    """Return samples float32 [T * 256] at 22 050 Hz of natural-log mels [T, 80]."""
    analysis = style_mel()
    size = len(analysis.window)
    magnitude = _magnitudes(np.exp(mel), analysis.filters, size)
    rng = np.random.default_rng(0)
    phase = np.exp(2j * np.pi * rng.random(magnitude.shape)).astype(np.complex64)
    audio = _overlap(magnitude * phase, analysis.window)
    for _ in range(_ROUNDS):
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(audio, size // 2), size)[::STYLE_HOP]
        spectrum = scipy.fft.rfft(frames[: len(mel)] * analysis.window, axis=1)
        audio = _overlap(magnitude * np.exp(1j * np.angle(spectrum)), analysis.window)
    return (audio * (0.07 / max(float(np.sqrt(np.mean(np.square(audio)))), 1e-4))).astype(np.float32)


def _magnitudes(power: Array, filters: Array, size: int) -> Array:
    """Return magnitudes [T, size // 2 + 1] whose mels are about `power`, by multiplicative updates."""
    filters = filters[::2]  # the mels' transform is twice as long as the window
    guess = power @ filters.T + 1e-6
    for _ in range(20):
        guess *= (power @ filters.T) / ((guess @ filters) @ filters.T + 1e-8)
    return np.sqrt(guess[:, : size // 2 + 1])


def _overlap(spectrum: NDArray[np.complex64], window: Array) -> Array:
    size = len(window)
    frames = scipy.fft.irfft(spectrum, n=size, axis=1) * window
    audio = np.zeros(len(frames) * STYLE_HOP + size, np.float32)
    weight = np.full_like(audio, 1e-3)
    for index, frame in enumerate(frames):
        place = slice(index * STYLE_HOP, index * STYLE_HOP + size)
        audio[place] += frame
        weight[place] += window**2
    return (audio / weight)[size // 2 : size // 2 + len(frames) * STYLE_HOP]
