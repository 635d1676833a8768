"""HTTP to sound, through the real front end, Triton, vLLM and ONNX Runtime."""

import asyncio
import io
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from openai import AsyncOpenAI, NotFoundError

from auralis_xtts.launcher import Server
from front_end import FrontEnd
from same_sound import same_sound
from seed_speech import seed_example

SAMPLES_PER_CODE = 1024 * 24000 / 22050
LONGEST = 602
"""Codes: what an utterance has at most."""


def pcm(body: bytes) -> NDArray[np.float32]:
    return np.frombuffer(body, "<i2").astype(np.float32) / 32767


async def speak(client: httpx.AsyncClient, voice: list[str], text: str, **fields: Any) -> bytes:
    body = {"model": "xttsv2", "voice": voice, "input": text, "response_format": "pcm", **fields}
    answer = await client.post("/v1/audio/speech", json=body)
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_the_stream_is_what_the_reference_computes(
    client: httpx.AsyncClient, voice: list[str], oracle: dict[str, NDArray[Any]], oracle_sentences: Any
) -> None:
    body = {
        "model": "xttsv2@1",
        "voice": voice,
        "input": oracle_sentences[0]["text"],
        "response_format": "pcm",
        "do_sample": False,
        "chunk_schedule": [5, 9],
    }
    # The oracle stops after 96 codes, the last of which lack their right context there and here have it.
    wanted = int(88 * SAMPLES_PER_CODE)
    received = bytearray()
    async with client.stream("POST", "/v1/audio/speech", json=body) as answer:
        assert answer.status_code == 200
        async for piece in answer.aiter_raw():
            received += piece
            if len(received) >= 2 * wanted:
                break
    sound = pcm(bytes(received[: 2 * wanted]))
    assert np.abs(sound - oracle["s0_wav"][:wanted]).max() < 1e-4


@pytest.mark.filterwarnings("ignore:Due to a bug:DeprecationWarning")  # of the seed's stream_to_file
async def test_the_seeds_first_example(
    local: FrontEnd, brief: httpx.AsyncClient, oracle_reference: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output.mp3"
    await asyncio.to_thread(seed_example, f"{local.url}/v1/", oracle_reference, "Hello world.", output)
    with av.open(str(output)) as container:
        stream = container.streams.audio[0]
        samples = sum(frame.samples for frame in container.decode(stream))
        assert (stream.codec_context.name, stream.rate) == ("mp3float", 24_000)
    assert 0 < samples <= (LONGEST + 1) * SAMPLES_PER_CODE + 2 * 1152


async def test_a_wav_says_what_it_holds(brief: httpx.AsyncClient, voice: list[str]) -> None:
    same: dict[str, Any] = {"seed": 3, "do_sample": True}
    wav = await speak(brief, voice, "Well, well.", response_format="wav", **same)
    raw = await speak(brief, voice, "Well, well.", **same)
    samples, rate = soundfile.read(io.BytesIO(wav[:44] + raw), dtype="int16")
    assert (rate, wav[44:]) == (24_000, raw)
    assert len(samples) == len(raw) // 2 > 0


async def test_a_crowd_hears_what_each_would_hear_alone(brief: httpx.AsyncClient, voice: list[str]) -> None:
    texts = [f"This is visitor number {number}." for number in range(6)]
    alone = [await speak(brief, voice, text, seed=index) for index, text in enumerate(texts)]
    crowd = await asyncio.gather(*(speak(brief, voice, text, seed=index) for index, text in enumerate(texts)))
    assert all(map(same_sound, crowd, alone))
    assert len(set(crowd)) == len(texts)


async def test_text_of_several_pieces_is_spoken_in_order(brief: httpx.AsyncClient, voice: list[str]) -> None:
    sentences = [
        "The first piece of this text has to be long enough that no other sentence can join it, " * 2,
        "Another one then follows, of which the very same must be said, so it goes on for a while, " * 2,
    ]
    sentences = [sentence.strip(", ") + "." for sentence in sentences]
    apart = [await speak(brief, voice, sentence, do_sample=False) for sentence in sentences]
    whole = await speak(brief, voice, " ".join(sentences), do_sample=False)
    assert same_sound(whole, b"".join(apart))


async def test_who_leaves_frees_the_decoder(
    client: httpx.AsyncClient, voice: list[str], triton: Server
) -> None:
    body = {"model": "xttsv2@1", "voice": voice, "input": "I am leaving.", "response_format": "pcm"}
    async with client.stream("POST", "/v1/audio/speech", json=body) as answer:
        await anext(answer.aiter_raw())
        assert await running(triton) >= 1
    async with asyncio.timeout(60):
        while await running(triton) > 0:
            await asyncio.sleep(0.05)
    assert await metric(triton, "xtts_gpt_kv_blocks_used") == 0


async def test_errors_are_the_sdks(front_end: FrontEnd, voice: list[str]) -> None:
    async with AsyncOpenAI(api_key="any", base_url=f"{front_end.url}/v1/", max_retries=0) as client:
        with pytest.raises(NotFoundError, match="xttsv2") as caught:
            await client.audio.speech.create(model="nobody", voice=voice, input="Hello.")  # type: ignore[arg-type]
        assert (caught.value.code, caught.value.param) == ("model_not_found", "model")
        assert {model.id async for model in client.models.list()} == {"xttsv2", "xttsv2@1"}


async def running(triton: Server) -> float:
    return await metric(triton, "xtts_gpt_running_requests")


async def metric(triton: Server, name: str) -> float:
    """Return the sum of a custom metric of Triton over the releases."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(triton.metrics_url)).text
    values = [float(line.split()[-1]) for line in text.splitlines() if line.startswith(name + "{")]
    assert values, f"{name} is not among the metrics"
    return sum(values)
