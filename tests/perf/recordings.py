"""Measure what is done to recordings of a voice, and what is said of them.

    python tests/perf/recordings.py

Needs what the training needs (requirements/training.txt).  The speech is the oracle's reference and that of 8
pseudo-speakers of the training's teacher, 9 s each; for the check, of 40.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from auralis.audio.decode import Recording, decode
from auralis.audio.enhance import enhance
from auralis.audio.loudness import loudness
from auralis.audio.reference_check import check_reference
from auralis.audio.resample import resample
from auralis.preprocessing import AudioPreprocessingConfig
from training.judges import Judges
from training.speakers import TRAINING, draw_speaker
from training.teacher import SAMPLE_RATE, Teacher, render

Audio = NDArray[np.float32]

RATE = 22_050
ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "data" / "oracle" / "reference.wav"
SENTENCES = ROOT / "export" / "training" / "evaluation_sentences.txt"
SECONDS = 9
RATIOS = (5, 10, 20)

ALL = AudioPreprocessingConfig()
NOTHING = replace(ALL, normalize=False, trim_silence=False, remove_noise=False, enhance_speech=False)
EFFECTS = {
    "remove_noise": replace(NOTHING, remove_noise=True),
    "enhance_speech": replace(NOTHING, enhance_speech=True),
    "normalize": replace(NOTHING, normalize=True),
    "trim_silence": replace(NOTHING, trim_silence=True),
    "all": ALL,
}


def speakers(count: int, seconds: float) -> Iterator[tuple[float, Audio]]:
    """Yield the pitch factor and the speech, at `RATE`, of speakers whom no model was trained on."""
    teacher, lines = Teacher(), SENTENCES.read_text().splitlines()
    for number in range(count):
        speaker, said = draw_speaker(TRAINING + number), [np.zeros(0, np.float32)]
        while sum(map(len, said)) < seconds * SAMPLE_RATE:
            line = lines[(7 * number + len(said)) % len(lines)]
            speech = teacher.speak(teacher.phonemize(line), speaker.pace)
            said.append(render(speech, speaker, np.random.default_rng(number)))
        sound = np.concatenate(said)[: round(seconds * SAMPLE_RATE)]
        yield speaker.pitch, resample(sound, SAMPLE_RATE, RATE)


def noise(kind: str, count: int, rng: np.random.Generator) -> Audio:
    """Return white noise, or noise that falls by 3 dB an octave, of power 1."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    if kind == "pink":
        spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20))
    sound = np.fft.irfft(spectrum, count)
    return (sound / np.std(sound)).astype(np.float32)


def chords(count: int, rng: np.random.Generator) -> Audio:
    """Return music of a kind, of power 1: three tones that fade, every half second."""
    tones, length = np.array([220, 262, 294, 330, 392, 440, 523, 659]), RATE // 2
    time = np.arange(length) / RATE
    bars = []
    for _ in range(count // length + 1):
        pitches = rng.choice(tones, 3, replace=False)[:, None]
        bars.append(sum((np.sin(2 * np.pi * k * pitches * time) / k).sum(axis=0) for k in (1, 2, 3)))
    sound = (np.stack(bars) * np.exp(-1.5 * time)).reshape(-1)[:count]
    return np.asarray(sound / np.std(sound), np.float32)


def ratio(clean: Audio, found: Audio) -> float:
    """Return the signal-to-noise ratio in decibels."""
    return float(10 * np.log10(np.sum(np.square(clean)) / np.sum(np.square(found - clean))))


def segmental(clean: Audio, found: Audio) -> float:
    """Return the mean over frames of 23 ms with speech in them, each limited to -10..35 dB."""
    whole = len(clean) // 512 * 512
    power = np.square(clean[:whole]).reshape(-1, 512).sum(axis=1)
    wrong = np.square(found[:whole] - clean[:whole]).reshape(-1, 512).sum(axis=1)
    speech = power > 1e-4 * power.max()
    return float(np.clip(10 * np.log10(power[speech] / (wrong[speech] + 1e-12)), -10, 35).mean())


def measure_noise(voices: list[Audio], judges: Judges) -> Table:
    table = Table("noise", "SNR, dB", "segmental SNR, dB", "DNSMOS", "DNSMOS, all effects", "same voice")
    rng = np.random.default_rng(0)
    for kind in ("white", "pink"):
        for wanted in RATIOS:
            rows = []
            for clean in voices:
                level = np.std(clean) / 10 ** (wanted / 20)
                noisy = clean + level * noise(kind, len(clean), rng)
                better = enhance(noisy, RATE, EFFECTS["remove_noise"])
                whole, owner = enhance(noisy, RATE, ALL), judges.voice(clean)
                rows.append(
                    [
                        *(ratio(clean, noisy), ratio(clean, better)),
                        *(segmental(clean, noisy), segmental(clean, better)),
                        *(judges.quality(noisy), judges.quality(better), judges.quality(whole)),
                        *(float(judges.voice(x) @ owner) for x in (noisy, better)),
                    ]
                )
            mean = np.mean(rows, axis=0)
            changes = [f"{mean[i]:.1f} -> {mean[i + 1]:.1f}" for i in (0, 2)]
            quality = f"{mean[4]:.2f} -> {mean[5]:.2f}"
            table.add_row(
                f"{kind}, {wanted} dB", *changes, quality, f"{mean[6]:.2f}", f"{mean[7]:.2f} -> {mean[8]:.2f}"
            )
    return table


def measure_effects(voices: list[Audio], judges: Judges) -> Table:
    """Show what each effect does to clean speech with a second of silence on both sides."""
    table = Table("effect", "DNSMOS", "same voice", "seconds", "LUFS", "2-4 kHz, dB")
    silence = np.random.default_rng(1).standard_normal(RATE).astype(np.float32) * 1e-5
    for name, config in {"none": NOTHING, **EFFECTS}.items():
        rows = []
        for clean in voices:
            sound = enhance(np.concatenate([silence, clean, silence]), RATE, config)
            same = float(judges.voice(sound) @ judges.voice(clean))
            rows.append(
                [judges.quality(sound), same, len(sound) / RATE, loudness(sound, RATE), presence(sound)]
            )
        mean = np.mean(rows, axis=0)
        table.add_row(name, *(f"{x:.{places}f}" for x, places in zip(mean, (2, 3, 1, 1, 1), strict=True)))
    return table


def presence(sound: Audio) -> float:
    """Return the power from 2 to 4 kHz against that of all, in decibels."""
    power, hertz = np.square(np.abs(np.fft.rfft(sound))), np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= 2_000) & (hertz <= 4_000)].sum() / power.sum()))


def measure_check(voices: list[tuple[float, Audio]]) -> Table:
    """Count what is said of recordings that are as they should be, and of some that are not."""
    rng = np.random.default_rng(2)
    table = Table("recordings", "what is said of them, of 40 unless it says otherwise")
    cases: dict[str, list[Audio]] = {}
    for number, (pitch, sound) in enumerate(voices):
        level, count = np.std(sound), len(sound)
        other_pitch, other = voices[(7 * number + 13) % len(voices)]
        apart = "far" if abs(np.log2(pitch / other_pitch)) > 0.6 else "near"
        made = {
            "clean": sound,
            "noise at 30 dB": sound + level / 10**1.5 * noise("pink", count, rng),
            "noise at 20 dB": sound + level / 10 * noise("pink", count, rng),
            "noise at 10 dB": sound + level / 10**0.5 * noise("pink", count, rng),
            "music at 15 dB": sound + level / 10**0.75 * chords(count, rng),
            "music at 5 dB": sound + level / 10**0.25 * chords(count, rng),
            "the first 2 s": sound[: 2 * RATE],
            "overdriven": np.clip(sound * 6, -1, 1),
            "only noise": 0.1 * noise("white", count, rng),
            "only music": 0.1 * chords(count, rng),
            f"two speakers, their pitch {apart}": np.concatenate([sound[: count // 2], other[: count // 2]]),
        }
        for name, recording in made.items():
            cases.setdefault(name, []).append(recording)
    for name, recordings in cases.items():
        found: dict[str, int] = {}
        for recording in recordings:
            warnings = check_reference(Recording(recording.astype(np.float32), RATE))
            for code in [warning.code for warning in warnings] or ["nothing"]:
                found[code] = found.get(code, 0) + 1
        of = "" if len(recordings) == len(voices) else f" of {len(recordings)}"
        table.add_row(name, ", ".join(f"{code} {times}{of}" for code, times in found.items()))
    return table


def main() -> None:
    console, judges = Console(width=120), Judges(RATE)
    oracle = decode(REFERENCE.read_bytes(), SECONDS)
    voices = [resample(oracle.samples, oracle.rate, RATE), *(sound for _, sound in speakers(8, SECONDS))]
    console.print(measure_effects(voices, judges))
    console.print(measure_noise(voices, judges))
    many = list(track(speakers(40, SECONDS), total=40, console=Console(stderr=True)))
    console.print(measure_check(many))


if __name__ == "__main__":
    main()
