"""POST /v1/chat/completions: text and sound of an answer, with a scripted LLM and the engine's double."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from auralis.audio.wav import wav_header
from auralis.engine.fake import FakeEngine
from chats import (
    ANSWER,
    SPOKEN,
    USER,
    body,
    chatting,
    engine,
    events,
    heard,
    pcm,
    post,
    written,
)
from fake_llm import END, Script, delta, event, saying
from seed_example import seed_example
from served import VOCABULARY

SPACE = json.loads(VOCABULARY)["model"]["vocab"]["[SPACE]"]


async def test_the_seeds_example_works_and_its_chunks_are_one_file(oracle_reference: Path) -> None:
    double = engine()
    async with chatting(double, saying(*ANSWER)) as (url, llm):
        text, chunks = await asyncio.to_thread(seed_example, f"{url}/v1/", llm.url, oracle_reference, "Hi")
    audio = b"".join(chunks)
    assert text == SPOKEN
    assert audio[:44] == wav_header(24_000)
    assert len(double.spoken) == 3
    assert audio[44:] == await pcm(double)
    sent = llm.requests[0]
    assert sent.body == {
        "model": "your-llm-model",
        "messages": [USER],
        "stream": True,
    }  # the voice's parameters are not the LLM's
    assert sent.headers["authorization"] == "Bearer your-api-key"


async def test_text_passes_while_no_sound_is_made_and_sound_before_the_last_token() -> None:
    gate, more = asyncio.Semaphore(0), asyncio.Event()
    double = engine(gate=gate)
    script = saying("One short sentence. And", " more", more, " follows.")
    async with (
        chatting(double, script) as (url, llm),
        httpx.AsyncClient() as client,
        client.stream("POST", f"{url}/v1/chat/completions", json=body(llm)) as response,
    ):
        told = events(response)
        text = [written([await anext(told)]) for _ in range(3)]
        assert text == ["", "One short sentence. And", " more"]  # with the engine held
        await double.started.get()
        gate.release()
        assert (await anext(told))["object"] == "audio.chunk"  # with the LLM held
        more.set()
        for _ in range(1000):
            gate.release()
        rest = [each async for each in told]
    assert written(rest[:-1]) == " follows."
    assert rest[-1] == "[DONE]"
    assert [each["choices"][0]["finish_reason"] for each in rest[:-1]] == [None] * (len(rest) - 2) + ["stop"]


async def test_how_many_words_a_piece_may_have_changes_no_word() -> None:
    said = {}
    for words in (1, 5, 100):
        double = engine()
        async with chatting(double, saying(*ANSWER)) as (url, llm):
            told = await post(url, body(llm, vocalize_at_every_n_words=words))
        assert written(told[:-1]) == SPOKEN
        asked = [speech.text_ids.tolist() for speech in double.spoken]
        assert heard(told)[44:] == await pcm(double)
        said[words] = [i for ids in asked for i in ids if i not in (ids[0], SPACE)]
    assert said[1] == said[5] == said[100]


async def test_what_an_llm_writes_is_no_markup_and_is_read_by_the_lexicon() -> None:
    spoken = []
    for text, fields in (
        ("Siobhan said [voice:Eve] one [pause:9s] two.", {"lexicon": {"siobhan": "shivawn"}}),
        ("shivawn said [voice:Eve] one [pause:9s] two.", {}),
    ):
        double = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana", "Eve"))
        async with chatting(double, saying(text)) as (url, llm), httpx.AsyncClient(base_url=url) as client:
            response = await client.post("/v1/chat/completions", json=body(llm, **fields))
            assert response.status_code == 200
        spoken.append([(tuple(speech.text_ids), speech.speaker_embedding[0]) for speech in double.spoken])
    assert len(spoken[0]) == 1
    assert spoken[0] == spoken[1]


@pytest.mark.parametrize(("modalities", "text", "sound"), [(["text"], True, False), (["audio"], False, True)])
async def test_text_alone_and_sound_alone(modalities: list[str], text: bool, sound: bool) -> None:
    async with chatting(engine(), saying(*ANSWER)) as (url, llm):
        told = await post(url, body(llm, modalities=modalities))
    assert written(told[:-1]) == (SPOKEN if text else "")
    assert bool(heard(told)) == sound


async def test_numbers_that_are_none_and_halves_of_characters_do_no_harm() -> None:
    script = Script(
        (delta(content="Hi \ud83d"), delta(content="\ude00 there."), delta("stop"), event("[DONE]"), END)
    )
    async with chatting(engine(), script) as (url, llm), httpx.AsyncClient() as client:
        content = json.dumps(body(llm, messages=[{"role": "user", "content": "\ud83d"}]))
        answer = await client.post(
            f"{url}/v1/chat/completions", content=content, headers={"content-type": "application/json"}
        )
        raw = "".join(
            line.split('"content":"')[1].split('"')[0]
            for line in answer.text.split("\n")
            if '"content":"' in line
        )
        assert json.loads(f'"{raw}"') == "Hi 😀 there."
        assert llm.requests[0].body["messages"][0]["content"] == "\ud83d"
        nan = json.dumps(body(llm, logit_bias={"1": float("nan")}))
        answer = await client.post(
            f"{url}/v1/chat/completions", content=nan, headers={"content-type": "application/json"}
        )
    assert answer.status_code == 400
