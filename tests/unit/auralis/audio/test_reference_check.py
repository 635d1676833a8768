"""What is wrong with a recording, made wrong on purpose."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.audio.decode import Recording, decode
from auralis.audio.reference_check import check_reference
from auralis.errors import InvalidRequestError

Audio = NDArray[np.float32]

RATE = 24_000


@pytest.fixture(scope="module")
def speech(oracle_reference: Path) -> Audio:
    return decode(oracle_reference.read_bytes(), 12).samples


def codes(samples: Audio, rate: int = RATE) -> list[str]:
    return [warning.code for warning in check_reference(Recording(samples.astype(np.float32), rate))]


def noise(count: int) -> Audio:
    return np.random.default_rng(0).standard_normal(count).astype(np.float32)


def chords(count: int) -> Audio:
    """Return three tones at a time for half a second each, with overtones, of power 1."""
    rng, time = np.random.default_rng(1), np.arange(count) / RATE
    tones = np.array([220, 262, 294, 330, 392, 440, 523, 659])
    played = np.stack([rng.permutation(tones)[:3] for _ in range(count // (RATE // 2) + 1)])
    pitch = played[np.arange(count) // (RATE // 2)].T
    sound = sum(np.sin(2 * np.pi * over * pitch * time) / over for over in (1, 2, 3)).sum(axis=0)
    return np.asarray(sound / np.std(sound), np.float32)


def faster(samples: Audio, factor: float) -> Audio:
    """Return another person: pitch and formants `factor` times as high."""
    places = np.arange(0, len(samples) - 1, factor)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def test_good_speech_is_not_complained_of(speech: Audio) -> None:
    assert codes(speech) == []
    assert codes(speech * 0.05) == []
    assert codes(speech + 0.03 * np.std(speech) * noise(len(speech))) == []


def test_what_is_wrong_is_told(speech: Audio) -> None:
    level = np.std(speech)
    assert codes(speech[: 2 * RATE]) == ["too_short"]
    assert codes(np.clip(speech * 8, -1, 1)) == ["clipped"]
    assert codes(speech + 0.4 * level * noise(len(speech))) == ["noisy"]
    assert codes(speech + 0.4 * level * chords(len(speech))) == ["music"]
    assert codes(np.concatenate([speech, faster(speech, 1.7)])) == ["several_speakers"]
    assert codes(0.1 * noise(5 * RATE)) == ["no_speech"]
    assert codes(speech[RATE : RATE * 3 // 2 : 3], RATE // 3) == ["too_short"]


def test_it_is_told_in_plain_words(speech: Audio) -> None:
    (warning,) = check_reference(Recording(speech[: 2 * RATE], RATE))
    assert warning.message.startswith("only 1.")
    assert warning.message.endswith("s of it are speech: 6 to 30 s make a better voice")
    assert warning.message.isascii()


def test_silence_is_an_error() -> None:
    with pytest.raises(InvalidRequestError, match="silent"):
        codes(np.zeros(RATE, np.float32))
