"""A look at a recording of a voice: whether it is good enough to be cloned.

Rules of thumb over loudness, pitch and steady tones; docs/audio.md says how often they are right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auralis.audio.decode import SILENCE, Recording
from auralis.audio.resample import resample
from auralis.audio.sonority import Frames, Framing
from auralis.errors import InvalidRequestError
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

LEAST_SPEECH = 3.0
"""Seconds of speech below which a voice is hardly known."""

LOOKED_AT = 30
"""Seconds of a recording that are looked at."""

_SPEECH = 30.0  # decibels below the loudest frames
_VOICED = 0.6
_REACH = 30  # frames around a voiced one that are speech too, if they are loud enough
_NOISY = 18.0  # decibels between speech and what is between the words
_CLIPPED = 2e-4  # of the samples


@dataclass(frozen=True)
class ReferenceWarning:
    """What may be wrong with a recording: `code` for programs, `message` for people."""

    code: str
    message: str


def check_reference(recording: Recording) -> tuple[ReferenceWarning, ...]:
    """Return what may keep a recording from making a good voice, the worst first.

    The codes are no_speech, too_short, several_speakers, music, noisy and clipped.  Raises
    InvalidRequestError for one that is silent.
    """
    if not len(recording.samples) or np.abs(recording.samples).max() < SILENCE:
        raise InvalidRequestError("the recording is silent", "voice")
    given = recording.samples[: LOOKED_AT * recording.rate]
    samples = resample(given, recording.rate, OUTPUT_SAMPLE_RATE)
    frames = Framing().push(samples)
    speech = _speech(frames)
    seconds = float(speech.sum()) / 100
    found = []
    if seconds < 0.3:
        found.append(ReferenceWarning("no_speech", "no speech was found in it"))
    elif seconds < LEAST_SPEECH:
        length = f"only {seconds:.1f} s of it are speech: 6 to 30 s make a better voice"
        found.append(ReferenceWarning("too_short", length))
    music = _has_music(samples)
    if not music and _several_speakers(frames, speech):
        several = "more than one person seems to speak: the voice would be a mixture"
        found.append(ReferenceWarning("several_speakers", several))
    if music:
        found.append(
            ReferenceWarning("music", "there is music or a steady tone in it, which would be cloned")
        )
    elif seconds >= 0.3 and _noisy(frames, speech):
        noisy = "there is much noise in it, which would be cloned: enhance_speech removes some"
        found.append(ReferenceWarning("noisy", noisy))
    if _clipped(given):
        clipped = "it is overdriven, its peaks are cut off: record it at a lower level"
        found.append(ReferenceWarning("clipped", clipped))
    return tuple(found)


def _speech(frames: Frames) -> NDArray[np.bool_]:
    """Return which frames are speech: loud, and near to a voice."""
    loud = frames.level > np.percentile(frames.level, 95) - _SPEECH
    voiced = loud & (frames.periodicity > _VOICED)
    near = np.convolve(voiced, np.ones(2 * _REACH + 1))[_REACH : _REACH + len(voiced)]
    return loud & (near > _REACH / 5)


def _noisy(frames: Frames, speech: NDArray[np.bool_]) -> bool:
    """Return whether the quietest frames are little below the speech."""
    loudness = 10 * np.log10(np.mean(10 ** (frames.level[speech] / 10)))
    return bool(loudness - np.percentile(frames.level, 5) < _NOISY)


def _clipped(samples: NDArray[np.float32]) -> bool:
    """Return whether samples pile up at the peak: more than just below it, where speech has more of them."""
    size = np.abs(samples)
    peak = size.max()
    top = int(np.sum(size > 0.99 * peak))
    below = int(np.sum((size > 0.94 * peak) & (size <= 0.99 * peak))) / 5
    return top > max(_CLIPPED * len(samples), 3 * below, 10)


_TONE_SIZE, _TONE_HOP = 2048, 960
_TONES = slice(150 * _TONE_SIZE // OUTPUT_SAMPLE_RATE, 5_000 * _TONE_SIZE // OUTPUT_SAMPLE_RATE)
_LASTING = 10  # steps of 40 ms at one frequency, longer than a voice holds one
_PROMINENT = 12.0  # decibels above what is around it
_AROUND = 12  # bins on each side
_MUSIC = 0.25  # of the time


def _has_music(samples: NDArray[np.float32]) -> bool:
    """Return whether tones stand still for 0.4 s, at least a quarter of the time: those of a voice glide."""
    if len(samples) < _TONE_SIZE + _LASTING * _TONE_HOP:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(samples, _TONE_SIZE)[::_TONE_HOP]
    level = 20 * np.log10(np.abs(np.fft.rfft(windows * np.hanning(_TONE_SIZE), axis=1))[:, _TONES] + 1e-6)
    sums = np.cumsum(np.pad(level, ((0, 0), (_AROUND + 1, _AROUND)), "edge"), axis=1)
    around = (sums[:, 2 * _AROUND + 1 :] - sums[:, : -2 * _AROUND - 1]) / (2 * _AROUND + 1)
    peak = (level >= np.roll(level, 1, axis=1)) & (level >= np.roll(level, -1, axis=1))
    peak &= (level > around + _PROMINENT) & (level > level.max() - 50)
    steady = np.lib.stride_tricks.sliding_window_view(peak, _LASTING, axis=0).mean(axis=2) > 0.85
    return bool((steady.sum(axis=1) >= 1).mean() > _MUSIC)


_PHRASE = 40  # voiced frames whose median pitch is that of a moment
_APART = 0.4  # octaves between two speakers
_TURNS = 1 / 3  # of the moments that another one speaks after, at most: more often it is intonation
_SHARE = 0.2  # of the moments that the second one has at least


def _several_speakers(frames: Frames, speech: NDArray[np.bool_]) -> bool:
    """Return whether the pitch keeps to two places far apart."""
    voiced = np.flatnonzero(speech & (frames.periodicity > 0.8))
    pitch = np.log2(frames.pitch[voiced])
    moments = np.array([np.median(pitch[i : i + _PHRASE]) for i in range(0, len(pitch) - _PHRASE, _PHRASE)])
    if len(moments) < 5:
        return False
    ordered = np.sort(moments)
    splits = range(1, len(ordered))
    spread = [ordered[:i].var() * i + ordered[i:].var() * (len(ordered) - i) for i in splits]
    border = splits[int(np.argmin(spread))]
    low, high = ordered[:border], ordered[border:]
    apart = high.mean() - low.mean()
    within = np.sqrt(min(spread) / len(ordered))
    share = min(len(low), len(high)) / len(ordered)
    turns = np.count_nonzero(np.diff(moments >= high[0])) / (len(moments) - 1)
    return bool(share >= _SHARE and apart > max(_APART, 3.5 * within) and turns <= _TURNS)
