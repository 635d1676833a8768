"""How exact the times of words are (`auralis.alignment`).

    PYTHONPATH=export:tests .venv-training/bin/python tests/perf/word_times.py

The teacher of the bundled voice says how long each of its phonemes lasts, so that it is known when each word
begins.  240 composed sentences are spoken by as many of its pseudo-speakers, aligned as text alone, and the
starts of words compared.  Its durations run behind its own sound by some 45 ms; by how much is measured with
the same sentences (the lag at which its vowels are loudest) and taken off, since the sound is what is heard.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from auralis.alignment import Spoken, align
from auralis.text.normalize import normalize
from auralis.text.rules import RULES
from auralis.text.sounds import sounds
from training.sentences import SentenceWriter
from training.speakers import draw_speaker
from training.teacher import HOP, SAMPLE_RATE, Teacher, render
from training.vocabulary import WORDS

SENTENCES = 240
FIRST = 5000
"""Sentences and speakers from here on had no part in how the alignment was made."""

VOWELS = frozenset("ɑæʌəɛɪiuʊɔAIWOYQɜᵻᵊˈˌ")  # noqa: RUF001  the teacher's phonemes
FRAME, LAGS = 0.005, 30


@dataclass(frozen=True)
class Said:
    """A spoken sentence: samples at 24 kHz, its words, when each begins, and where its vowels are, in s."""

    samples: NDArray[np.float32]
    words: list[str]
    starts: list[float]
    vowels: list[tuple[float, float]]


def said(teacher: Teacher, writer: SentenceWriter, number: int) -> Said | None:
    """Return sentence `number`; None if its phonemes cannot be told apart by its words."""
    text = writer.write(number)
    phonemes = teacher.phonemize(text)
    words, spoken = text.split(), phonemes.split()
    if any(map(str.isdigit, text)) or len(words) != len(spoken):
        return None
    speaker = draw_speaker(number)
    speech = teacher.speak(phonemes, speaker.pace)
    edges = np.concatenate([[0], np.cumsum(speech.durations)]) * HOP / SAMPLE_RATE
    places = [place for place in range(len(phonemes)) if place == 0 or phonemes[place - 1] == " "]
    vowels = [
        (float(edges[place + 1]), float(edges[place + 2]))
        for place, phoneme in enumerate(phonemes[:-4])
        if phoneme in VOWELS
    ]
    samples = render(speech, speaker, np.random.default_rng(number))
    return Said(samples, words, [float(edges[place + 1]) for place in places], vowels)


def lag(sentences: Sequence[Said]) -> float:
    """Return by how much the durations run behind the sound, in seconds."""
    agreement = np.zeros(LAGS)
    for sentence in sentences:
        hop = round(FRAME * SAMPLE_RATE)
        whole = sentence.samples[: len(sentence.samples) // hop * hop].reshape(-1, hop)
        loudness = 10 * np.log10(np.mean(np.square(whole), axis=1) + 1e-6)
        vowel = np.zeros(len(loudness))
        for start, end in sentence.vowels:
            vowel[round(start / FRAME) : round(end / FRAME)] = 1.0
        for shift in range(LAGS):
            agreement[shift] += np.corrcoef(vowel[shift:], loudness[: len(loudness) - shift])[0, 1]
    return float(np.argmax(agreement)) * FRAME


def found(sentence: Said) -> list[float]:
    """Return when the alignment has each word begin, in seconds."""
    rules = RULES["en"]
    spoken = [
        Spoken(sounds(normalize(word, rules), "en"), pause=not word[-1].isalnum()) for word in sentence.words
    ]
    return [start for start, _ in align(spoken, sentence.samples, SAMPLE_RATE)]


def evenly(sentence: Said) -> list[float]:
    """Return the same for words that share the time by their letters: what an alignment must beat."""
    letters = np.cumsum([0, *(len(word) + 1 for word in sentence.words)])
    return [float(each) for each in letters[:-1] / letters[-1] * len(sentence.samples) / SAMPLE_RATE]


def spoken_sentences() -> Iterator[Said]:
    teacher = Teacher()
    writer = SentenceWriter(sorted({word for kind in WORDS.values() for word in kind}))
    for number in count(FIRST):
        if (sentence := said(teacher, writer, number)) is not None:
            yield sentence


def main() -> None:
    sentences = list(islice(spoken_sentences(), SENTENCES))
    behind = lag(sentences)
    truth = np.array([start for sentence in sentences for start in sentence.starts])
    began = time.process_time()
    starts = np.array([start for sentence in sentences for start in found(sentence)])
    taken = time.process_time() - began
    even = np.array([start for sentence in sentences for start in evenly(sentence)])
    seconds = sum(len(sentence.samples) for sentence in sentences) / SAMPLE_RATE
    console = Console()
    console.print(
        f"{len(sentences)} sentences, {len(truth)} words, {seconds:.0f} s; durations lag {behind:.3f} s"
    )
    for name, estimate in (("aligned", starts), ("by letters", even)):
        errors = np.abs(estimate - np.maximum(truth - behind, 0.0))
        middle, most, worst = np.percentile(errors, [50, 95, 99])
        console.print(
            f"{name}: start of a word off by {middle:.3f} s (median), {most:.3f} (95 %), {worst:.3f} (99 %)"
        )
    console.print(f"aligning takes {taken / seconds * 1000:.1f} ms of processor per second of speech")


if __name__ == "__main__":
    main()
