import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.alignment import Spoken, align

RATE = 24_000


def made(*parts: tuple[str, float]) -> NDArray[np.float32]:
    """Return sounds of these kinds and lengths in seconds: V hum, S hiss, P near silence, _ silence."""
    rng = np.random.default_rng(0)
    made: list[NDArray[np.float64]] = []
    for kind, seconds in parts:
        time = np.arange(round(seconds * RATE)) / RATE
        hum = sum(np.sin(2 * np.pi * 150 * n * time) / n for n in range(1, 8)) * 0.2
        noise = rng.standard_normal(len(time)) * 0.1
        hiss = np.diff(noise, prepend=0.0)
        made.append({"V": hum, "S": hiss, "P": noise * 0.02, "_": noise * 1e-4}[kind])
    sound: NDArray[np.float32] = np.concatenate(made).astype(np.float32)
    return sound


def test_words_are_where_their_sounds_are() -> None:
    samples = made(
        ("_", 0.3), ("S", 0.15), ("V", 0.2), ("_", 0.4), ("V", 0.1), ("S", 0.12), ("V", 0.2), ("_", 0.2)
    )
    times = align([Spoken("SV", True), Spoken("V", False), Spoken("SV", False)], samples, RATE)
    assert np.ravel(times) == pytest.approx([0.3, 0.65, 1.05, 1.15, 1.15, 1.47], abs=0.021)


def test_times_are_in_order_and_within_the_sound_whatever_it_is() -> None:
    rng = np.random.default_rng(1)
    words = [Spoken("PVR", number % 5 == 4) for number in range(30)]
    for samples in (
        np.zeros(3 * RATE, np.float32),
        rng.uniform(-1, 1, 2 * RATE).astype(np.float32),
        np.full(RATE, 1.0, np.float32),
        np.zeros(1000, np.float32),
        np.zeros(0, np.float32),
    ):
        times = np.ravel(align(words, samples, RATE))
        assert len(times) == 60
        assert np.all(np.diff(times) >= 0)
        assert times[0] >= 0
        assert times[-1] <= len(samples) / RATE + 1e-9


def test_no_word_has_no_time() -> None:
    assert align([], np.zeros(RATE, np.float32), RATE) == []
