"""What each effect does, on the oracle's speech with noise and silence added."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.enhance import enhance
from auralis.audio.loudness import CEILING, loudness
from auralis.audio.pauses import LONGEST_PAUSE
from auralis.audio.resample import resample
from auralis.errors import InvalidRequestError
from auralis.preprocessing import AudioPreprocessingConfig

Audio = NDArray[np.float32]

RATE = 22_050
NOTHING = AudioPreprocessingConfig(
    normalize=False, trim_silence=False, remove_noise=False, enhance_speech=False
)


@pytest.fixture(scope="module")
def speech(oracle_reference: Path) -> Audio:
    recording = decode(oracle_reference.read_bytes(), 10)
    return resample(recording.samples, recording.rate, RATE)


def noise(count: int, level: float) -> Audio:
    return np.random.default_rng(0).standard_normal(count).astype(np.float32) * np.float32(level)


def ratio(wanted: Audio, found: Audio) -> float:
    """Return the signal-to-noise ratio of `found` in decibels."""
    return float(10 * np.log10(np.sum(np.square(wanted)) / np.sum(np.square(found - wanted))))


def test_nothing_asked_changes_nothing(speech: Audio) -> None:
    assert np.array_equal(enhance(speech, RATE, NOTHING), speech)
    assert len(enhance(speech, RATE, replace(NOTHING, sample_rate=16_000))) == -(
        -len(speech) * 16_000 // RATE
    )


def test_the_same_input_gives_the_same_output(speech: Audio) -> None:
    noisy = speech + noise(len(speech), 0.01)
    first, second = (enhance(noisy, RATE, AudioPreprocessingConfig()) for _ in range(2))
    assert first.dtype == np.float32
    assert np.array_equal(first, second)


@pytest.mark.parametrize(("wanted", "gained"), [(5, 8), (10, 6.5), (20, 4)])
def test_noise_is_removed_and_speech_is_not(speech: Audio, wanted: float, gained: float) -> None:
    config = replace(NOTHING, remove_noise=True)
    level = float(np.sqrt(np.mean(np.square(speech)))) / 10 ** (wanted / 20)
    noisy = speech + noise(len(speech), level)
    assert ratio(speech, enhance(noisy, RATE, config)) - ratio(speech, noisy) > gained
    assert ratio(speech, enhance(speech, RATE, config)) > 40
    assert np.array_equal(enhance(noisy, RATE, replace(config, noise_reduce_margin=0.0)), noisy)


def test_silence_is_cut_at_the_ends_and_shortened_within(speech: Audio) -> None:
    half = len(speech) // 2
    silence = noise(3 * RATE, 1e-5)
    padded = np.concatenate([silence, speech[:half], silence, speech[half:], silence])
    trimmed = enhance(padded, RATE, replace(NOTHING, trim_silence=True))
    assert len(padded) / RATE == pytest.approx(19, abs=0.1)
    assert len(trimmed) / RATE <= 10 + LONGEST_PAUSE + 2 * 4096 / RATE
    loud = int(np.sum(np.abs(speech) > 0.02))
    assert int(np.sum(np.abs(trimmed) > 0.02)) == pytest.approx(loud, rel=0.001)


@pytest.mark.parametrize(("hertz", "decibels"), [(200, 0), (1_000, 0.5), (3_000, 6), (10_000, 0.5)])
def test_clarity_lies_at_the_frequency_it_means(hertz: int, decibels: float) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE).astype(np.float32) / 4
    lifted = enhance(tone, RATE, replace(NOTHING, enhance_speech=True, enhance_amount=2.0))
    gained = 20 * np.log10(np.abs(lifted[5_000:]).max() / np.abs(tone).max())
    assert gained == pytest.approx(decibels, abs=0.5)


def test_loudness_is_that_of_ebu_r_128() -> None:
    """A sine of 997 Hz at full scale has -3.01 LUFS (ITU-R BS.1770)."""
    tone = np.sin(2 * np.pi * 997 * np.arange(3 * RATE) / RATE).astype(np.float32)
    assert loudness(tone, RATE) == pytest.approx(-3.01, abs=0.1)
    assert loudness(tone[: RATE // 5] / 10, RATE) == pytest.approx(-23.01, abs=0.1)


@pytest.mark.parametrize(("target", "within"), [(-30.0, 0.1), (-18.0, 0.3), (-8.0, 4.0)])
def test_loudness_is_set_and_peaks_are_held(speech: Audio, target: float, within: float) -> None:
    levelled = enhance(speech, RATE, replace(NOTHING, normalize=True, target_lufs=target))
    assert len(levelled) == len(speech)
    assert loudness(levelled, RATE) == pytest.approx(target, abs=within)
    assert np.abs(levelled).max() <= np.float32(CEILING)


@pytest.mark.parametrize(
    ("audio", "reason"),
    [
        (np.zeros(0, np.float32), "too short: 0.00 s"),
        (np.full(7_000, 0.1, np.float32), "too short: 0.32 s"),
        (np.zeros(RATE, np.float32), "silent"),
    ],
)
def test_what_is_no_recording_of_a_voice_is_refused(audio: Audio, reason: str) -> None:
    with pytest.raises(InvalidRequestError, match=reason) as error:
        enhance(audio, RATE, AudioPreprocessingConfig(), "audio_sample")
    assert error.value.param == "audio_sample"


def test_the_shortest_is_taken(speech: Audio) -> None:
    assert len(enhance(speech[RATE : RATE + 7_300], RATE, AudioPreprocessingConfig())) > 5_000


@pytest.mark.parametrize(
    "values",
    [
        {"sample_rate": 0},
        {"sample_rate": 22_050.0},
        {"normalize": 1},
        {"vad_threshold": float("nan")},
        {"noise_reduce_frames": 0},
        {"target_lufs": 3},
        {"enhance_amount": "much"},
    ],
)
def test_values_that_make_no_sense_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError, match=next(iter(values))) as error:
        AudioPreprocessingConfig(**values)
    assert error.value.param == "audio_config"
