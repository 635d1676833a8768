"""Keys, bounds, deadlines and origins, over the wire."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

import httpx
import openai
import pytest
from starlette.types import Message, Receive, Scope, Send

from auralis.engine.fake import FakeEngine
from auralis.server.keys import hashed
from auralis.server.limits import Deadline
from auralis.server.readiness import Readiness
from auralis.server.settings import Settings
from auralis.server.speech import AudioResponse
from served import VOCABULARY, sdk, served

SPEAKER = "Ada Example"
BODY = {"model": "tts-1", "input": "Hello.", "voice": SPEAKER, "response_format": "pcm"}


def engine(**options: Any) -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=[SPEAKER], **options)


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


async def test_only_who_shows_a_key_gets_in() -> None:
    settings = Settings(api_keys=(hashed("first"), hashed("zwäite")))
    async with served(engine(), settings) as url, httpx.AsyncClient(base_url=url) as client:
        good: list[Any] = [bearer("first"), {"authorization": b"bEARER  " + "zwäite".encode()}]
        for headers in good:
            assert (await client.get("/v1/models", headers=headers)).status_code == 200
        bad: list[Any] = [
            {},
            {"authorization": "Bearer"},
            bearer("firs"),
            bearer("first2"),
            {"authorization": "first"},
            {"authorization": "Basic first"},
            {"authorization": b"Bearer \xff\xfe"},
        ]
        for headers in bad:
            refused = await client.get("/v1/models", headers=headers)
            assert refused.status_code == 401, headers
            assert refused.headers["www-authenticate"] == "Bearer"
            assert refused.headers["x-request-id"]
            error = refused.json()["error"]
            assert error["code"] == "invalid_api_key"
            assert "first" not in error["message"]
        for path in ("/v1", "/v1/nowhere", "/%76%31/models", "/v1/audio/speech"):
            assert (await client.post(path, json=BODY)).status_code == 401, path
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/v1x")).status_code == 404
    async with served(engine(), settings) as url, sdk(url) as client_:
        with pytest.raises(openai.AuthenticationError):
            await client_.models.list()


async def test_a_key_may_have_so_many_requests_under_way() -> None:
    gate = asyncio.Semaphore(0)
    slow = engine(gate=gate)
    settings = Settings(api_keys=(hashed("one"), hashed("two")), max_per_key=1)
    async with served(slow, settings) as url, httpx.AsyncClient(base_url=url) as client:

        def speak(key: str) -> asyncio.Task[httpx.Response]:
            return asyncio.create_task(client.post("/v1/audio/speech", json=BODY, headers=bearer(key)))

        first = speak("one")
        await slow.started.get()
        refused = await speak("one")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert (await client.get("/v1/models", headers=bearer("one"))).status_code == 200
        other = speak("two")
        await slow.started.get()
        for _ in range(100):
            gate.release()
        assert [(await each).status_code for each in (first, other)] == [200, 200]
        assert (await speak("one")).status_code == 200


async def test_bodies_are_bounded_each_and_together() -> None:
    settings = Settings(max_body_bytes=100_000, max_bytes_held=120_000)
    async with served(engine(), settings) as url, httpx.AsyncClient(base_url=url) as client:

        async def post(body: AsyncIterator[bytes] | bytes) -> httpx.Response:
            headers = {"content-type": "application/json"}
            return await client.post("/v1/audio/speech", content=body, headers=headers)

        begun, go_on = asyncio.Event(), asyncio.Event()

        async def held() -> AsyncIterator[bytes]:
            yield b" " * 90_000
            begun.set()
            await go_on.wait()
            yield b"{}"

        assert (await post(b" " * 100_001)).status_code == 413
        large = asyncio.create_task(post(held()))
        await begun.wait()
        # Until the server has read what the other one sent, this one may still fit.
        while (answer := await post(b" " * 90_000)).status_code == 400:
            pass
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "overloaded")
        assert answer.headers["retry-after"]
        go_on.set()
        assert (await large).status_code == 400
        assert (await post(b" " * 90_000)).status_code == 400  # room again


async def test_a_request_has_a_deadline() -> None:
    slow = engine(gate=asyncio.Semaphore(0))
    settings = Settings(request_timeout=0.2, max_concurrency=1)
    async with served(slow, settings) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        late = await client.post("/v1/audio/speech", json=BODY)
        assert (late.status_code, late.json()["error"]["code"]) == (504, "deadline_exceeded")
        assert late.headers["x-should-retry"] == "false"
        assert slow.active == []


async def test_an_answer_that_takes_too_long_is_cut_off() -> None:
    sent: list[Message] = []
    ended = False

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal ended
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await asyncio.Event().wait()
        finally:
            ended = True

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    scope: Scope = {"type": "http"}
    await Deadline(endless, seconds=0.01)(scope, receive, send)
    assert ended
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert scope["cut_off"]


async def test_a_client_that_reads_nothing_is_not_waited_for(let_pass: Callable[[float], None]) -> None:
    """Its answer says that the deadline has passed, if it can."""
    stuck = asyncio.Event()
    waiting = asyncio.Event()

    async def pieces() -> AsyncGenerator[bytes, None]:
        yield b"more"

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            waiting.set()
            await stuck.wait()

    async def receive() -> Message:
        await stuck.wait()
        raise AssertionError

    async def passing() -> None:
        for _ in range(2):  # the deadline, then the farewell
            await waiting.wait()
            waiting.clear()
            let_pass(3600)

    readiness = Readiness(engine(), seconds=60)
    response = AudioResponse(b"first", pieces(), "audio/pcm", {}, readiness, lambda _: b"farewell")
    scope: Scope = {"type": "http"}
    await asyncio.gather(Deadline(response, seconds=60)(scope, receive, send), passing())
    await readiness.close()
    assert scope["cut_off"]


async def test_other_origins_are_let_in_when_asked() -> None:
    preflight = {
        "origin": "https://page.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    for origins, allowed in (((), None), (("https://page.example",), "https://page.example")):
        settings = Settings(cors_origins=origins, api_keys=(hashed("key"),))
        async with served(engine(), settings) as url, httpx.AsyncClient(base_url=url) as client:
            answer = await client.options("/v1/audio/speech", headers=preflight)
            assert (answer.status_code == 200) == (allowed is not None)
            assert answer.headers.get("access-control-allow-origin") == allowed
            refused = await client.get("/v1/models", headers={"origin": "https://page.example"})
            assert refused.status_code == 401
            assert refused.headers.get("access-control-allow-origin") == allowed
            other = await client.get("/health/live", headers={"origin": "https://other.example"})
            assert "access-control-allow-origin" not in other.headers


def test_keys_are_not_kept_as_they_are() -> None:
    assert "secret" not in repr(Settings(api_keys=(hashed("secret"),)))
