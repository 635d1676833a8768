"""One sentence of the reference, read well; what is put behind it is none of it."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.tail import KEPT, Tail, loops
from auralis.text.syllables import syllables

Audio = NDArray[np.float32]

RATE = 24_000
TEXT = syllables("It is easy to tell the depth of a well.", "en")
END = round(2.0 * RATE)
"""Where the sentence has ended in `sentence`."""


@pytest.fixture(scope="module")
def reference(oracle_reference: Path) -> Audio:
    return decode(oracle_reference.read_bytes(), 14).samples


@pytest.fixture
def sentence(reference: Audio) -> Audio:
    return reference[round(5.7 * RATE) : round(8.0 * RATE)]


def silence(seconds: float) -> Audio:
    return np.random.default_rng(0).standard_normal(round(seconds * RATE)).astype(np.float32) * 1e-4


def breath(seconds: float) -> Audio:
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(count))
    spectrum *= np.exp(-np.square((np.fft.rfftfreq(count, 1 / RATE) - 1500) / 1200))
    sound = np.fft.irfft(spectrum, count) * np.hanning(count)
    return np.asarray(0.1 * sound / np.abs(sound).max(), np.float32)


def through(tail: Tail, sound: Audio, step: int = 10_000) -> Audio:
    parts = [tail.push(sound[first : first + step]) for first in range(0, len(sound), step)]
    return np.concatenate([*parts, tail.finish()])


@pytest.mark.parametrize("text", [TEXT, [], [[6.0]], [[1.0]] * 40])
def test_speech_is_not_touched_whatever_its_text(sentence: Audio, text: list[list[float]]) -> None:
    assert np.array_equal(through(Tail(text), sentence), sentence)


@pytest.mark.parametrize("kind", ["noise", "tone", "silence"])
def test_what_is_no_speech_is_not_touched(kind: str) -> None:
    """So checkpoints of random weights sound as the engine has them."""
    time = np.arange(10 * RATE) / RATE
    tone = np.sin(2 * np.pi * 200 * time) * (1 + 0.5 * np.sin(2 * np.pi * 4 * time))
    noise = np.random.default_rng(2).uniform(-0.5, 0.5, len(time))
    sound = {"noise": noise, "tone": tone, "silence": 0 * time}[kind].astype(np.float32)
    assert np.array_equal(through(Tail([[1.0]]), sound), sound)


@pytest.mark.parametrize("gap", [0.35, 0.7])
@pytest.mark.parametrize("kind", ["silence", "breath", "babble", "again"])
def test_what_follows_the_last_word_is_cut(reference: Audio, sentence: Audio, kind: str, gap: float) -> None:
    babble = reference[round(0.3 * RATE) : round(2.6 * RATE)]
    word = sentence[round(1.5 * RATE) : END]
    added = {
        "silence": silence(3),
        "breath": breath(0.5),
        "babble": babble,
        "again": np.tile(np.concatenate([word, silence(0.06)]), 6),
    }[kind]
    sound = np.concatenate([sentence[:END], silence(gap), added, silence(0.2)])
    tail = Tail(TEXT)
    heard = through(tail, sound)
    assert tail.ended
    assert END <= len(heard) <= END + RATE * KEPT / 100
    assert np.array_equal(heard[:-480], sound[: len(heard) - 480])
    assert heard[-1] == 0


def test_a_long_silence_ends_the_utterance_before_it_is_over(sentence: Audio) -> None:
    tail = Tail(TEXT)
    tail.push(np.concatenate([sentence[:END], silence(1.5)]))
    assert tail.ended
    assert len(tail.push(sentence)) == 0


def test_the_cuts_of_the_stream_change_nothing(reference: Audio, sentence: Audio) -> None:
    sound = np.concatenate([sentence[:END], silence(0.5), breath(0.3), silence(0.4), reference[:RATE]])
    whole = through(Tail(TEXT), sound, len(sound))
    assert len(whole) < END + RATE
    for step in (7, 239, 1115, 16_000):
        assert np.array_equal(through(Tail(TEXT), sound, step), whole)


@pytest.mark.parametrize("pause", [0.3, 0.5])
@pytest.mark.parametrize("place", [0.52, 0.96, 1.48])
def test_a_pause_on_the_way_is_none_at_the_end(sentence: Audio, place: float, pause: float) -> None:
    cut = round(place * RATE)
    sound = np.concatenate([sentence[:cut], silence(pause), sentence[cut:]])
    assert np.array_equal(through(Tail(TEXT), sound), sound)


@pytest.mark.parametrize("period", [1, 7, 24])
def test_codes_that_go_round_end_the_utterance(sentence: Audio, period: int) -> None:
    """The end of the vowel goes on and on, without a pause."""
    tail = Tail(TEXT)
    said = tail.push(sentence[:END], range(50))
    vowel = np.tile(sentence[round(1.6 * RATE) : round(1.7 * RATE)], 5)
    heard = [tail.push(vowel, [900 + code % period for code in range(8 * k, 8 * k + 8)]) for k in range(20)]
    assert tail.ended
    assert len(said) + sum(map(len, heard)) < END + 10 * len(vowel)
    assert not loops([*range(600)])
    assert not loops([1, 2, 3] * 10)


def test_only_silence_is_held_back(sentence: Audio) -> None:
    tail = Tail(TEXT)
    given = sum(len(tail.push(part)) for part in np.split(sentence[:END], 10))
    assert END - given <= RATE // 10
