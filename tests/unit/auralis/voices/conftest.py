"""Recordings and a telling encoder."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
import soundfile
from telling_encoder import TellingEncoder

RATE = 22_050


@pytest.fixture
def encoder() -> TellingEncoder:
    return TellingEncoder()


@pytest.fixture
def recording() -> Callable[..., bytes]:
    """Return a maker of WAV files: seconds and level of a square wave, 60 % of it up."""

    def make(seconds: float, level: float = 0.25) -> bytes:
        samples = level * np.where(np.arange(round(seconds * RATE)) % 100 < 60, 1.0, -1.0)
        target = BytesIO()
        soundfile.write(target, samples.astype(np.float32), RATE, format="WAV", subtype="FLOAT")
        return target.getvalue()

    return make
