from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.resample import resample


def test_it_equals_the_reference(oracle: Mapping[str, NDArray[Any]], oracle_reference: Path) -> None:
    recording = decode(oracle_reference.read_bytes(), 60)
    resampled = np.clip(resample(recording.samples, recording.rate, 22_050), -1, 1)
    expected = oracle["ref_audio_22050"]
    assert resampled.dtype == np.float32
    assert np.abs(resampled[: len(expected)] - expected).max() < 1e-5


@pytest.mark.parametrize("source", [4_000, 8_000, 16_000, 44_100, 44_101, 48_000, 192_000])
def test_a_tone_stays_the_tone(source: int) -> None:
    tone = np.sin(2 * np.pi * 700 * np.arange(source) / source).astype(np.float32)
    expected = np.sin(2 * np.pi * 700 * np.arange(22_050) / 22_050)
    resampled = resample(tone, source, 22_050)
    assert len(resampled) == 22_050
    assert np.abs(resampled - expected)[500:-500].max() < 5e-3


@pytest.mark.parametrize(("length", "expected"), [(0, 0), (1, 1), (2, 1), (3, 2), (1001, 501)])
def test_the_length_is_rounded_up(length: int, expected: int) -> None:
    assert len(resample(np.zeros(length, np.float32), 44_100, 22_050)) == expected


def test_the_same_rate_changes_nothing() -> None:
    samples = np.linspace(-2, 2, 9, dtype=np.float32)
    assert resample(samples, 22_050, 22_050) is samples
