"""Pseudo-speakers: what is changed about the teacher's one voice to make many."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

TRAINING, HELD_OUT = 400, 40
"""Numbers of speakers: of the training, and those after them whom only the evaluation hears."""

PACES = (0.82, 1.0, 1.14)
"""Speeds of speech.  The voices of one sentence share its timing, hence one of these."""


@dataclass(frozen=True)
class Speaker:
    """One pseudo-speaker; the defaults are the teacher's own voice."""

    pitch: float = 1.0  # factor of the fundamental frequency; 1 is about 190 Hz
    intonation: float = 1.0  # exponent of its range around the median
    formant: float = 1.0  # factor of the envelope's frequencies; below 1 is a longer vocal tract
    tilt: float = 0.0  # dB per octave above 500 Hz
    breath: float = 0.0  # dB of the noise in voiced frames
    pace: int = 1  # index into PACES

    def features(self) -> NDArray[np.float32]:
        """Return what a listener could hear, float32 [6], each about -1 to 1; targets for the encoders."""
        pitch, intonation, formant, tilt, breath, pace = astuple(self)
        scaled = (
            np.log2(pitch),
            (intonation - 1) * 2,
            (formant - 1) * 6,
            tilt / 3,
            breath / 6,
            float(pace) - 1,
        )
        return np.array(scaled, np.float32)


FEATURES = len(fields(Speaker))


def draw_speaker(number: int) -> Speaker:
    """Return speaker `number`: always the same one, with a formant scale that suits the pitch."""
    rng = np.random.default_rng([20261, number])
    pitch = float(np.exp2(rng.uniform(-1.2, 0.62)))
    formant = 0.99 + 0.11 * np.log2(pitch) + rng.uniform(-0.07, 0.07)
    return Speaker(
        pitch=pitch,
        intonation=float(rng.uniform(0.6, 1.4)),
        formant=float(np.clip(formant, 0.80, 1.15)),
        tilt=float(rng.uniform(-2.5, 2.0)),
        breath=float(rng.uniform(-4.0, 6.0)),
        pace=number % len(PACES),
    )


def speakers_of_pace(pace: int, count: int = TRAINING) -> list[int]:
    """Return the numbers of the training speakers who speak at PACES[pace]."""
    return [number for number in range(count) if number % len(PACES) == pace]


def feature_table(count: int = TRAINING) -> NDArray[np.float32]:
    """Return the features of the first speakers, float32 [count, FEATURES]."""
    return np.stack([draw_speaker(number).features() for number in range(count)])
