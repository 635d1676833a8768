"""What becomes of a chat when the LLM, the engine or the client is gone, or the time is up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import openai
import pytest

from auralis.errors import EngineError, EngineUnavailableError
from chats import (
    ask,
    body,
    chatting,
    engine,
    events,
    official,
    post,
)
from fake_llm import DROP, END, STALL, Script, answering, completion, delta, event, fake_llm, saying
from served import sdk

OURS = {"error": {"message": "slow down", "type": "tokens", "param": None, "code": "rate_limit_exceeded"}}


FAILURES: list[tuple[Script, int, str, str]] = [
    (answering(OURS, 429, {"retry-after": "7"}), 429, "rate_limit_exceeded", "slow down"),
    (answering({"error": "no such model"}, 404), 404, "upstream_error", "no such model"),
    (answering({"detail": "boom"}, 503), 503, "upstream_error", "boom"),
    (answering(b"<html>", 500, kind="text/html"), 500, "upstream_error", "status 500"),
    (answering(completion("Hi")), 502, "upstream_error", "application/json"),
    (answering({}, 302, {"location": "/x"}), 502, "upstream_error", "302"),
    (Script((event("{"), END)), 502, "upstream_error", "JSON"),
    (Script((event({"choices": "none"}), END)), 502, "upstream_error", "no chunk"),
    (Script((b"data: \xff\n\n", END)), 502, "upstream_error", "UTF-8"),
    (Script((b"<html>\n\n", END)), 502, "upstream_error", "no field"),
    (Script((END,)), 502, "upstream_error", "broke off"),
    (Script((DROP,)), 502, "upstream_error", "broke off"),
    (Script((event({"error": {"message": "full", "code": 507}}), END)), 507, "507", "full"),
]


async def test_a_failure_of_the_llm_before_the_first_event_is_an_error() -> None:
    double = engine()
    async with chatting(double) as (url, llm), sdk(url) as client:
        for script, status, code, message in FAILURES:
            llm.then(script)
            with pytest.raises(openai.APIStatusError, match=message) as caught:
                await ask(client, llm)
            assert (caught.value.status_code, caught.value.code) == (status, code), message
            assert caught.value.response.headers.get("retry-after") == ("7" if status == 429 else None)
            assert double.active == []


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((DROP,), "broke off"),
        ((END,), "broke off"),
        ((event("nonsense"), END), "JSON"),
        ((event(OURS), END), "slow down"),
    ],
)
async def test_a_failure_of_the_llm_on_the_way_is_an_event(steps: tuple[Any, ...], message: str) -> None:
    double = engine()
    script = Script((delta(content="A sentence that is whole. And one"), *steps))
    async with chatting(double, script) as (url, llm), sdk(url) as client:
        stream = await ask(client, llm)
        assert (await anext(stream)).choices[0].delta.content == "A sentence that is whole. And one"
        with pytest.raises(openai.APIError, match=message):
            await _last(stream)
        assert double.active == []


async def _last(stream: AsyncIterator[Any]) -> None:
    async for _ in stream:
        pass


async def test_an_llm_that_says_nothing_any_more_is_left() -> None:
    scripts = (Script((STALL,)), Script((delta(content="Hi"), STALL)))
    async with chatting(engine(), *scripts, llm_stall_seconds=0.05) as (url, llm), sdk(url) as client:
        with pytest.raises(openai.InternalServerError, match="stopped answering") as caught:
            await ask(client, llm)
        assert caught.value.status_code == 504
        await llm.left.get()
        # Whether the first chunk comes in time is the machine's to say; the end is the same.
        with pytest.raises(openai.APIError, match="stopped answering"):
            await _last(await ask(client, llm))
        await llm.left.get()


async def test_the_end_after_a_failure_is_marked() -> None:
    double = engine(failure=EngineError("the decoder is gone"), fail_after=1)
    more = asyncio.Event()  # never: the answer goes on for as long as somebody listens
    async with chatting(double, saying("A first sentence of ours.", " And", more)) as (url, llm):
        told = await post(url, body(llm))
        await llm.left.get()
    assert told[-2]["error"]["message"] == "the decoder is gone"
    assert told[-2]["error"]["code"] == "engine_error"
    assert told[-1] == "[DONE]"


@pytest.mark.parametrize("asked", [body, official])
async def test_a_deadline_that_passes_on_the_way_ends_the_stream(
    asked: Callable[..., dict[str, Any]], let_pass: Callable[[float], None]
) -> None:
    double = engine(gate=asyncio.Semaphore(0))
    never = asyncio.Event()
    settings = {"request_timeout": 3600, "llm_stall_seconds": 1e6}
    async with (
        chatting(double, saying("A first sentence of ours.", " And", never), **settings) as (url, llm),
        httpx.AsyncClient(timeout=None) as client,
        client.stream("POST", f"{url}/v1/chat/completions", json=asked(llm)) as response,
    ):
        told = events(response)
        await anext(told)
        await double.started.get()
        let_pass(3600)
        *_, failure, last = [each async for each in told]
        await llm.left.get()
        assert double.active == []
    assert failure["error"]["code"] == "deadline_exceeded"
    assert last == "[DONE]"


async def test_an_llm_that_is_not_there_and_an_engine_that_is_not_there() -> None:
    async with fake_llm() as gone:
        pass
    async with chatting(engine()) as (url, _), httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/v1/chat/completions", json=body(gone))
    assert answer.status_code == 502
    assert "cannot be reached" in answer.json()["error"]["message"]

    double = engine(failure=EngineUnavailableError("Triton is away"))
    async with chatting(double, Script((STALL,))) as (url, llm), httpx.AsyncClient() as client:
        double.failure = None
        answer = await client.post(f"{url}/v1/chat/completions", json=body(llm, speech_model="xttsv2@9"))
    assert answer.status_code == 404
    assert llm.requests == []  # what cannot be spoken is not asked for


async def test_a_client_that_leaves_ends_the_call_and_the_decoding() -> None:
    gate, never = asyncio.Semaphore(1), asyncio.Event()
    double = engine(gate=gate)
    scripts = (
        saying("One short sentence. And", never),
        Script((STALL,)),
        answering(completion("Hello there.")),
    )
    async with chatting(double, *scripts, max_concurrency=1, max_waiting=0) as (url, llm):
        async with (
            httpx.AsyncClient() as client,
            client.stream("POST", f"{url}/v1/chat/completions", json=body(llm)) as response,
        ):
            async for each in events(response):
                if each["object"] == "audio.chunk":
                    break
        await llm.left.get()
        await double.left.get()
        for stream in (True, False):  # before the LLM has said anything, and while the whole is spoken
            async with httpx.AsyncClient() as client:
                asking = asyncio.create_task(
                    client.post(f"{url}/v1/chat/completions", json=body(llm, stream=stream))
                )
                if stream:
                    while len(llm.requests) < 2:
                        await asyncio.sleep(0)
                else:
                    await double.started.get()
                    await double.started.get()
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            await (llm.left if stream else double.left).get()
        assert double.active == []
