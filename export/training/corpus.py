"""Makes the training data: sentences, each spoken by the teacher in two pseudo-speakers' voices.

A shard is a directory that is renamed into place when it is complete, so an interrupted run goes on where it
was.  Everything follows from the sentence's number: any two runs make the same data.
"""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import hibari
import numpy as np
import soxr
from numpy.typing import NDArray

from training.alphabet import Alphabet
from training.mel import SPEAKER_RATE, STYLE_RATE, speaker_mel, style_mel, to_bytes
from training.sentences import SentenceWriter
from training.speakers import PACES, Speaker, draw_speaker, speakers_of_pace
from training.teacher import SAMPLE_RATE, Speech, Teacher, render

SHARD = 200
"""Sentences per shard."""

VOICES = 2
"""Pseudo-speakers who speak each sentence."""

AUDIO_EVERY = 8
"""One shard in so many keeps its sound, for the vocoder; the others keep spectrograms only."""

SPEAKER_FRAMES = 256
"""Frames of 10 ms that the speaker encoder is shown of an utterance."""

_LONGEST = 200  # phonemes, about 13 seconds


def dictionary() -> list[str]:
    """Return the plain words of the teacher's pronunciation dictionary, in order."""
    path = Path(hibari.__path__[0]) / "assets" / "lexicon_us_gold.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        words = json.load(file)
    return sorted(x for x in words if x.isascii() and x.isalpha() and x.islower() and 3 <= len(x) <= 13)


class CorpusWriter:
    """Writes shard after shard under `directory`."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._teacher = Teacher()
        self._alphabet = Alphabet(self._teacher.alphabet)
        self._writer = SentenceWriter(dictionary())
        self._style, self._speaker = style_mel(), speaker_mel()

    def write(self, shard: int) -> bool:
        """Write a shard; returns False if it was there already."""
        target = self._directory / f"{shard:05}"
        if target.exists():
            return False
        made = (self._sentence(shard * SHARD + i, keep=shard % AUDIO_EVERY == 0) for i in range(SHARD))
        rows = [row for row in made if row is not None]
        partial = target.with_suffix(".part")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        for name in rows[0]:
            np.save(partial / f"{name}.npy", np.concatenate([row[name] for row in rows]))
        lengths = {name: [len(row[name]) for row in rows] for name in rows[0]}
        (partial / "lengths.json").write_text(json.dumps(lengths))
        partial.rename(target)
        return True

    def _sentence(self, number: int, keep: bool) -> dict[str, NDArray[Any]] | None:
        """Return the arrays of a sentence, or None if it is too long or has no letters."""
        text = self._writer.write(number)
        phonemes = self._teacher.phonemize(text)
        if not 2 <= len(phonemes) <= _LONGEST:
            return None
        rng = np.random.default_rng([5, number])
        pace = int(rng.choice(len(PACES), p=(0.25, 0.5, 0.25)))
        speech = self._teacher.speak(phonemes, pace)
        speakers = rng.choice(speakers_of_pace(pace), VOICES, replace=False)
        waves = [render(speech, draw_speaker(int(x)), rng) for x in speakers]
        at_style_rate = [soxr.resample(w, SAMPLE_RATE, STYLE_RATE, "MQ") for w in waves]
        neutral = soxr.resample(render(speech, Speaker(), rng), SAMPLE_RATE, STYLE_RATE, "MQ")
        row: dict[str, NDArray[Any]] = {
            "text": np.frombuffer(text.encode(), np.uint8),
            "ids": np.array(self._alphabet.encode(phonemes), np.int16),
            "durations": speech.durations.astype(np.int16),
            "pitch": _pitch(speech).astype(np.float16),
            "speakers": speakers.astype(np.int16),
            "neutral": to_bytes(self._style(neutral)),
            "mels": np.concatenate([to_bytes(self._style(w)) for w in at_style_rate]),
            "speaker_mels": np.stack([self._excerpt(w, rng) for w in at_style_rate]),
        }
        if keep:
            row["audio"] = np.concatenate([np.rint(w * 32767).astype(np.int16) for w in waves])
        return row

    def _excerpt(self, wave: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
        """Return a piece of an utterance for the speaker encoder, repeated if it is short."""
        mel = to_bytes(self._speaker(soxr.resample(wave, STYLE_RATE, SPEAKER_RATE, "MQ")))
        first = int(rng.integers(max(1, len(mel) - SPEAKER_FRAMES + 1)))
        return np.resize(mel[first : first + SPEAKER_FRAMES], (SPEAKER_FRAMES, mel.shape[1]))


def _pitch(speech: Speech) -> NDArray[np.float32]:
    return np.where(speech.pitch > 40, speech.pitch, 0)
