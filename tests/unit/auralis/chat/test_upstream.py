"""Where connections go, and how calls share them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from auralis.chat.policy import Policy
from auralis.chat.upstream import Upstream
from auralis.errors import InvalidRequestError, UpstreamError
from fake_llm import FakeLlm, answering, completion, fake_llm, saying

BODY = {"model": "m", "messages": []}


@asynccontextmanager
async def calling(llm: FakeLlm, *addresses: str | OSError) -> AsyncIterator[tuple[Upstream, str, list[str]]]:
    """Yield what calls LLMs, the URL of `llm` by a name at these addresses, and the names asked for."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        for address in addresses:
            if isinstance(address, OSError):
                raise address
        return [str(address) for address in addresses]

    upstream = Upstream(Policy(anywhere=True), resolve=resolve)
    try:
        yield upstream, llm.url.replace("127.0.0.1", "llm.example"), asked
    finally:
        await upstream.close()


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    async with (
        fake_llm(saying("Hi.")) as llm,
        calling(llm, "169.254.169.254", "127.0.0.1") as (upstream, url, asked),
    ):
        target = upstream.target(url)
        chunks = [chunk async for chunk in upstream.stream(target, BODY, "key")]
    assert chunks[1]["choices"][0]["delta"] == {"content": "Hi."}
    assert asked == ["llm.example"]  # once: no second look that could tell otherwise
    assert llm.requests[0].headers["host"] == target.place
    assert llm.requests[0].path == "/v1/chat/completions"


@pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1%eth0", "0.0.0.0"])
async def test_a_name_does_not_lead_where_nobody_may_go(address: str) -> None:
    async with fake_llm() as llm, calling(llm, address) as (upstream, url, _):
        with pytest.raises(InvalidRequestError, match="is at no address"):
            await upstream.complete(upstream.target(url), BODY, None)
    assert llm.connections == 0


async def test_a_name_that_there_is_not() -> None:
    async with fake_llm() as llm, calling(llm, OSError("no such name")) as (upstream, url, _):
        with pytest.raises(UpstreamError, match=r"no host llm\.example"):
            await upstream.complete(upstream.target(url), BODY, None)


async def test_calls_share_connections_streams_too() -> None:
    scripts = (saying("Hi."), answering(completion("Hi.")), saying("Hi."))
    async with fake_llm(*scripts) as llm, calling(llm, "127.0.0.1") as (upstream, url, _):
        target = upstream.target(url)
        assert [chunk async for chunk in upstream.stream(target, BODY, None)]
        assert (await upstream.complete(target, BODY, None))["choices"]
        assert [chunk async for chunk in upstream.stream(target, BODY, None)]
    assert llm.connections == 1


async def test_a_key_of_the_clients_does_not_follow_a_redirect_elsewhere() -> None:
    async with fake_llm(saying("Hi.")) as other, fake_llm() as llm:
        llm.then(answering({}, 307, {"location": other.url}))
        async with calling(llm, "127.0.0.1") as (upstream, url, _):
            assert [chunk async for chunk in upstream.stream(upstream.target(url), BODY, "secret")]
    assert llm.requests[0].headers["authorization"] == "Bearer secret"
    assert "authorization" not in other.requests[0].headers


async def test_redirects_without_end_are_an_error() -> None:
    around = answering({}, 308, {"location": "/v1"})
    async with fake_llm(*[around] * 4) as llm, calling(llm, "127.0.0.1") as (upstream, url, _):
        with pytest.raises(UpstreamError, match="sends on"):
            await upstream.complete(upstream.target(url), BODY, None)
    assert len(llm.requests) == 4
