"""The connection to a Triton: the only file that calls gRPC.

Every stream is read to its end, which comes after its last answer, by a task of its own: Triton 2.51 never
lets go of the request of a stream that is cancelled, in the middle or in that last moment, and then does not
stop any more (docs/decisions/0004).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import grpc
from tritonclient.grpc.aio import InferenceServerClient, InferInput, InferResult
from tritonclient.utils import InferenceServerException

from auralis.engine.messages import Parameters, request
from auralis.errors import AuralisError, DeadlineExceededError, EngineError, EngineUnavailableError
from auralis_xtts import contract

CHANNEL = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # A Triton that comes back is found within a second.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 500),
    ("grpc.max_reconnect_backoff_ms", 1000),
    # A machine that vanished without closing its connections is noticed.  More pings than one in five minutes
    # are an attack to Triton, which then cuts all streams off.
    ("grpc.keepalive_time_ms", 310_000),
    ("grpc.keepalive_timeout_ms", 10_000),
]

NOT_READY = re.compile(r"unknown model|not at ready state|not ready|not healthy|no available versions")


@dataclass(frozen=True)
class Deadlines:
    """Seconds for each thing that Triton is waited for."""

    answer: float = 60.0  # an encoder, a control request
    window: float = 60.0  # the next window of an utterance
    probe: float = 15.0  # each probe of `check`
    load: float = 300.0  # loading or unloading a model
    drain: float = 60.0  # the rest of an utterance that was left
    insist: float = 0.5  # between two requests to end an utterance


class Connection:
    """Requests to the Triton whose gRPC port is at `url` (host:port).  Make it inside the event loop.

    It connects by itself, and again whenever Triton comes back.  `lost` is called when Triton, or a model of
    it, turns out to be away: what comes back may be another export.

    Every call raises EngineUnavailableError, DeadlineExceededError or EngineError.
    """

    def __init__(self, url: str, deadlines: Deadlines, lost: Callable[[], None]) -> None:
        self._url = url
        self._deadlines = deadlines
        self._lost = lost
        self._client = InferenceServerClient(url, channel_args=CHANNEL)
        self.streams: set[asyncio.Task[Any]] = set()
        """Those that are read; `close` comes after their end."""

    async def ready_models(self) -> set[str]:
        """Return the names of the models that Triton takes for ready."""
        response = await self._call(
            self._client.get_model_repository_index(client_timeout=self._deadlines.answer)
        )
        return {model.name for model in response.models if model.state == "READY"}

    async def pinned(self, ensemble: str) -> set[int]:
        """Return the versions that the steps of an ensemble pin."""
        response = await self._call(
            self._client.get_model_config(ensemble, client_timeout=self._deadlines.answer)
        )
        return {int(step.model_version) for step in response.config.ensemble_scheduling.step}

    async def load(self, model: str) -> None:
        """Load a model, and wait until it is there."""
        await self._call(self._client.load_model(model, client_timeout=self._deadlines.load))

    async def unload(self, model: str) -> None:
        """Unload a model."""
        await self._call(self._client.unload_model(model, client_timeout=self._deadlines.load))

    async def infer(self, model: str, release: int, inputs: list[InferInput]) -> InferResult:
        """Return the one answer of a model that does not stream."""
        limit = self._deadlines.answer
        return await self._call(
            self._client.infer(model, inputs, model_version=str(release), client_timeout=limit)
        )

    async def control(self, release: int, parameters: Parameters) -> list[InferResult]:
        """Send a request without tensors to the decoder; return its answers, which may be none."""
        asked = request(contract.GPT.name, release, parameters=parameters)
        return await self.answers(asked, self._deadlines.answer)

    async def answers(self, asked: dict[str, Any], seconds: float | None) -> list[InferResult]:
        """Return the answers to a request; its stream is read to the end whoever stops waiting."""
        task = asyncio.create_task(self._whole(asked, seconds))
        self.keep(task)
        answers: list[InferResult] = []
        for answer in await asyncio.shield(task):
            if isinstance(answer, AuralisError):
                raise answer
            answers.append(answer)
        return answers

    async def stream(
        self, asked: dict[str, Any], seconds: float | None = None
    ) -> AsyncIterator[InferResult | AuralisError]:
        """Yield the answers to a request, and what went wrong in their place.

        Who takes them does so in a task that is kept (`keep`), to the end.
        """

        # The request is complete before this runs: an exception in it would surface as CancelledError.
        async def once() -> AsyncIterator[dict[str, Any]]:
            yield asked

        try:
            async for result, error in self._client.stream_infer(once(), stream_timeout=seconds):
                yield result if error is None else self._mapped(error)
        except (grpc.RpcError, InferenceServerException) as error:
            yield self._mapped(error)

    def keep(self, task: asyncio.Task[Any]) -> None:
        """Have a task that reads a stream be one of `streams`."""
        self.streams.add(task)
        task.add_done_callback(self.streams.discard)

    async def close(self) -> None:
        """Let go of the connection, once nothing is read from it any more."""
        await self._client.close()

    async def _whole(self, asked: dict[str, Any], seconds: float | None) -> list[InferResult | AuralisError]:
        return [answer async for answer in self.stream(asked, seconds)]

    async def _call(self, call: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await call
        except (grpc.RpcError, InferenceServerException) as error:
            raise self._mapped(error) from None

    def _mapped(self, error: grpc.RpcError | InferenceServerException) -> AuralisError:
        """Turn whatever the client library reports into one of ours: the one place where that happens."""
        if isinstance(error, InferenceServerException):
            status, message = str(error.status()), str(error.message())
        else:
            status, message = str(error.code()), str(error.details())
        part = _part(message)
        if status.endswith("DEADLINE_EXCEEDED"):
            return DeadlineExceededError(f"Triton at {self._url} did not answer in time")
        if NOT_READY.search(message):
            self._lost()
            return EngineUnavailableError(f"{part or 'a model'} is not ready: {message}", part)
        if status.endswith(("UNAVAILABLE", "CANCELLED")):
            self._lost()
            return EngineUnavailableError(f"Triton at {self._url} cannot be reached", part)
        return EngineError(message)


def _part(message: str) -> str | None:
    """Return the model that a message of Triton is about; a step counts before its ensemble."""
    for pattern in (*(model.name for model in contract.PARTS), r"xtts_v\d+", r"\bxtts\b"):
        if match := re.search(pattern, message):
            return match[0]
    return None
