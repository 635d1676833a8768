"""Uploaded voices and a checkpoint's own, heard through the real front end and Triton."""

from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openai
import pytest

from auralis.audio.wav import PcmEncoder
from auralis.engine.base import SpeechInput
from auralis.engine.triton import TritonEngine
from auralis.text.pipeline import Pipeline
from auralis_xtts.contract import Sampling
from auralis_xtts.convert.checkpoint import load_checkpoint
from auralis_xtts.launcher import Server
from front_end import FrontEnd
from served import sdk

pytestmark = pytest.mark.timeout(900)  # with the start of a Triton
WORDS = "And here is a second one, a little longer."


async def speak(client: openai.AsyncOpenAI, voice: Any) -> bytes:
    answer = await client.audio.speech.create(
        model="xttsv2", voice=voice, input=WORDS, response_format="pcm", extra_body={"seed": 1}
    )
    return answer.content


async def test_an_uploaded_voice_sounds_like_its_recording_until_it_is_deleted(
    local: FrontEnd, brief: httpx.AsyncClient, voice: list[str], oracle_reference: Path
) -> None:
    async with sdk(local.url) as client:
        consent = await client.audio.voice_consents.create(
            name="consent", language="en", recording=oracle_reference
        )
        created = await client.audio.voices.create(
            name="Visitor", consent=consent.id, audio_sample=oracle_reference
        )
        listed = (await brief.get("/v1/audio/voices")).json()["data"]
        assert [each["name"] for each in listed] == ["Visitor", "Ada Example", "Ben Example"]
        expected = await speak(client, voice)
        assert await speak(client, "Visitor") == expected
        assert await speak(client, {"id": created.id}) == expected
        assert len({expected, await speak(client, "Ada Example"), await speak(client, "Ben Example")}) == 3

        assert (await brief.delete(f"/v1/audio/voices/{created.id}")).json()["deleted"]
        with pytest.raises(openai.NotFoundError) as gone:
            await speak(client, "Visitor")
        assert gone.value.code == "voice_not_found"


async def test_a_speaker_of_the_checkpoint_is_spoken_with_what_the_checkpoint_holds(
    client: httpx.AsyncClient, triton: Server, tiny_checkpoint: Path
) -> None:
    speaker = load_checkpoint(tiny_checkpoint).speakers["Ada Example"]
    engine = TritonEngine(triton.grpc_url)
    (utterance,) = Pipeline(await engine.describe(1)).utterances(WORDS, "en")
    speech = SpeechInput(
        "expected",
        1,
        np.array(utterance.text_ids, np.int32),
        speaker.gpt_cond_latent,
        speaker.speaker_embedding,
        Sampling(seed=1, max_tokens=40),
    )
    encoder = PcmEncoder(24_000)
    expected = b"".join([encoder.encode(chunk.samples) async for chunk in engine.synthesize(speech)])
    await engine.close()
    wanted = len(expected) // 2  # the end of it lacks its right context

    body = {"model": "xttsv2@1", "voice": "ada example", "input": WORDS, "response_format": "pcm", "seed": 1}
    received = bytearray()
    async with client.stream("POST", "/v1/audio/speech", json=body) as answer:
        assert answer.status_code == 200
        async for piece in answer.aiter_raw():
            received += piece
            if len(received) >= wanted:
                break
    assert bytes(received[:wanted]) == expected[:wanted]
