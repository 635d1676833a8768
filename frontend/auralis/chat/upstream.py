"""The LLM behind a chat: called over pooled connections, believed in nothing, mapped to errors of ours.

The address that a connection goes to is the one that was checked: names are resolved here, and a pool keeps
its connections by name, so that certificates are checked against the name, too.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from auralis.chat.addresses import connectable
from auralis.chat.completion import Document, check_chunk, check_completion, failure, is_finished
from auralis.chat.event_stream import EventStreamError, events
from auralis.chat.policy import Policy
from auralis.chat.target import PARAM, Target
from auralis.errors import InvalidRequestError, UpstreamError

DONE = "[DONE]"
DRAIN_SECONDS = 0.05
MOST_REDIRECTS = 3
LARGEST_ERROR = 64 << 10
LARGEST_COMPLETION = 16 << 20
MOST_CONNECTIONS = 256

Resolve = Callable[[str, int], Awaitable[list[str]]]
_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError)
_Options = Iterable[Any] | None


class Upstream:
    """Calls LLMs.  Make it inside the event loop, and close it.

    `connect_seconds` to connect, `stall_seconds` without a byte from the LLM.  `resolve` turns a name and a
    port into addresses.

    Its calls raise UpstreamError for whatever goes wrong on the way or at the LLM, and InvalidRequestError
    where the LLM may not be called.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        connect_seconds: float = 10.0,
        stall_seconds: float = 120.0,
        resolve: Resolve | None = None,
    ) -> None:
        self._policy = policy
        self._client = httpx.AsyncClient(
            transport=_Transport(_Network(resolve or _resolve)),
            timeout=httpx.Timeout(stall_seconds, connect=connect_seconds, pool=connect_seconds),
            headers={"user-agent": "auralis", "accept-encoding": "identity"},
            trust_env=False,  # a proxy would connect in our place, unchecked
        )

    def target(self, url: str | None) -> Target:
        """Return where `url` leads, None for the default LLM; raises InvalidRequestError if it is refused."""
        return self._policy.target(url)

    async def stream(
        self, target: Target, body: Mapping[str, Any], key: str | None
    ) -> AsyncGenerator[Document, None]:
        """Yield the chunks of the LLM's answer as they come.

        `key` is the client's, for LLMs for which none is configured.
        """
        finished = False
        with _mapped(target):
            async with self._answer(target, {**body, "stream": True}, key) as answer:
                _expect(answer, "text/event-stream", target)
                async with aclosing(events(answer.aiter_bytes())) as datas:
                    async for data in datas:
                        if data == DONE:
                            await _drain(datas)
                            return
                        chunk = check_chunk(_json(data), target.place)
                        finished = finished or is_finished(chunk)
                        yield chunk
        if not finished:
            raise UpstreamError(f"the LLM at {target.place} broke off its answer")

    async def complete(self, target: Target, body: Mapping[str, Any], key: str | None) -> Document:
        """Return the LLM's answer as a whole."""
        with _mapped(target):
            async with self._answer(target, {**body, "stream": False}, key) as answer:
                _expect(answer, "application/json", target)
                content = await _content(answer, LARGEST_COMPLETION)
                if content is None:
                    raise UpstreamError(f"the LLM at {target.place} answered with too much")
                return check_completion(_json(content), target.place)

    async def close(self) -> None:
        await self._client.aclose()

    @asynccontextmanager
    async def _answer(
        self, target: Target, body: Mapping[str, Any], client_key: str | None
    ) -> AsyncIterator[httpx.Response]:
        """Yield the answer, of status 200, after redirects."""
        content, place = _encoded(body), target.place
        for _ in range(MOST_REDIRECTS + 1):
            request = self._client.build_request(
                "POST", target.url, content=content, headers=self._headers(target, place, client_key)
            )
            answer = await self._client.send(request, stream=True)
            async with aclosing(answer):
                if answer.status_code == 200:
                    yield answer
                    return
                if answer.status_code not in (307, 308):
                    raise await _refusal(answer, target)
                target = Target.parse(str(answer.url.join(answer.headers.get("location", ""))))
                self._policy.check(target)
        raise UpstreamError(f"the LLM at {place} sends on and on")

    def _headers(self, target: Target, first_place: str, client_key: str | None) -> dict[str, str]:
        key = self._policy.key(target) or (client_key if target.place == first_place else None)
        headers = {"content-type": "application/json"}
        return {**headers, "authorization": f"Bearer {key}"} if key else headers


class _Transport(httpx.AsyncBaseTransport):
    """httpx's own transport, but for the network beneath it, which httpx lets nobody choose."""

    def __init__(self, network: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=MOST_CONNECTIONS,
            keepalive_expiry=30.0,
            network_backend=network,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


class _Network(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be connected to, and to no name."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"there is no host {host}") from error
        addresses = [address for address in found if connectable(ip_address(address.partition("%")[0]))]
        if not addresses:
            raise InvalidRequestError(
                f"{PARAM} is refused: {host} is at no address that may be called", PARAM
            )
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: _Options = None
    ) -> httpcore.AsyncNetworkStream:
        raise httpcore.UnsupportedProtocol("an LLM has a host")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


async def _drain(datas: AsyncGenerator[str, None]) -> None:
    """Read to the end, so that the connection can be used again; not for long, and whatever comes."""
    with suppress(TimeoutError, EventStreamError, *_BROKEN):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in datas:
                pass


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@contextmanager
def _mapped(target: Target) -> Iterator[None]:
    """Turn what httpx, its transport and the readers raise into UpstreamError."""
    who = f"the LLM at {target.place}"
    try:
        yield
    except httpcore.PoolTimeout:
        raise UpstreamError(f"{who} has too many calls under way from here", 503) from None
    except httpcore.ConnectTimeout:
        raise UpstreamError(f"{who} did not take the connection in time", 504) from None
    except httpcore.ConnectError as error:
        raise UpstreamError(f"{who} cannot be reached: {error}") from None
    except httpcore.TimeoutException:
        raise UpstreamError(f"{who} stopped answering", 504) from None
    except _BROKEN as error:
        raise UpstreamError(f"{who} broke off: {error or type(error).__name__}") from None
    except EventStreamError as error:
        raise UpstreamError(f"{who} does not speak the protocol: it sent {error}") from None


def _expect(answer: httpx.Response, media_type: str, target: Target) -> None:
    found = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found != media_type:
        raise UpstreamError(
            f"the LLM at {target.place} does not speak the protocol: "
            f"it answered with {found or 'no type'} in place of {media_type}"
        )


async def _refusal(answer: httpx.Response, target: Target) -> UpstreamError:
    status = answer.status_code
    if status < 400:
        return UpstreamError(f"the LLM at {target.place} answered with status {status}")
    content = await _content(answer, LARGEST_ERROR)
    try:
        document = json.loads(content or b"")
    except ValueError:
        document = None
    return failure(document, target.place, status, answer.headers.get("retry-after"))


async def _content(answer: httpx.Response, most: int) -> bytes | None:
    """Return the body; None if it is above `most` bytes."""
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > most:
            return None
    return bytes(content)


def _json(data: str | bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise EventStreamError("what is no JSON") from None


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, allow_nan=False).encode("ascii")  # escapes: half a character stays one
    except (ValueError, RecursionError):
        raise InvalidRequestError(
            "the body has numbers that JSON does not have, or is nested too deep"
        ) from None
