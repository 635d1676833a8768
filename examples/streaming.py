"""What is typed is spoken while it is typed: to the sound device, or into a file.

`echo "Hello there. How are you?" | python examples/streaming.py --voice me.wav [--out speech.wav]`
"""

from __future__ import annotations

import argparse
import sys
import wave
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from auralis import TTS, TTSOutput, TTSRequest

RATE = 24_000


def speak(tts: TTS, text: Iterable[str], voice: str, hear: Callable[[TTSOutput], object]) -> float:
    """Have `hear` called with every piece of sound as soon as it is there; return the seconds."""
    request = TTSRequest(text=text, speaker_files=voice, stream=True)
    seconds = 0.0
    for output in tts.generate_speech(request):
        hear(output)
        seconds += output.duration
    return seconds


@contextmanager
def into_file(path: Path) -> Iterator[Callable[[TTSOutput], object]]:
    """Yield what appends to a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        yield lambda output: file.writeframes(output.to_bytes("pcm"))


@contextmanager
def to_device() -> Iterator[Callable[[TTSOutput], object]]:
    """Yield what plays; it comes back once the device has room for more."""
    import sounddevice

    with sounddevice.OutputStream(RATE, channels=1, dtype="float32") as device:
        yield lambda output: device.write(output.array[:, None])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", required=True, help="a recording, or the name of a voice")
    parser.add_argument("--out", type=Path, help="a .wav file in place of the sound device")
    parser.add_argument("--model", default="AstraMindAI/xttsv2")
    parser.add_argument("--triton-url", help="a Triton that runs already, host:port")
    options = parser.parse_args()
    hearing = into_file(options.out) if options.out else to_device()
    with TTS().from_pretrained(options.model, triton_url=options.triton_url) as tts, hearing as hear:
        spoken = speak(tts, sys.stdin, options.voice, hear)
        print(f"{spoken:.1f} s of audio")
