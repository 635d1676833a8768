"""A book in plain text to audio: `python examples/ebook.py book.txt book.mp3 --voice me.wav`.

A text of any length is one request.  It is spoken sentence by sentence, so its sound comes at once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from auralis import TTS, TTSOutput, TTSRequest


def speak_book(tts: TTS, text: str, voice: str, out: Path) -> None:
    """Speak `text` into `out`, whose suffix says the format."""
    parts, seconds = [], 0.0
    for part in tts.generate_speech(TTSRequest(text=text, speaker_files=voice, stream=True)):
        parts.append(part)
        seconds += part.duration
        print(f"\r{seconds:.0f} s of audio", end="", file=sys.stderr)
    print(file=sys.stderr)
    TTSOutput.combine_outputs(parts).save(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--voice", required=True, help="a recording, or the name of a voice")
    parser.add_argument("--model", default="AstraMindAI/xttsv2")
    parser.add_argument("--triton-url", help="a Triton that runs already, host:port")
    options = parser.parse_args()
    with TTS().from_pretrained(options.model, triton_url=options.triton_url) as tts:
        speak_book(tts, options.book.read_text(encoding="utf-8"), options.voice, options.out)
