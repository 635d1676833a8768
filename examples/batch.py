"""Every line of a file to a file of its own, many at a time.

`python examples/batch.py lines.txt spoken/ --voice me.wav` writes spoken/001.wav, spoken/002.wav ...
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from auralis import TTS, TTSRequest


async def speak_lines(tts: TTS, lines: list[str], voice: str, directory: Path) -> list[Path]:
    """Speak `lines` at the same time, as many as `tts` allows; return the files."""
    request = TTSRequest(text="", speaker_files=voice)
    request.context_partial_function = await tts.prepare_for_streaming_generation(request)

    async def speak(number: int, line: str) -> Path:
        one = request.copy()
        one.text = line
        output = await tts.generate_speech_async(one)
        path = directory / f"{number:03}.wav"
        output.save(path)
        print(f"{path}: {output.duration:.1f} s")
        return path

    return await asyncio.gather(*(speak(number, line) for number, line in enumerate(lines, start=1)))


async def main(options: argparse.Namespace) -> None:
    options.directory.mkdir(parents=True, exist_ok=True)
    lines = [line for line in options.lines.read_text(encoding="utf-8").splitlines() if line.strip()]
    async with TTS(options.at_once).from_pretrained(options.model, triton_url=options.triton_url) as tts:
        await speak_lines(tts, lines, options.voice, options.directory)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--voice", required=True, help="a recording, or the name of a voice")
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--model", default="AstraMindAI/xttsv2")
    parser.add_argument("--triton-url", help="a Triton that runs already, host:port")
    asyncio.run(main(parser.parse_args()))
