"""An LLM's answer, spoken while it is written, through the real front end, Triton, vLLM and ONNX Runtime."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import pytest

from auralis.audio.wav import wav_header
from fake_llm import fake_llm, saying
from front_end import FrontEnd
from same_sound import same_sound
from seed_example import seed_example
from served import sdk

pytestmark = pytest.mark.timeout(900)  # with the start of a Triton
PIECES = ("Well, this is the first sentence.", "And here is a second one, a little longer.", "Bye now!")
SEED = 1


async def one_shot(client: httpx.AsyncClient, voice: str | list[str], text: str, **fields: Any) -> bytes:
    body = {"model": "xttsv2", "voice": voice, "input": text, "response_format": "pcm", "seed": SEED}
    answer = await client.post("/v1/audio/speech", json={**body, **fields})
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_the_seeds_second_example(
    local: FrontEnd, brief: httpx.AsyncClient, voice: list[str], oracle_reference: Path
) -> None:
    loop, heard = asyncio.get_running_loop(), asyncio.Event()
    # The LLM keeps its last words back until there is sound: the other way round, this would never end.
    answer = saying(
        "Well, this is",
        " the first sentence. And here is a second",
        " one, a little longer.",
        heard,
        " Bye now!",
    )
    async with fake_llm(answer) as llm, asyncio.timeout(240):
        text, chunks = await asyncio.to_thread(
            seed_example,
            f"{local.url}/v1/",
            llm.url,
            oracle_reference,
            "Hi",
            on_audio=lambda: loop.call_soon_threadsafe(heard.set),
            seed=SEED,
        )
    assert text == " ".join(PIECES)
    assert len(chunks) > len(PIECES)
    audio = b"".join(chunks)
    assert audio[:44] == wav_header(24_000)
    parts = [await one_shot(brief, voice, piece, enhance_speech=True) for piece in PIECES]
    assert same_sound(audio[44:], b"".join(parts))


async def test_openais_dialect(local: FrontEnd, brief: httpx.AsyncClient) -> None:
    audio: Any = {"voice": "Ada Example", "format": "pcm16", "seed": SEED}
    told: list[Any] = []
    async with fake_llm(saying(PIECES[2][:3], PIECES[2][3:])) as llm, sdk(local.url) as client:
        stream = await client.chat.completions.create(
            model="llm-7b",
            messages=[{"role": "user", "content": "Hi"}],
            stream=True,
            modalities=["text", "audio"],
            audio=audio,
            extra_body={"openai_api_url": llm.url},
        )
        async for chunk in stream:
            told.append(chunk.model_dump(exclude_unset=True)["choices"][0])
    deltas = [choice["delta"].get("audio", {}) for choice in told]
    assert "".join(delta.get("transcript", "") for delta in deltas) == PIECES[2]
    sound = b"".join(base64.b64decode(delta["data"]) for delta in deltas if "data" in delta)
    assert same_sound(sound, await one_shot(brief, "Ada Example", PIECES[2]))
    assert [choice["finish_reason"] for choice in told] == [None] * (len(told) - 1) + ["stop"]
