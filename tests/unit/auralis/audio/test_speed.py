import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from auralis.audio.speed import Tempo

RATE = 24_000
SPEEDS = [0.25, 0.4, 0.5, 0.8, 1.25, 2.0, 3.0, 4.0]
PITCH = 440
TONE = (0.5 * np.sin(2 * np.pi * PITCH * np.arange(2 * RATE) / RATE)).astype(np.float32)


def at_speed(speed: float, samples: NDArray[np.float32], cuts: list[int]) -> NDArray[np.float32]:
    tempo = Tempo(speed, RATE)
    parts = [tempo.change(part) for part in np.split(samples, sorted(cuts))]
    return np.concatenate([*parts, tempo.finish()])


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_duration_is_exact_and_the_pitch_is_kept(speed: float) -> None:
    for length in (1, 400, 5_000, len(TONE)):
        assert len(at_speed(speed, TONE[:length], [])) == round(length / speed)
    heard = at_speed(speed, TONE, [])
    middle = heard[len(heard) // 4 : -len(heard) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert spectrum.argmax() * RATE / len(middle) == pytest.approx(PITCH, abs=RATE / len(middle))
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("speed", SPEEDS)
def test_what_happens_happens_in_time(speed: float) -> None:
    beep = TONE * (np.arange(len(TONE)) // (RATE // 4) == 5)  # from 1.25 s to 1.5 s
    energy = at_speed(speed, beep, []) ** 2
    centre = (energy * np.arange(len(energy))).sum() / energy.sum() / RATE
    assert centre == pytest.approx(1.375 / speed, abs=0.05)


@pytest.mark.parametrize("speed", [0.4, 1.25, 3.0])
@given(cuts=st.lists(st.integers(0, len(TONE)), max_size=8))
@settings(max_examples=10, deadline=None)
def test_what_comes_out_does_not_depend_on_the_cuts(speed: float, cuts: list[int]) -> None:
    np.testing.assert_array_equal(at_speed(speed, TONE, cuts), at_speed(speed, TONE, []))


@pytest.mark.parametrize("speed", SPEEDS)
def test_sound_comes_out_while_more_goes_in(speed: float) -> None:
    tempo = Tempo(speed, RATE)
    early = sum(len(tempo.change(part)) for part in np.split(TONE, 16))
    assert early >= (len(TONE) - 0.25 * RATE) / speed


def test_at_normal_speed_no_bit_changes() -> None:
    samples = np.array([np.nan, 2.0, -0.0, 1e-40], np.float32)
    tempo = Tempo(1.0, RATE)
    assert tempo.change(samples) is samples
    assert len(tempo.finish()) == 0


@pytest.mark.parametrize("speed", [0.0, 0.2, 4.1, float("nan")])
def test_a_speed_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="between"):
        Tempo(speed, RATE)
