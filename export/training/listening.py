"""What can be told of speech against its text: words lost and repeated, the tail, the pitch."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from training.judges import words

Array = NDArray[np.float32]

GROUP = 2
"""Words in a row that make a group: one is as often Whisper's mistake as the voice's."""

LONGEST_TAIL = 0.5
"""Seconds that sound may go on after the last word."""

_FRAME = 0.025
_QUIET_DB = 40.0  # below the loudest frame


@dataclass(frozen=True)
class Groups:
    """Groups of words that are missing, and groups that are too many."""

    lost: int
    added: int

    @classmethod
    def of(cls, said: str, heard: str) -> Groups:
        """Compare what was to be said with what was heard."""
        lost = added = 0
        matcher = SequenceMatcher(None, words(said), words(heard), autojunk=False)
        for _, first, last, other_first, other_last in matcher.get_opcodes():
            surplus = (other_last - other_first) - (last - first)
            lost += surplus <= -GROUP
            added += surplus >= GROUP
        return cls(lost, added)


def tail(sound: Array, rate: int, last_word: float) -> float:
    """Return for how many seconds after `last_word`, in seconds, something can still be heard."""
    size = int(_FRAME * rate)
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::size]
    power = np.square(frames.astype(np.float64)).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (-_QUIET_DB / 10))
    end = (int(loud[-1]) + 1) * _FRAME if power.max() > 0 else 0.0
    return max(0.0, end - last_word)


def median_pitch(sound: Array, rate: int) -> float:
    """Return the median fundamental frequency in Hz of what is voiced (pYIN), nan if nothing is."""
    import librosa

    pitch, voiced, _ = librosa.pyin(sound, fmin=50, fmax=500, sr=rate, frame_length=2048)
    return float(np.median(pitch[voiced])) if voiced.any() else float("nan")
