"""POST /v1/audio/speech with the OpenAI SDK, and with a plain client where the wire matters."""

import asyncio
import base64
import json
import tracemalloc
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openai
import pytest

from auralis.audio.decode import decode
from auralis.audio.wav import PcmEncoder
from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, EngineUnavailableError
from auralis.server.settings import Settings
from seed_speech import seed_example
from served import VOCABULARY, sdk, served

LONG = "This sentence is one of many, and all of them are quite alike. " * 12


def body(recording: str, **fields: Any) -> dict[str, Any]:
    return {
        "model": "xttsv2",
        "input": "Hello there.",
        "voice": [recording],
        "response_format": "pcm",
        **fields,
    }


async def pcm(engine: FakeEngine) -> bytes:
    """Return what the engine speaks for everything that it was asked, as 16-bit samples."""
    encoder = PcmEncoder(24_000)
    asked = list(engine.spoken)
    return b"".join([encoder.encode(c.samples) for speech in asked async for c in engine.synthesize(speech)])


# The SDK's stream_to_file says of itself that it does not stream; the seed uses it.
@pytest.mark.filterwarnings("ignore:Due to a bug:DeprecationWarning")
async def test_the_seeds_example_works(oracle_reference: Path, tmp_path: Path) -> None:
    engine, output = FakeEngine(vocabulary=VOCABULARY), tmp_path / "output.mp3"
    async with served(engine) as url:
        response = await asyncio.to_thread(
            seed_example, f"{url}/v1/", oracle_reference, "Hello there, this is a test.", output
        )
    heard = decode(output.read_bytes(), most_seconds=60)
    assert heard.rate == 24_000
    spoken = len(await pcm(engine)) / 2
    assert len(heard.samples) == pytest.approx(spoken, abs=3 * 1152)
    assert response.response.headers["content-type"] == "audio/mpeg"
    assert "x-auralis-ignored" not in response.response.headers


async def test_a_poor_recording_is_told_of_in_a_header(oracle_reference: Path) -> None:
    head = base64.b64encode(oracle_reference.read_bytes()[: 44 + 2 * 2 * 24_000]).decode()
    async with served(FakeEngine(vocabulary=VOCABULARY)) as url, sdk(url) as client:
        response = await client.audio.speech.create(
            model="tts-1",
            voice=[head],  # type: ignore[arg-type]
            input="Hello.",
            response_format="pcm",
        )
    told = response.response.headers["x-auralis-reference-warnings"]
    assert told.startswith("too_short: only 1.")


async def test_the_body_is_what_the_engine_speaks_sentence_after_sentence(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    async with served(engine) as url, sdk(url) as client:
        response = await client.audio.speech.create(
            model="tts-1",
            input=LONG,
            voice=[recording],  # type: ignore[arg-type]
            response_format="wav",
            extra_body={"seed": 3, "temperature": 0.5, "chunk_schedule": [2, 7], "language": "en"},
        )
    assert len(engine.spoken) > 1
    assert {(s.sampling["seed"], s.sampling["temperature"], s.chunk_schedule) for s in engine.spoken} == {
        (3, 0.5, (2, 7))
    }
    assert response.content[:4] == b"RIFF"
    assert response.content[44:] == await pcm(engine)
    assert response.response.headers["content-type"] == "audio/wav"
    assert "x-auralis-ignored" not in response.response.headers


async def test_what_the_model_fixes_is_named_where_it_was_asked_for(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, fixed_sampling=("repetition_penalty",))
    asked = {"repetition_penalty": 5.0, "temperature": 0.7}
    told = []
    async with served(engine) as url, sdk(url) as client:
        for extra in (asked, {}):
            response = await client.audio.speech.create(
                model="tts-1",
                input="Hello.",
                voice=[recording],  # type: ignore[arg-type]
                extra_body=extra,
            )
            told.append(response.response.headers.get("x-auralis-ignored"))
    assert told == ["repetition_penalty", None]


async def test_sound_goes_out_while_it_is_made_and_one_sentence_is_made_ahead(recording: str) -> None:
    gate = asyncio.Semaphore(1)
    engine = FakeEngine(vocabulary=VOCABULARY, gate=gate)
    async with (
        served(engine) as url,
        sdk(url) as client,
        client.audio.speech.with_streaming_response.create(**body(recording, input=LONG)) as response,
    ):
        pieces = response.iter_bytes()
        assert (
            len(await anext(pieces)) == 2 * 4 * 1115
        )  # the first window, with the engine held before its next
        assert await engine.started.get() in engine.active
        assert await engine.started.get() in engine.active
        assert engine.started.empty()
        for _ in range(1000):
            gate.release()
        async for _ in pieces:
            pass
    assert len(engine.spoken) > 2


async def test_a_client_that_leaves_ends_the_work(recording: str) -> None:
    gate = asyncio.Semaphore(1)
    engine = FakeEngine(vocabulary=VOCABULARY, gate=gate)
    async with served(engine, Settings(max_concurrency=1, max_waiting=0)) as url:
        async with (
            httpx.AsyncClient(base_url=url) as client,
            client.stream("POST", "/v1/audio/speech", json=body(recording)) as response,
        ):
            await anext(response.aiter_raw())
            (speaking,) = engine.active
        assert await engine.left.get() == speaking

        async with httpx.AsyncClient(base_url=url) as client:  # this time before the first sound
            asking = asyncio.create_task(client.post("/v1/audio/speech", json=body(recording)))
            await engine.started.get()
            waiting = await engine.started.get()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        assert await engine.left.get() == waiting
        assert engine.active == []


async def test_a_failure_before_the_first_sound_is_an_error(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, failure=EngineUnavailableError("Triton is away"))
    async with served(engine) as url, sdk(url) as client:
        with pytest.raises(openai.InternalServerError) as caught:
            await client.audio.speech.create(**body(recording))
    assert caught.value.status_code == 503
    assert caught.value.code == "engine_unavailable"
    assert "Triton is away" in caught.value.message
    assert caught.value.response.headers["retry-after"] == "2"


async def test_a_failure_after_the_first_sound_cuts_the_body(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, failure=EngineError("broken"), fail_after=2)
    async with (
        served(engine) as url,
        httpx.AsyncClient(base_url=url) as client,
        client.stream("POST", "/v1/audio/speech", json=body(recording)) as response,
    ):
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            await response.aread()


async def test_more_than_the_places_there_are_is_refused(recording: str) -> None:
    gate = asyncio.Semaphore(0)
    engine = FakeEngine(vocabulary=VOCABULARY, gate=gate)
    async with served(engine, Settings(max_concurrency=1, max_waiting=0)) as url, sdk(url) as client:
        first = asyncio.create_task(client.audio.speech.create(**body(recording)))
        await engine.started.get()
        with pytest.raises(openai.RateLimitError) as caught:
            await client.audio.speech.create(**body(recording))
        assert int(caught.value.response.headers["retry-after"]) >= 1
        for _ in range(1000):
            gate.release()
        assert (await first).content == await pcm(engine)
        assert (await client.audio.speech.create(**body(recording))).content


async def test_a_release_can_be_pinned(recording: str) -> None:
    engine = FakeEngine(releases=(2, 1), vocabulary=VOCABULARY)
    async with served(engine) as url, sdk(url) as client:
        for model in ("xttsv2", "xttsv2@1", "gpt-4o-mini-tts"):
            await client.audio.speech.create(**body(recording, model=model))
        with pytest.raises(openai.NotFoundError, match="xttsv2@1") as caught:
            await client.audio.speech.create(**body(recording, model="xttsv2@7"))
    assert [speech.release for speech in engine.spoken] == [2, 1, 2]
    assert caught.value.code == "model_not_found"


NOISE = base64.b64encode(np.random.default_rng(0).bytes(5000)).decode()


@pytest.mark.parametrize(
    ("fields", "status", "param"),
    [
        ({"input": None}, 400, "input"),
        ({"input": "  "}, 400, "input"),
        ({"input": "a" * 1001}, 413, "input"),
        ({"speed": 0.2}, 400, "speed"),
        ({"speed": 9}, 400, "speed"),
        ({"temperature": 0}, 400, "temperature"),
        ({"temperature": "0.5"}, 400, "temperature"),
        ({"top_k": -1}, 400, "top_k"),
        ({"seed": -1}, 400, "seed"),
        ({"temprature": 0.5}, 400, "temprature"),
        ({"response_format": "midi"}, 400, "response_format"),
        ({"stream_format": "json"}, 400, "stream_format"),
        ({"chunk_schedule": [0]}, 400, "chunk_schedule"),
        ({"chunk_schedule": []}, 400, "chunk_schedule"),
        ({"language": "tlh"}, 400, "language"),
        ({"input": "Hello [pause:99s] there"}, 400, "input"),
        ({"input": "<speak>Hello"}, 400, "input"),
        ({"input": "Hello [lang:tlh]there[/lang]"}, 400, "language"),
        ({"input": "Hello [voice:nobody]there"}, 404, "voice"),
        ({"voices": {"Anna": "nobody"}, "input": "Anna: Hello"}, 404, "voice"),
        ({"voices": {"Anna": ["###"]}}, 400, "voices"),
        ({"voices": {"An:na": "x"}}, 400, "voices"),
        ({"lexicon": {"": "a"}}, 400, "lexicon"),
        ({"lexicon": {"a": 1}}, 400, "lexicon"),
        ({"timestamps": "word"}, 400, "timestamps"),
        ({"timestamps": "letter", "stream_format": "sse"}, 400, "timestamps"),
        ({"gpt_cond_len": -2}, 400, "gpt_cond_len"),
        ({"max_ref_length": -1}, 400, "max_ref_length"),
        ({"voice": []}, 400, "voice"),
        ({"voice": 7}, 400, "voice"),
        ({"voice": ["###"]}, 400, "voice"),
        ({"voice": [NOISE]}, 400, "voice"),
        ({"voice": "alloy"}, 404, "voice"),
        ({"voice": {"id": "mine"}}, 404, "voice"),
    ],
)
async def test_a_bad_request_is_refused_with_the_field_at_fault(
    recording: str, fields: dict[str, Any], status: int, param: str
) -> None:
    settings = Settings(max_input_characters=1000)
    async with served(FakeEngine(vocabulary=VOCABULARY), settings) as url, httpx.AsyncClient() as client:
        response = await client.post(f"{url}/v1/audio/speech", json=body(recording, **fields))
    error = response.json()["error"]
    assert (response.status_code, error["param"]) == (status, param), error
    assert error["type"] == "invalid_request_error"
    assert error["message"]


@pytest.mark.parametrize(
    ("content", "status"), [(b"{nonsense", 400), (b"[]", 400), (b"", 400), (b" " * 70_000, 413)]
)
async def test_a_body_that_is_no_request_is_refused(content: bytes, status: int) -> None:
    headers = {"content-type": "application/json"}
    async with served(FakeEngine(), Settings(max_body_bytes=65_536)) as url, httpx.AsyncClient() as client:

        async def in_pieces() -> Any:
            yield content

        for form in (content, in_pieces()):  # with a content-length, and without
            response = await client.post(f"{url}/v1/audio/speech", content=form, headers=headers)
            assert response.status_code == status
            assert response.json()["error"]["message"]


async def test_a_reference_may_stand_alone_and_be_a_data_url(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    async with served(engine) as url, httpx.AsyncClient(base_url=url) as client:
        for voice in (recording, [f"data:audio/wav;base64,{recording}"]):
            response = await client.post("/v1/audio/speech", json=body(recording, voice=voice))
            assert response.status_code == 200, response.text
    one, other = engine.spoken
    np.testing.assert_array_equal(one.speaker_embedding, other.speaker_embedding)


async def test_every_answer_has_a_request_id(recording: str) -> None:
    async with (
        served(FakeEngine(vocabulary="no vocabulary")) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        broken = await client.post("/v1/audio/speech", json=body(recording))
        assert broken.status_code == 500
        assert broken.headers["x-request-id"] in json.loads(broken.content)["error"]["message"]
        answers = [
            await client.get("/health/live"),
            await client.get("/nowhere"),
            await client.get("/health/live", headers={"x-request-id": "bad id\t!"}),
        ]
        mine = await client.get("/health/live", headers={"x-request-id": "mine-1"})
    ids = {answer.headers["x-request-id"] for answer in answers}
    assert len(ids) == 3
    assert mine.headers["x-request-id"] == "mine-1"
    assert answers[1].json()["error"]["message"].startswith("GET /nowhere")


@pytest.mark.parametrize("name", ["mp3", "opus", "aac", "flac", "wav"])
@pytest.mark.parametrize("speed", [0.25, 4.0])
async def test_every_format_lasts_as_long_as_the_speech_at_every_speed(
    recording: str, name: str, speed: float
) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    async with served(engine) as url, sdk(url) as client:
        response = await client.audio.speech.create(
            **body(recording, input=LONG[:126], response_format=name, speed=speed)
        )
    heard = decode(response.content, most_seconds=60)
    spoken = len(await pcm(engine)) / 2 / 24_000
    assert len(heard.samples) / heard.rate == pytest.approx(spoken / speed, abs=0.02)


async def test_a_book_is_spoken_without_ever_being_held_as_sound(recording: str) -> None:
    book = "It was the best of times, it was the worst of times. " * 19_000
    engine, heard = FakeEngine(vocabulary=VOCABULARY), 0
    tracemalloc.start()
    try:
        async with (
            served(engine, Settings(max_input_characters=2_000_000)) as url,
            httpx.AsyncClient(base_url=url) as client,
            client.stream("POST", "/v1/audio/speech", json=body(recording, input=book)) as response,
        ):
            pieces = response.aiter_raw()
            await anext(pieces)
            held, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            while heard < 30_000_000:
                heard += len(await anext(pieces))
            await response.aclose()
            await engine.left.get()
            _, most_held = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(book) > 1_000_000
    assert most_held - held < heard / 4


async def test_markup_voices_and_lexicon_may_be_asked_for(recording: str) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana",))
    settings = Settings(lexicon={"siobhan": "shivawn"})
    async with served(engine, settings) as url, httpx.AsyncClient(base_url=url) as client:

        async def said(**fields: Any) -> list[Any]:
            engine.spoken.clear()
            response = await client.post("/v1/audio/speech", json=body(recording, **fields))
            assert response.status_code == 200, response.text
            return [(tuple(speech.text_ids), speech.speaker_embedding[0]) for speech in engine.spoken]

        dialogue = await said(input="Anna: Siobhan.\nBye.", voices={"Anna": {"id": "Ana"}})
        assert dialogue == await said(input="shivawn. Bye.", voice="Ana")
        ((plain, _),) = await said(input="[voice:Ana]Hello.", markup=False)
        ((marked, ana),) = await said(input="[voice:Ana]Hello.")
        assert len(plain) > len(marked)
        assert ana == dialogue[0][1]
        assert await said(input="Siobhan.", lexicon={"siobhan": "chivon"}) == await said(input="Chivon.")
