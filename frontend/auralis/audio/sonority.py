"""Sound as speech has it, frame by frame: how loud, how voiced, and where its syllables are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

FRAME = OUTPUT_SAMPLE_RATE // 100
"""Samples of a frame, 10 ms."""

_VOICED = 0.5
"""Periodicity above which a syllable is a voice's, 0 to 1."""

_EVERY = 3  # of the samples is enough: the features lie below 4 kHz
_HOP = FRAME // _EVERY
_WINDOW = 4 * _HOP
_SIZE = 1024
_RATE = OUTPUT_SAMPLE_RATE // _EVERY
_PITCH = slice(_RATE // 400, _RATE // 60 + 1)  # lags of 60 to 400 Hz
_VOWELS = slice(300 * _SIZE // _RATE, 2_500 * _SIZE // _RATE)

_OCTAVE = 0.93
"""Of the highest autocorrelation: a shorter lag with as much is the pitch, the highest a multiple of it."""

_DIP = 2.5
"""Decibels between the top of a syllable and the valleys beside it."""

_FAINT = 20.0
"""Decibels below the loudest syllable at which there is none."""

_SMOOTHED = 4


@dataclass(frozen=True, eq=False)
class Frames:
    """Features of frames, float64 [n] each.

    `level` is their power in dB below full scale, `vowel` that from 300 to 2,500 Hz over the last 40 ms on a
    scale of its own, and `periodicity` the highest autocorrelation at a lag that a voice's pitch can have,
    which is at `pitch` Hz.
    """

    level: NDArray[np.float64]
    vowel: NDArray[np.float64]
    periodicity: NDArray[np.float64]
    pitch: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.level)


class Framing:
    """Cuts a stream of float32 at 24 kHz into frames; how the stream was cut changes nothing."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._before = np.zeros(_WINDOW - _HOP)
        self._window = np.hanning(_WINDOW)
        own = np.fft.irfft(np.square(np.abs(np.fft.rfft(self._window, _SIZE))))
        self._bias = own[0] / own[_PITCH]

    def push(self, samples: NDArray[np.float32]) -> Frames:
        """Take the next samples, float32 [n]; return the frames that are whole now."""
        waiting = np.concatenate([self._rest, samples])
        count = len(waiting) // FRAME
        self._rest = waiting[count * FRAME :]
        whole = waiting[: count * FRAME].astype(np.float64)
        level = _decibels(np.square(whole.reshape(-1, FRAME)).mean(axis=1))
        padded = np.concatenate([self._before, whole.reshape(-1, _EVERY).mean(axis=1)])
        self._before = padded[len(padded) - (_WINDOW - _HOP) :]
        if not count:
            return Frames(level, level, level, level)
        windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
        windows = (windows - windows.mean(axis=1, keepdims=True)) * self._window
        power = np.square(np.abs(np.fft.rfft(windows, _SIZE, axis=1)))
        correlation = np.fft.irfft(power, axis=1)
        periodic = correlation[:, _PITCH] * self._bias / (correlation[:, :1] + 1e-9)
        best = periodic.max(axis=1)
        lag = (periodic >= _OCTAVE * best[:, None]).argmax(axis=1)
        vowel = _decibels(power[:, _VOWELS].sum(axis=1) / _SIZE)
        return Frames(level, vowel, best, _RATE / (lag + _PITCH.start))


class Syllables:
    """Counts syllables: voiced tops of the level between 300 and 2,500 Hz, with valleys between them.

    After de Jong and Wempe 2009 (doi:10.3758/BRM.41.2.385), but without looking ahead.
    """

    def __init__(self) -> None:
        self.count = 0
        self._last: list[float] = []
        self._loudest = -np.inf
        self._extreme = -np.inf
        self._voiced = False
        self._rising = True

    def take(self, vowel: float, periodicity: float) -> None:
        """Take the features of the next frame."""
        self._last = [*self._last[1 - _SMOOTHED :], vowel]
        level = sum(self._last) / len(self._last)
        self._loudest = max(self._loudest, level)
        if self._rising and level > self._extreme:
            self._extreme, self._voiced = level, periodicity > _VOICED
        elif self._rising and level < self._extreme - _DIP:
            self.count += self._voiced and self._extreme > self._loudest - _FAINT
            self._rising, self._extreme = False, level
        elif not self._rising and level < self._extreme:
            self._extreme = level
        elif not self._rising and level > self._extreme + _DIP:
            self._rising, self._extreme, self._voiced = True, level, periodicity > _VOICED


def _decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    level: NDArray[np.float64] = 10 * np.log10(power + 1e-12)
    return level
