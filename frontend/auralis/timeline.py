"""What is heard when: sentences and words, while they are spoken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from auralis.alignment import Spoken, align
from auralis.captions import Sentence, Word
from auralis.delivery import pause_samples
from auralis.script import Part
from auralis.text.normalize import normalize
from auralis.text.pipeline import Utterance
from auralis.text.rules import RULES
from auralis.text.sentences import Stops, sentences
from auralis.text.sounds import sounds
from auralis.text.words import Written, words
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

WORDS_REMEMBERED = 4096


class Timeline:
    """Listens to one request while it is spoken.

    The borders of utterances are exact to the sample.  What lies within one, words and the sentences that
    share it, is estimated from its sound (`auralis.alignment`).
    """

    def __init__(self) -> None:
        self._heard = 0  # samples
        self._part: Part | None = None
        self._samples: list[NDArray[np.float32]] = []
        self._told: list[Sentence] = []

    def begin(self, part: Part) -> None:
        """Take note that what is heard from now on is `part`."""
        self._part = part
        self._samples = []

    def hear(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples, float32 [n] at 24 kHz."""
        self._samples.append(samples)

    async def end(self) -> None:
        """Take note that the part is over."""
        part, self._part = self._part, None
        if part is None:
            return
        sound = np.concatenate(self._samples) if self._samples else np.zeros(0, np.float32)
        start, self._heard = self._heard, self._heard + len(sound)
        self._samples = []
        if part.utterance is not None:
            pause = min(pause_samples(part.pause), len(sound))
            first = (start + pause) / OUTPUT_SAMPLE_RATE
            self._told += await asyncio.to_thread(_placed, part.utterance, sound[pause:], first)

    def take(self) -> list[Sentence]:
        """Return the sentences that ended since this was last called."""
        told, self._told = self._told, []
        return told


@dataclass(frozen=True)
class _Line:
    text: str
    words: tuple[Written, ...]


def _placed(utterance: Utterance, sound: NDArray[np.float32], first: float) -> list[Sentence]:
    """Return the sentences of an utterance that begins `first` seconds from the start."""
    lines = list(_lines(utterance))
    spoken = [_spoken(word.text, utterance.language) for line in lines for word in line.words]
    times = iter(align(spoken, sound, OUTPUT_SAMPLE_RATE))
    told: list[Sentence] = []
    for line in lines:
        placed = tuple(
            Word(word.text, first + start, first + end, word.spaced)
            for word, (start, end) in zip(line.words, times, strict=False)
        )
        told.append(Sentence(line.text, placed[0].start, placed[-1].end, placed))
    if told:  # what is known exactly
        told[0] = replace(told[0], start=first)
        told[-1] = replace(told[-1], end=first + len(sound) / OUTPUT_SAMPLE_RATE)
    return told


@lru_cache(WORDS_REMEMBERED)
def _spoken(word: str, language: str) -> Spoken:
    normalized = normalize(word, RULES[language])
    return Spoken(sounds(normalized, language), pause=not word[-1].isalnum())


def _lines(utterance: Utterance) -> Iterator[_Line]:
    for text in map(str.rstrip, sentences(utterance.text, Stops.of(RULES[utterance.language]))):
        if found := tuple(words(text)):
            yield _Line(text, found)
