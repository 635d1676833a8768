"""Log mel spectrograms as the model's encoders make them, in numpy, and their storage as bytes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from auralis_xtts.nets.spectrogram import mel_filters

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]

STYLE_RATE, STYLE_HOP, STYLE_MELS = 22_050, 256, 80
SPEAKER_RATE, SPEAKER_HOP, SPEAKER_MELS = 16_000, 160, 64
CODE_FRAMES = 4
"""Style mel frames per code: 1024 samples at 22 050 Hz."""

_LOWEST, _STEP = -14.0, 0.1


def to_bytes(mel: Array) -> Bytes:
    """Return log mels in steps of 0.1 from -14 up; the error is below the noise of the spectrogram."""
    return np.clip(np.rint((mel - _LOWEST) / _STEP), 0, 255).astype(np.uint8)


def from_bytes(stored: Bytes) -> Array:
    return stored.astype(np.float32) * np.float32(_STEP) + np.float32(_LOWEST)


@dataclass(frozen=True, eq=False)
class LogMel:
    """Audio float32 [n] to log mels float32 [1 + n // hop, mels]; frames are centred, edges reflected."""

    window: Array
    filters: Array  # [transform // 2 + 1, mels]
    hop: int
    transform: int
    floor: float  # log(max(power, floor)) when positive, else log(power - floor)
    emphasis: float = 0.0

    def __call__(self, audio: Array) -> Array:
        if self.emphasis:
            audio = audio - self.emphasis * np.concatenate([audio[1:2], audio[:-1]])
        half = len(self.window) // 2
        padded = np.pad(audio, half, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, len(self.window))[:: self.hop]
        spectrum = scipy.fft.rfft((frames * self.window).astype(np.float32), n=self.transform, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        mel = power @ self.filters
        return np.log(np.maximum(mel, self.floor) if self.floor > 0 else mel - self.floor)


def style_mel() -> LogMel:
    """What `nets.style.StyleMel` computes, before the division by the statistics."""
    window = np.hanning(1025)[:-1].astype(np.float32)
    filters = mel_filters(STYLE_RATE, 2048, STYLE_MELS, 8000.0)
    return LogMel(window, filters, STYLE_HOP, 2048, floor=1e-5)


def speaker_mel() -> LogMel:
    """What `nets.speaker.SpeakerMel` computes, before the normalisation."""
    return LogMel(speaker_window(), speaker_filters(), SPEAKER_HOP, 512, floor=-1e-6, emphasis=0.97)


def speaker_window() -> Array:
    return np.hamming(401)[:-1].astype(np.float32)


def speaker_filters() -> Array:
    """Return triangles of height 1 on the HTK scale from 0 to 8 kHz, float32 [257, 64]."""
    filters = mel_filters(SPEAKER_RATE, 512, SPEAKER_MELS, 8000.0)
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 8000 / 700), SPEAKER_MELS + 2) / 2595) - 1)
    return (filters * (edges[2:] - edges[:-2]) / 2).astype(np.float32)
