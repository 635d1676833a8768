"""What is told of speech against its text."""

import numpy as np
import pytest

from training.listening import Groups, median_pitch, tail

RATE = 24_000


def tone(hertz: float, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    times = np.arange(int(seconds * RATE)) / RATE
    harmonics = sum(np.sin(2 * np.pi * hertz * k * times) / k for k in range(1, 6))
    return np.asarray(harmonics / 4, np.float32)


@pytest.mark.parametrize(
    ("heard", "lost", "added"),
    [
        ("a thin layer of ice covered the pond", 0, 0),
        ("A thin slayer of ice covered upon", 0, 0),
        ("a thin layer of ice", 1, 0),
        ("a thin layer of ice covered the pond covered the pond", 0, 1),
        ("", 1, 0),
    ],
)
def test_groups_of_words_are_lost_or_repeated(heard: str, lost: int, added: int) -> None:
    assert Groups.of("A thin layer of ice covered the pond.", heard) == Groups(lost, added)


def test_a_tail_is_what_can_be_heard_after_the_last_word() -> None:
    sound = np.concatenate([tone(120, 1.5), np.zeros(RATE, np.float32)])
    assert tail(sound, RATE, last_word=1.0) == pytest.approx(0.5, abs=0.03)
    assert tail(sound, RATE, last_word=1.6) == 0
    assert tail(np.zeros(RATE, np.float32), RATE, last_word=0.0) == 0


@pytest.mark.parametrize("hertz", [90.0, 220.0])
def test_pitch_is_that_of_the_voiced_part(hertz: float) -> None:
    sound = np.concatenate([tone(hertz, 0.6), np.zeros(RATE // 2, np.float32)])
    assert median_pitch(sound, RATE) == pytest.approx(hertz, rel=0.02)


def test_silence_has_no_pitch() -> None:
    assert np.isnan(median_pitch(np.zeros(RATE, np.float32), RATE))
