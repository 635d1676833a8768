"""The presence of a voice: where consonants are told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auralis.audio.filters import filtered

CENTRE, WIDTH = 3_000, 2_000
"""Hz: 2 to 4 kHz."""

GAIN = 3.0
"""Decibels at the centre for an amount of 1."""


def lift_presence(samples: NDArray[np.float32], rate: int, amount: float) -> NDArray[np.float32]:
    """Return float32 [n] with 2 to 4 kHz lifted by 3 dB times `amount`; unchanged below a rate of 10 kHz.

    A peaking biquad (the Audio EQ Cookbook's, in FFmpeg): about half as many decibels at 2 kHz and at 4 kHz,
    and none far from there.
    """
    if amount == 0 or rate < 2 * (CENTRE + WIDTH):
        return samples
    options = f"f={CENTRE}:t=h:w={WIDTH}:g={GAIN * amount}:precision=f64"
    lifted, _ = filtered(samples, rate, "equalizer", options)
    return lifted
