"""Judges a checkpoint as its users hear it: through the running server.

Each voice says the evaluation sentences.  Speakers of the teacher who are in no training data are cloned from
a recording each, and compared with the voices that are bundled.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import soundfile
from rich.console import Console
from rich.progress import track
from rich.table import Table

from training.judges import Judges, word_errors
from training.listening import LONGEST_TAIL, Array, Groups, median_pitch, tail
from training.served import Served, Spoken
from training.speakers import HELD_OUT, TRAINING, draw_speaker
from training.teacher import SAMPLE_RATE, Teacher, render

mpl.use("Agg")
from matplotlib import pyplot as plt

_TEXTS = Path(__file__).parent
SENTENCES = (_TEXTS / "evaluation_sentences.txt").read_text().splitlines()
LONG_SENTENCES = (_TEXTS / "evaluation_long_sentences.txt").read_text().splitlines()
"""Of about ten seconds, which the server speaks in as many parts as the checkpoint asks for."""

REFERENCE = (
    "Early in the morning the baker opened his shop, and the smell of fresh bread went through the narrow "
    "streets. Soon a line of customers reached around the corner."
)
"""What strangers say to be cloned; none of the bundled recordings says the same."""


@dataclass(frozen=True)
class JudgedVoice:
    """A voice: what the server is asked for, a name or a recording, and a recording of its owner."""

    name: str
    asked: str | Path
    reference: Path


def bundled(checkpoint: Path) -> list[JudgedVoice]:
    """Return the voices of a checkpoint that have a recording in its directory `voices`."""
    return [JudgedVoice(path.stem, path.stem, path) for path in sorted((checkpoint / "voices").glob("*.wav"))]


def cloned(recordings: list[Path]) -> list[JudgedVoice]:
    """Return voices that are given by a recording each."""
    return [JudgedVoice(path.stem, path, path) for path in recordings]


class Evaluation:
    """Speaks, listens and writes what it heard into `directory`."""

    def __init__(self, served: Served, voices: list[JudgedVoice], directory: Path) -> None:
        self._served, self._voices, self._directory = served, voices, directory
        self._judges = Judges(SAMPLE_RATE)
        directory.mkdir(parents=True, exist_ok=True)
        self._owners = {voice.name: self._judges.voice(_read(voice.reference)) for voice in voices}

    def run(self, sentences: int, clones: int) -> dict[str, Any]:
        """Return the figures of all voices; figures.json, the sounds and spectrograms are left behind."""
        figures: dict[str, Any] = {"voices": {}}
        self._served.speak(SENTENCES[0], self._voices[0].asked, seed=0)  # the first is slower than all others
        for voice in self._voices:
            rows = [
                self._judge(voice, number, text)
                for number, text in enumerate(track(SENTENCES[:sentences], description=voice.name))
            ]
            figures["voices"][voice.name] = {**self._summary(voice, rows), "long": self._long(voice)}
        figures["clones"] = self._clones(clones)
        (self._directory / "figures.json").write_text(json.dumps(figures, indent=1))
        return figures

    def _long(self, voice: JudgedVoice) -> dict[str, Any]:
        rows = [
            self._judge(voice, number, text)
            for number, text in enumerate(LONG_SENTENCES, start=len(SENTENCES))
        ]
        return {
            "word_error_rate": _word_error_rate(rows),
            "flawed_sentences": sum(map(_flawed, rows)),
            "longest": max(row["seconds"] for row in rows),
            "sentences": rows,
        }

    def _judge(self, voice: JudgedVoice, number: int, text: str) -> dict[str, Any]:
        spoken = self._served.speak(text, voice.asked, seed=number)
        heard, last_word = self._judges.hear(spoken.sound)
        errors, said = word_errors(text, heard)
        groups = Groups.of(text, heard)
        embedding = self._judges.voice(spoken.sound)
        path = self._directory / f"{voice.name}-{number:02}.wav"
        soundfile.write(path, spoken.sound, spoken.rate)
        if number == 0:
            _plot(spoken, text, path.with_suffix(".png"))
        return {
            "text": text,
            "heard": heard,
            "errors": errors,
            "words": said,
            "groups_lost": groups.lost,
            "groups_added": groups.added,
            "tail": tail(spoken.sound, spoken.rate, last_word),
            "quality": self._judges.quality(spoken.sound),
            "pitch": median_pitch(spoken.sound, spoken.rate),
            "similarity": {name: float(embedding @ owner) for name, owner in self._owners.items()},
            "seconds": spoken.seconds,
            "first": spoken.first,
            "real_time_factor": spoken.taken / spoken.seconds,
        }

    def _summary(self, voice: JudgedVoice, rows: list[dict[str, Any]]) -> dict[str, Any]:
        own = float(np.mean([row["similarity"][voice.name] for row in rows]))
        others = [
            np.mean([row["similarity"][name] for row in rows]) for name in self._owners if name != voice.name
        ]
        pitch, wanted = (
            np.nanmedian([row["pitch"] for row in rows]),
            median_pitch(_read(voice.reference), SAMPLE_RATE),
        )
        return {
            "word_error_rate": _word_error_rate(rows),
            "quality": float(np.mean([row["quality"] for row in rows])),
            "similarity": own,
            "similarity_margin": own - float(np.mean(others)) if others else None,
            "pitch": float(pitch),
            "pitch_of_reference": wanted,
            "flawed_sentences": sum(map(_flawed, rows)),
            "tail": float(np.median([row["tail"] for row in rows])),
            "longest_tail": float(np.max([row["tail"] for row in rows])),
            "first_audio": float(np.median([row["first"] for row in rows])),
            "real_time_factor": sum(row["real_time_factor"] * row["seconds"] for row in rows)
            / sum(row["seconds"] for row in rows),
            "sentences": rows,
        }

    def _clones(self, count: int) -> dict[str, Any]:
        """Clone speakers who are in no training data, and have clone and bundled voices say the same.

        Counted is how often the clone is more like the recording than each bundled voice is; and, which is
        harder, than each bundled voice's recording is.
        """
        teacher, rows = Teacher(), []
        numbers = range(TRAINING, TRAINING + min(count, HELD_OUT))
        for number in track(numbers, description="clones"):
            speaker = draw_speaker(number)
            speech = teacher.speak(teacher.phonemize(REFERENCE), speaker.pace)
            path = self._directory / f"held-out-{number}.wav"
            soundfile.write(path, render(speech, speaker, np.random.default_rng(number)), SAMPLE_RATE)
            reference, text = self._judges.voice(_read(path)), SENTENCES[number % len(SENTENCES)]
            own, *bundled = (
                float(self._judges.voice(self._served.speak(text, asked, seed=number).sound) @ reference)
                for asked in (path, *(voice.asked for voice in self._voices))
            )
            recordings = [float(owner @ reference) for owner in self._owners.values()]
            rows.append(
                {
                    "speaker": number,
                    "own": own,
                    "nearest_bundled": max(bundled),
                    "nearest_recording": max(recordings),
                }
            )
        return {
            "nearer_than_bundled": sum(row["own"] > row["nearest_bundled"] for row in rows),
            "nearer_than_recordings": sum(row["own"] > row["nearest_recording"] for row in rows),
            "of": len(rows),
            "speakers": rows,
        }


def show(figures: dict[str, Any], console: Console) -> None:
    """Print the table of all voices."""
    columns: dict[str, Callable[[dict[str, Any]], str]] = {
        "word errors": lambda v: f"{v['word_error_rate']:.1%}",
        "DNSMOS": lambda v: f"{v['quality']:.2f}",
        "similarity": lambda v: f"{v['similarity']:.2f}",
        "margin": lambda v: "" if v["similarity_margin"] is None else f"{v['similarity_margin']:.2f}",
        "f0, Hz": lambda v: f"{v['pitch']:.0f} ({v['pitch_of_reference']:.0f})",
        "flawed": lambda v: f"{v['flawed_sentences']} of {len(v['sentences'])}",
        "tail, s": lambda v: f"{v['tail']:.2f} (max {v['longest_tail']:.2f})",
        "long sentences": lambda v: f"{v['long']['word_error_rate']:.1%} ({v['long']['longest']:.1f} s)",
        "real time": lambda v: f"{v['real_time_factor']:.2f}",
    }
    table = Table("voice", *columns, title="in brackets: of the reference, the longest")
    for name, voice in figures["voices"].items():
        table.add_row(name, *(column(voice) for column in columns.values()))
    console.print(table)
    clones = figures["clones"]
    console.print(
        f"Of {clones['of']} unseen voices, {clones['nearer_than_bundled']} are nearer to their clone than to "
        f"all bundled voices, {clones['nearer_than_recordings']} than to all recordings of bundled voices"
    )


def _word_error_rate(rows: list[dict[str, Any]]) -> float:
    return float(sum(row["errors"] for row in rows) / sum(row["words"] for row in rows))


def _flawed(row: dict[str, Any]) -> bool:
    """Return whether a group of words is lost or repeated, or sound goes on after the end."""
    return bool(row["groups_lost"] + row["groups_added"] > 0 or row["tail"] > LONGEST_TAIL)


def _read(path: Path) -> Array:
    """Return a recording at the teacher's rate, float32 [n]."""
    import librosa

    sound: Array = librosa.load(path, sr=SAMPLE_RATE)[0]
    return sound


def _plot(spoken: Spoken, text: str, path: Path) -> None:
    figure, axes = plt.subplots(figsize=(9, 3), layout="constrained")
    noise = np.random.default_rng(0).normal(0, 1e-7, len(spoken.sound))  # digital silence has no level in dB
    axes.specgram(spoken.sound + noise, NFFT=1024, Fs=spoken.rate, noverlap=768, vmin=-140)
    axes.set(title=text, xlabel="s", ylabel="Hz")
    figure.savefig(path, dpi=110)
    plt.close(figure)
