"""How many chats are open, and when one has a place."""

import asyncio

import httpx

from chats import (
    body,
    chatting,
    engine,
    events,
    written,
)
from fake_llm import saying


async def test_a_chat_takes_a_place_only_while_it_is_spoken() -> None:
    gate, thought, more = asyncio.Semaphore(0), asyncio.Event(), asyncio.Event()
    double = engine(gate=gate)
    speech = {"model": "tts-1", "input": "Meanwhile.", "voice": "Ana", "response_format": "pcm"}
    script = saying(thought, "One short sentence. And", more, " another one, too.")
    async with (
        chatting(double, script, max_concurrency=1, max_waiting=0) as (url, llm),
        httpx.AsyncClient(base_url=url, timeout=60) as client,
        client.stream("POST", "/v1/chat/completions", json=body(llm)) as response,
    ):
        told = events(response)
        await anext(told)
        meanwhile = asyncio.create_task(client.post("/v1/audio/speech", json=speech))
        await double.started.get()  # while the LLM thinks
        refused = await client.post("/v1/chat/completions", json=body(llm))
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert len(llm.requests) == 1
        thought.set()
        assert written([await anext(told)]) == "One short sentence. And"  # though nobody can speak it yet
        assert len(double.spoken) == 1
        for _ in range(1000):
            gate.release()
        assert (await meanwhile).status_code == 200
        while (await client.post("/v1/audio/speech", json=speech)).status_code != 200:
            pass  # until the first sentence has been spoken
        more.set()
        rest = [each async for each in told]
    assert written(rest[:-1]) == " another one, too."
    assert len([each for each in double.spoken if len(each.text_ids) > len(double.spoken[0].text_ids)]) == 2


async def test_so_many_chats_are_open_whether_spoken_or_not() -> None:
    never = asyncio.Event()
    double = engine()
    async with (
        chatting(double, saying("Hi", never), saying("Hi."), max_chats=1) as (url, llm),
        httpx.AsyncClient(base_url=url) as client,
    ):
        async with client.stream(
            "POST", "/v1/chat/completions", json=body(llm, modalities=["text"])
        ) as response:
            told = events(response)  # dropped, it would hang up
            await anext(told)
            refused = await client.post("/v1/chat/completions", json=body(llm))
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "overloaded")
        await llm.left.get()
        while (answer := await client.post("/v1/chat/completions", json=body(llm))).status_code == 429:
            pass  # until the place is free
    assert answer.text.rstrip().endswith("[DONE]")
