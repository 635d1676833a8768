"""A first sound: a sentence in two of the bundled voices, and in one that is cloned from a recording.

`python examples/demo.py spoken/` writes spoken/vera.wav, spoken/otto.wav and spoken/clone.wav.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from auralis import TTS, TTSOutput, TTSRequest
from auralis_xtts.bundled import bundled

TEXT = "Hello! This is Auralis, speaking through a Triton server of your own."
RECORDING = bundled() / "recording.wav"


@dataclass(frozen=True)
class Spoken:
    """A file, and what was measured: seconds to the first sound, to the last, and of the sound itself."""

    path: Path
    first: float
    taken: float
    audio: float


def speak(tts: TTS, voice: str, path: Path) -> Spoken:
    """Speak the demo's sentence into `path` in a voice: its name, or a recording of it."""
    began, first, parts = time.monotonic(), 0.0, []
    for part in tts.generate_speech(
        TTSRequest(text=TEXT, speaker_files=voice, language="en", seed=1, stream=True)
    ):
        first = first or time.monotonic() - began
        parts.append(part)
    taken = time.monotonic() - began
    whole = TTSOutput.combine_outputs(parts)
    whole.save(path)
    return Spoken(path, first, taken, whole.duration)


def demonstrate(tts: TTS, voices: list[str], recording: Path, directory: Path) -> Iterator[Spoken]:
    """Yield what was spoken, one voice after the other; the recording's is the last."""
    directory.mkdir(parents=True, exist_ok=True)
    speak(tts, voices[0], directory / f"{voices[0]}.wav")  # the very first takes longer than all after it
    for voice in voices:
        yield speak(tts, voice, directory / f"{voice}.wav")
    yield speak(tts, str(recording), directory / "clone.wav")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--voices", nargs="+", default=["vera", "otto"])
    parser.add_argument("--recording", type=Path, default=RECORDING, help="whose voice is cloned")
    parser.add_argument("--model", default="mini")
    parser.add_argument("--triton-url", help="a Triton that runs already, host:port")
    options = parser.parse_args()
    table = Table("file", "audio", "first sound after", "real-time factor", title=f'"{TEXT}"')
    with TTS().from_pretrained(options.model, triton_url=options.triton_url) as tts:
        for spoken in demonstrate(tts, options.voices, options.recording, options.directory):
            table.add_row(
                str(spoken.path),
                f"{spoken.audio:.2f} s",
                f"{spoken.first:.2f} s",
                f"{spoken.taken / spoken.audio:.2f}",
            )
    Console().print(table)


if __name__ == "__main__":
    main()
