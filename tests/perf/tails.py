"""Measure how utterances end: what is cut after the last word, and whether anything else is.

    python tests/perf/tails.py                                    # a teacher's speech with ends put to it
    python tests/perf/tails.py --url http://host:8000 --voice vera reference.wav   # a served model

The first needs what the training needs (requirements/training.txt): `hibari-tts` says 210 short texts in the
voices of 40 pseudo-speakers, and silence, breath, noise, the last syllable over again and babble are put
behind.  It also puts pauses into the speech, at commas and elsewhere: none of that may be cut.

The second has each text spoken twice with the same seed, with `trim_tail` and without, and compares lengths,
whether more than silence is cut (what is less than 35 dB below the loudest), what is heard after the last
word, and the words that Whisper hears (requirements/training.txt).
"""

import argparse
import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import httpx
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from auralis.audio.tail import KEPT, Tail
from auralis.text.syllables import expected
from training.judges import Judges, word_errors, words
from training.listening import LONGEST_TAIL, tail
from training.speakers import TRAINING, draw_speaker
from training.teacher import Teacher, render

Audio = NDArray[np.float32]

RATE = 24_000
TEXTS = Path(__file__).parents[1] / "data" / "short_texts.txt"
VOICES = 2
"""Speakers who say each text."""

STEP = 16 * 1115
"""Samples that come at once: a window of 16 codes."""

GAPS = ((0.1, 0.3), (0.3, 0.6), (0.6, 1.2))
PAUSES = (0.3, 0.45, 0.7, 1.0)
KINDS = ("silence", "breath", "noise", "syllable again", "babble")


@dataclass(frozen=True)
class Spoken:
    """What the teacher said: the sound, where its last word ends, and where words and clauses meet."""

    text: str
    sound: Audio
    end: int
    words: list[int]
    clauses: list[int]


@dataclass
class Figures:
    """Seconds after the last word, before and after; how often all but a pause was cut, and speech too."""

    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    cut: int = 0
    into_speech: int = 0


def spoken(texts: list[str]) -> Iterator[Spoken]:
    """Yield each text in the voices of `VOICES` speakers whom no model was trained on."""
    teacher = Teacher()
    for number, text in enumerate(texts):
        phonemes = teacher.phonemize(text)
        for voice in range(VOICES):
            speaker = draw_speaker(TRAINING + (VOICES * number + voice) % 40)
            speech = teacher.speak(phonemes, speaker.pace)
            sound = render(speech, speaker, np.random.default_rng(number))
            starts = np.cumsum(speech.durations)[:-1] * 300  # of each phoneme
            middles = starts + speech.durations[1:] * 150
            inside = range(1, len(phonemes) - 2)
            words = [int(middles[i]) for i in inside if phonemes[i] == " " and phonemes[i - 1].isalpha()]
            clauses = [int(middles[i]) for i in inside if phonemes[i] in ",;:.!?" and phonemes[i + 1] == " "]
            yield Spoken(text, sound, last_word(sound), words, clauses)


def last_word(sound: Audio) -> int:
    """Return where speech ends: the last 10 ms that are less than 35 dB below the loudest."""
    frames = sound[: len(sound) // 240 * 240].reshape(-1, 240)
    level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
    return int(np.flatnonzero(level > level.max() - 35)[-1] + 1) * 240


def ended(text: str, sound: Audio) -> Audio:
    """Return `sound` as the front end would let it out."""
    tail, parts = Tail(expected(text, "en")), []
    for first in range(0, len(sound), STEP):
        parts.append(tail.push(sound[first : first + STEP]))
    return np.concatenate([*parts, tail.finish()])


def floor(seconds: float, rng: np.random.Generator) -> Audio:
    """Return the silence of a vocoder: noise at -80 dB."""
    return (rng.standard_normal(round(seconds * RATE)) * 1e-4).astype(np.float32)


def artefact(kind: str, speech: Spoken, other: Spoken, rng: np.random.Generator) -> Audio:
    """Return what a model might add: 0.2 to 4 s of it."""
    peak = float(np.abs(speech.sound).max())
    if kind == "silence":
        return floor(rng.uniform(0.8, 4), rng)
    if kind == "syllable again":
        syllable = faded(speech.sound[max(0, speech.end - round(0.3 * RATE)) : speech.end])
        return np.tile(np.concatenate([syllable, floor(0.06, rng)]), rng.integers(2, 7))
    if kind == "babble":
        first = int(rng.integers(0, max(1, len(other.sound) - RATE)))
        return faded(other.sound[first : first + round(rng.uniform(0.3, 1.5) * RATE)])
    count = round(rng.uniform(0.25, 0.8 if kind == "breath" else 1.5) * RATE)
    if kind == "noise":
        steps = rng.uniform(0, 1, count // 2_400 + 2)
        shape = np.interp(np.arange(count), np.arange(len(steps)) * 2_400, steps)
        return (rng.standard_normal(count) * shape * peak * 0.15).astype(np.float32)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum *= np.exp(-np.square((np.fft.rfftfreq(count, 1 / RATE) - 1_500) / 1_200))
    breath = np.fft.irfft(spectrum, count) * np.hanning(count)
    return np.asarray(breath / np.abs(breath).max() * peak * rng.uniform(0.08, 0.3), np.float32)


def faded(sound: Audio) -> Audio:
    ramp = np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / 480)
    return np.asarray(sound * ramp, np.float32)


def measure_ends(said: list[Spoken], rng: np.random.Generator) -> Table:
    table = Table("put behind", "gap, s", "cut", "tail before, s", "tail after, s", "speech cut")
    for kind in KINDS:
        for least, most in GAPS:
            figures = Figures()
            for speech in said:
                gap = rng.uniform(least, most)
                added = artefact(kind, speech, said[rng.integers(len(said))], rng)
                sound = np.concatenate([speech.sound[: speech.end], floor(gap, rng), added, floor(0.2, rng)])
                rest = len(ended(speech.text, sound)) - speech.end
                allowed = KEPT / 100 if kind == "silence" else min(gap, KEPT / 100) + 0.1
                figures.before.append((len(sound) - speech.end) / RATE)
                figures.after.append(rest / RATE)
                figures.cut += rest <= allowed * RATE + 240
                figures.into_speech += rest < 0
            table.add_row(
                kind,
                f"{least}-{most}",
                f"{figures.cut / len(said):.1%}",
                f"{np.mean(figures.before):.2f}",
                f"{np.mean(figures.after):.2f}",
                str(figures.into_speech),
            )
    return table


def measure_speech(said: list[Spoken], rng: np.random.Generator) -> Table:
    """Count where speech is cut: as it is, with longer pauses at clauses, and with one between two words."""
    table = Table("speech", "cut", "of")
    wrong = sum(len(ended(speech.text, speech.sound)) < speech.end for speech in said)
    table.add_row("as it is", str(wrong), str(len(said)))
    for pause in PAUSES:
        counts: Counter[str] = Counter()
        for speech in said:
            one = [speech.words[rng.integers(len(speech.words))]] if speech.words else []
            for name, places in (("clauses", speech.clauses), ("words", one)):
                if places:
                    sound = with_pauses(speech.sound, places, pause, rng)
                    end = speech.end + len(sound) - len(speech.sound)
                    counts[name] += 1
                    counts[f"{name} cut"] += len(ended(speech.text, sound)) < end - 480
        for name, place in (("clauses", "at the clauses"), ("words", "between two words")):
            cut, of = counts[f"{name} cut"], counts[name]
            table.add_row(f"{pause} s of silence put {place}", str(cut), str(of))
    return table


def with_pauses(sound: Audio, places: list[int], seconds: float, rng: np.random.Generator) -> Audio:
    parts = []
    for first, last in zip([0, *places], [*places, len(sound)], strict=True):
        part = sound[first:last].copy()
        part[:240] *= 1 if first == 0 else np.linspace(0, 1, len(part[:240]), dtype=np.float32)
        if last < len(sound):
            part[-240:] *= np.linspace(1, 0, len(part[-240:]), dtype=np.float32)
        parts += [part] if first == 0 else [floor(seconds, rng), part]
    return np.concatenate(parts)


@dataclass
class Heard:
    """What was heard of the texts in one voice: seconds in all, seconds after the last word, words."""

    lengths: list[float] = field(default_factory=list)
    tails: list[float] = field(default_factory=list)
    errors: int = 0
    words_behind: int = 0

    def add(self, text: str, sound: Audio, judges: Judges) -> None:
        heard, last = judges.hear(sound)
        self.lengths.append(len(sound) / RATE)
        self.tails.append(tail(sound, RATE, last))
        self.errors += word_errors(text, heard)[0]
        *_, end = SequenceMatcher(None, words(text), words(heard), autojunk=False).get_opcodes()
        self.words_behind += end[0] == "insert"

    def row(self, said: int, *cut: str) -> tuple[str, ...]:
        """Return the cells of a table; `said` is how many words all the texts have."""
        return (
            f"{np.mean(self.lengths):.2f}",
            *cut,
            f"{np.median(self.tails):.2f} (max {max(self.tails):.2f})",
            str(sum(seconds > LONGEST_TAIL for seconds in self.tails)),
            str(self.words_behind),
            f"{self.errors / said:.1%}",
        )


def measure_served(url: str, voices: list[str], texts: list[str], temperature: float | None) -> Table:
    judges, said = Judges(RATE), sum(len(words(text)) for text in texts)
    columns = ("mean length, s", "shortened", "speech cut", "tail, s", "over 0.5 s", "words behind", "errors")
    table = Table("voice", "trim_tail", *columns)
    with httpx.Client(base_url=url, timeout=120) as client:
        for voice in voices:
            whole, trimmed, shortened, into_speech = Heard(), Heard(), 0, 0
            for seed, text in enumerate(track(texts, voice, console=Console(stderr=True))):
                body: dict[str, object] = {"model": "xttsv2", "input": text, "language": "en", "seed": seed}
                body |= {"voice": asked(voice), "response_format": "pcm"}
                body |= {} if temperature is None else {"temperature": temperature}
                before, after = (sound_of(client, body | {"trim_tail": trim}) for trim in (False, True))
                whole.add(text, before, judges)
                trimmed.add(text, after, judges)
                shortened += len(after) < len(before)
                into_speech += len(after) < last_word(before)
            table.add_row(Path(voice).stem, "false", *whole.row(said, "", ""))
            table.add_row("", "true", *trimmed.row(said, str(shortened), str(into_speech)))
    return table


def asked(voice: str) -> str | list[str]:
    """Return the field `voice` of a request for a name or a recording."""
    file = Path(voice)
    return [base64.b64encode(file.read_bytes()).decode()] if file.is_file() else voice


def sound_of(client: httpx.Client, body: dict[str, object]) -> Audio:
    answer = client.post("/v1/audio/speech", json=body).raise_for_status()
    return np.frombuffer(answer.content, "<i2").astype(np.float32) / 32_768


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="of a server; without it, the teacher is measured")
    parser.add_argument("--voice", nargs="+", help="names or recordings, for the server")
    parser.add_argument("--temperature", type=float, help="for the server; without it, the model's own")
    arguments = parser.parse_args()
    texts, console = TEXTS.read_text().splitlines(), Console(width=130)
    if arguments.url:
        console.print(measure_served(arguments.url, arguments.voice, texts, arguments.temperature))
        return
    said = list(track(spoken(texts), total=VOICES * len(texts), console=Console(stderr=True)))
    console.print(f"{len(texts)} texts, {len(said)} utterances")
    console.print(measure_speech(said, np.random.default_rng(1)))
    console.print(measure_ends(said, np.random.default_rng(2)))


if __name__ == "__main__":
    main()
