"""Talk to an LLM that answers aloud, through a running `auralis.openai` and the OpenAI SDK.

    auralis.openai --llm-url http://127.0.0.1:11434/v1 &
    python examples/voice_chat.py --llm qwen3 --voice "Ana Florence" --out answers/

Every line that is typed is a turn; the answer's text appears while its sound is written to a file.
"""

from __future__ import annotations

import argparse
import base64
import sys
import wave
from pathlib import Path
from typing import Any

from openai import OpenAI

RATE = 24_000


def answer(
    client: OpenAI, llm: str, voice: str, messages: list[dict[str, Any]], out: Path, **extra: Any
) -> str:
    """Have the LLM answer `messages`; write the sound to `out`, a .wav file, and return the text."""
    stream = client.chat.completions.create(  # type: ignore[call-overload]
        model=llm,
        messages=messages,
        modalities=["text", "audio"],
        audio={"voice": voice, "format": "pcm16"},
        stream=True,
        extra_body=extra,
    )
    text = ""
    with wave.open(str(out), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for chunk in stream:
            audio = chunk.choices[0].delta.audio if chunk.choices else None
            if audio and audio.transcript:
                text += audio.transcript
                print(audio.transcript, end="", flush=True)
            if audio and audio.data:
                file.writeframes(base64.b64decode(audio.data))
    print()
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="http://127.0.0.1:8000/v1")
    parser.add_argument("--key", default="any")
    parser.add_argument("--llm", required=True, help="the LLM's name")
    parser.add_argument("--voice", required=True, help="the name of a voice")
    parser.add_argument("--out", type=Path, default=Path("answers"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    client = OpenAI(api_key=options.key, base_url=options.server)
    messages: list[dict[str, Any]] = []
    for turn, line in enumerate(sys.stdin, start=1):
        messages.append({"role": "user", "content": line.strip()})
        said = answer(client, options.llm, options.voice, messages, options.out / f"{turn:03}.wav")
        messages.append({"role": "assistant", "content": said})
