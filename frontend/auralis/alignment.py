"""Which part of a sound is which word: an estimate, by what kinds of sounds the words consist of.

Nothing that the decoder knows of the text reaches the front end, so the sound itself is asked.  Every 10 ms
it is described by its loudness and by how much of it is hiss.  The likeliest way through the words' sounds is
found by dynamic programming over segments; between words, and around them, there may be silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

FRAME = 0.01
"""Seconds."""

LONGEST = 40
"""Frames of one sound, at most."""

_WINDOW = 512
_RUMBLE_HZ, _HISS_HZ, _HIGHEST_HZ = 100.0, 3000.0, 10000.0
_SOUNDING = -38.0
"""dB; what is less loud is silence, for a first guess at the pace."""

_NEVER = -1e9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spoken:
    """A word: the kinds of its sounds (`auralis.text.sounds`), and whether a pause is likely after it."""

    sounds: str
    pause: bool


@dataclass(frozen=True)
class _Kind:
    """How sounds of a kind are: loudness and hiss in dB, as mean and deviation; usual length in seconds."""

    loudness: tuple[float, float]
    hiss: tuple[float, float]
    length: float


# Loudness is against the utterance's own, hiss is what lies above 3 kHz against what lies below.  Measured on
# synthetic English of 160 voices, none of which is among those that tests/perf/word_times.py judges by.
_KINDS = {
    "V": _Kind((-7.0, 9.0), (-23.0, 9.0), 0.060),
    "L": _Kind((-6.0, 9.0), (-23.0, 9.0), 0.110),
    "R": _Kind((-11.0, 11.0), (-26.0, 11.0), 0.060),
    "B": _Kind((-17.0, 13.0), (-21.0, 15.0), 0.055),
    "P": _Kind((-27.0, 14.0), (-5.0, 13.0), 0.075),
    "S": _Kind((-14.0, 11.0), (12.0, 13.0), 0.085),
    "F": _Kind((-23.0, 9.0), (0.0, 11.0), 0.060),
}
_SILENCE = _Kind((-50.0, 9.0), (-7.0, 10.0), 0.0)

_WEIGHT = 0.3
"""Of a frame's likelihood: frames next to each other say nearly the same."""

_SPREAD = 0.6
"""Deviation of the logarithm of a sound's length."""

_DRAWN_OUT, _DRAWING = 3, 2.0
"""Sounds at the end of a word before a pause, and by how much they are longer."""

_SHORT, _HURRY = 3, 0.7
"""Sounds of a word that is mostly an article or the like, and by how much they are shorter."""

_UNLIKELY_PAUSE, _MISSING_PAUSE = -6.0, -2.0
"""Logarithms of how likely a pause is that no mark stands for, and a mark that no pause stands for."""


def align(words: Sequence[Spoken], samples: NDArray[np.float32], rate: int) -> list[tuple[float, float]]:
    """Return from where to where each word is heard, in seconds, in order; `samples` float32 [n] hold them.

    How exact that is, tests/perf/word_times.py measures.  Sound that is too short for its words is shared out
    among them by their sounds.
    """
    if not words:
        return []
    frames = int(len(samples) / rate / FRAME)
    if frames < sum(len(word.sounds) for word in words):
        return _shared(words, len(samples) / rate)
    loudness, hiss = _described(samples, rate, frames)
    lengths = [_lengths(word) for word in words]
    pace = max(1, int(np.sum(loudness > _SOUNDING))) / max(sum(map(sum, lengths)), FRAME)
    path = _Path(loudness, hiss)
    for number, word in enumerate(words):
        expected = number == 0 or words[number - 1].pause
        path.silence(0.0 if expected else _UNLIKELY_PAUSE, _MISSING_PAUSE if number and expected else 0.0)
        for kind, length in zip(word.sounds, lengths[number], strict=True):
            path.sound(kind, length * pace)
    path.silence(0.0, 0.0)
    return _times(words, path.edges())


def _lengths(word: Spoken) -> list[float]:
    """Return how long a word's sounds usually last, in seconds; more before a pause, less in short words."""
    lengths = [_KINDS[kind].length for kind in word.sounds]
    if word.pause:
        return lengths[:-_DRAWN_OUT] + [_DRAWING * length for length in lengths[-_DRAWN_OUT:]]
    return [_HURRY * length for length in lengths] if len(lengths) <= _SHORT else lengths


class _Path:
    """The best ways to every frame, extended by one segment after the other.

    `_best` float64 [frames + 1]: the logarithm of how likely the best way is that ends before a frame.
    """

    def __init__(self, loudness: Floats, hiss: Floats) -> None:
        self._sums = {
            name: np.concatenate([[0.0], np.cumsum(_WEIGHT * _likelihoods(kind, loudness, hiss))])
            for name, kind in {**_KINDS, "": _SILENCE}.items()
        }
        self._places = np.arange(len(loudness) + 1)
        self._best = np.full(len(loudness) + 1, _NEVER)
        self._best[0] = 0.0
        self._from: list[NDArray[np.int64]] = []

    def silence(self, there: float, missing: float) -> None:
        """Add silence of any length; the logarithms of how likely it is `there` and `missing`."""
        relative = self._best - self._sums[""]
        before = np.maximum.accumulate(relative)
        begun = np.maximum.accumulate(np.where(relative >= before, self._places, 0))
        silent, none = self._sums[""] + before + there, self._best + missing
        self._from.append(np.where(silent > none, begun, self._places))
        self._best = np.maximum(silent, none)

    def sound(self, name: str, usual: float) -> None:
        """Add a sound of 1 to `LONGEST` frames, of which `usual` are likeliest."""
        lengths = np.arange(LONGEST, 0, -1)
        likely = -0.5 * (np.log(lengths / max(1.0, usual)) / _SPREAD) ** 2
        relative = np.concatenate([np.full(LONGEST, _NEVER), self._best - self._sums[name]])
        ways = sliding_window_view(relative, LONGEST)[:-1] + likely
        taken = ways.argmax(axis=1)
        self._from.append(self._places - lengths[taken])
        self._best = self._sums[name] + ways[self._places, taken]

    def edges(self) -> list[int]:
        """Return the frames between the segments of the best way to the last frame, both ends included."""
        edges = [len(self._places) - 1]
        for origin in reversed(self._from):
            edges.append(int(origin[edges[-1]]))
        return edges[::-1]


def _times(words: Sequence[Spoken], edges: Sequence[int]) -> list[tuple[float, float]]:
    times, place = [], 1  # the first segment is silence
    for word in words:
        last = place + len(word.sounds)
        times.append((edges[place] * FRAME, edges[last] * FRAME))
        place = last + 1
    return times


def _described(samples: NDArray[np.float32], rate: int, frames: int) -> tuple[Floats, Floats]:
    """Return loudness and hiss of each frame in dB, float64 [frames]."""
    starts = np.rint((np.arange(frames) + 0.5) * FRAME * rate).astype(np.int64)
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW))
    windows = sliding_window_view(padded, _WINDOW)[starts] * np.hanning(_WINDOW)
    power = np.square(np.abs(np.fft.rfft(windows)))
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / rate)
    low = power[:, (frequencies >= _RUMBLE_HZ) & (frequencies < _HISS_HZ)].sum(axis=1)
    high = power[:, (frequencies >= _HISS_HZ) & (frequencies < _HIGHEST_HZ)].sum(axis=1)
    loud = np.percentile(low + high, 90) + 1e-9
    loudness = 10 * np.log10((low + high) / loud + 1e-6)
    return loudness, 10 * np.log10((high / loud + 1e-7) / (low / loud + 1e-7))


def _likelihoods(kind: _Kind, loudness: Floats, hiss: Floats) -> Floats:
    total = np.zeros(len(loudness))
    for values, (mean, deviation) in ((loudness, kind.loudness), (hiss, kind.hiss)):
        total -= 0.5 * ((values - mean) / deviation) ** 2 + np.log(deviation)
    return total


def _shared(words: Sequence[Spoken], seconds: float) -> list[tuple[float, float]]:
    edges = np.cumsum([0, *(len(word.sounds) for word in words)]) * seconds
    edges = edges / max(1, sum(len(word.sounds) for word in words))
    return [(float(start), float(end)) for start, end in pairwise(edges)]
