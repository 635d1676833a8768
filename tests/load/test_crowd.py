"""Many visitors at once, and many that leave: what each hears, and what they leave behind."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import structlog

from fake_llm import STALL, Script, delta, fake_llm
from front_end import FrontEnd
from same_sound import same_sound
from wire import Client

pytestmark = [pytest.mark.load, pytest.mark.timeout(1800)]
log = structlog.get_logger(__name__)

CLIENTS = 64
DIFFERENT = 16
"""Things that they say, each heard alone before."""

LEAVING = 200
AT_ONCE = 16
"""Of those who leave: as many as are let in, at work and waiting."""

LONGEST_STAY = 2.0
MOST_PIECES = 6
ENDLESS = " ".join(f"This is the sentence with the number {number} of those." for number in range(300))
SPEAKERS = ("Ada Example", "Ben Example")


def visit(number: int) -> dict[str, Any]:
    text = f"This is visitor number {number}, who has something to say."
    voice = SPEAKERS[number % len(SPEAKERS)]
    return {"model": "xttsv2", "voice": voice, "input": text, "response_format": "pcm", "seed": number}


async def speak(client: httpx.AsyncClient, body: dict[str, Any]) -> bytes:
    answer = await client.post("/v1/audio/speech", json=body)
    assert answer.status_code == 200, answer.text
    return answer.content


async def insist(client: httpx.AsyncClient, body: dict[str, Any]) -> tuple[bytes, int]:
    """Ask until there is a place, when the server says; return the sound, and how often there was none."""
    refusals = 0
    while (answer := await client.post("/v1/audio/speech", json=body)).status_code == 429:
        assert answer.json()["error"]["type"] == "rate_limit_error"
        seconds = int(answer.headers["retry-after"])
        assert seconds >= 1
        refusals += 1
        await asyncio.sleep(seconds)
    assert answer.status_code == 200, answer.text
    return answer.content, refusals


async def at_rest(client: httpx.AsyncClient, wire: Client) -> None:
    """Wait until nobody is spoken to, and the decoder has let go of everything."""
    async with asyncio.timeout(120):
        while True:
            page = (await client.get("/metrics")).text
            counts = [f"auralis_requests_{what} 0.0" in page for what in ("at_work", "waiting")]
            for name in ("xtts_gpt_running_requests", "xtts_gpt_kv_blocks_used"):
                counts.append(await asyncio.to_thread(wire.metric, name) == 0)
            if all(counts):
                return
            await asyncio.sleep(0.1)


async def test_each_of_a_crowd_hears_what_it_would_hear_alone(
    client: httpx.AsyncClient, wire: Client
) -> None:
    alone = [await speak(client, visit(number)) for number in range(DIFFERENT)]
    assert len(set(alone)) == DIFFERENT

    async with asyncio.timeout(900):
        crowd = await asyncio.gather(*(insist(client, visit(n % DIFFERENT)) for n in range(CLIENTS)))

    for number, (sound, _) in enumerate(crowd):
        assert same_sound(sound, alone[number % DIFFERENT]), number
    refusals = sum(count for _, count in crowd)
    assert refusals > 0
    log.info("a crowd was served", clients=CLIENTS, refusals=refusals)
    await at_rest(client, wire)


async def test_who_leaves_leaves_nothing_behind(
    client: httpx.AsyncClient, wire: Client, front_end: FrontEnd
) -> None:
    alone = await speak(client, visit(0))
    chance = random.Random(0)
    # An LLM that writes and then falls silent, for as long as it is listened to.
    script = Script((*(delta(content=f"{sentence}. ") for sentence in ENDLESS.split(". ")), STALL))
    async with fake_llm(*[script] * LEAVING) as llm:
        visits = asyncio.Queue[float | int]()
        for _ in range(LEAVING):
            stays = chance.uniform(0, LONGEST_STAY), chance.randint(1, MOST_PIECES)
            visits.put_nowait(chance.choice(stays))

        async def leave_again_and_again(path: str, body: dict[str, Any]) -> None:
            while not visits.empty():
                await leave(client, path, body, visits.get_nowait())

        own = {"voice": SPEAKERS[0], "seed": 1}
        speech = {"model": "xttsv2", "input": ENDLESS, "response_format": "pcm", **own}
        message = {"role": "user", "content": "Hi"}
        chat = {"model": "llm", "messages": [message], "stream": True, "openai_api_url": llm.url, **own}
        kinds = ("/v1/audio/speech", speech), ("/v1/chat/completions", chat)
        async with asyncio.timeout(900):
            await asyncio.gather(
                *(leave_again_and_again(*kinds[index % len(kinds)]) for index in range(AT_ONCE))
            )

        await at_rest(client, wire)
        assert len(llm.requests) > 0
        async with asyncio.timeout(60):
            for _ in llm.requests:
                await llm.left.get()
    assert same_sound(await speak(client, visit(0)), alone)
    await front_end.ready()


async def leave(client: httpx.AsyncClient, path: str, body: dict[str, Any], stay: float | int) -> None:
    """Ask, and break the connection after so many pieces of the answer or, if not whole, seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(stay if isinstance(stay, float) else None):
            while True:
                async with client.stream("POST", path, json=body) as answer:
                    if answer.status_code == 200:
                        return await read(answer.aiter_raw(), stay if isinstance(stay, int) else None)
                    refusal = await answer.aread()
                # Of those who have just left, some have their places yet.
                assert answer.status_code == 429, refusal
                await asyncio.sleep(int(answer.headers["retry-after"]))


async def read(pieces: AsyncIterator[bytes], most: int | None) -> None:
    """Read so many pieces, None for all that come."""
    count = 0
    async for _ in pieces:
        count += 1
        if count == most:
            return
    raise AssertionError("the answer came to its end")
