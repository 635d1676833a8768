"""A bare client of Triton: what comes over the wire, without the front end's engine in between."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason
from auralis_xtts.launcher import Server

Answer = dict[str, NDArray[Any]]


class Spoken:
    """The answers to one request, put together."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.windows = len(answers)
        self.audio = np.concatenate([answer["audio"][0] for answer in answers])
        self.codes = [int(code) for answer in answers for code in answer["codes"]]
        self.sequences = [int(answer["sequence"][0]) for answer in answers]
        self.reasons = [FinishReason(answer["finish_reason"][0].decode()) for answer in answers]
        self.errors = [answer["error"][0].decode() for answer in answers]


class Client:
    """Streams requests to one server.  Read an ensemble's answers to the end: Triton 2.51 leaks others."""

    def __init__(self, server: Server) -> None:
        from tritonclient.grpc.aio import InferenceServerClient

        self._metrics_url = server.metrics_url
        self.grpc = InferenceServerClient(server.grpc_url)

    async def stream(
        self,
        model: str,
        inputs: Mapping[str, NDArray[Any]],
        parameters: Mapping[str, Any] | None = None,
        request_id: str = "",
        version: str = "",
    ) -> AsyncGenerator[Answer, None]:
        """Yield the answers to one request; raises InferenceServerException for one that is an error."""
        request = {
            "model_name": model,
            "model_version": version,
            "inputs": [_input(name, value) for name, value in inputs.items()],
            "parameters": dict(parameters or {}),
            "request_id": request_id,
        }

        async def once() -> AsyncIterator[dict[str, Any]]:
            yield request

        failure = None
        answers = self.grpc.stream_infer(once(), stream_timeout=120)
        try:
            async for result, error in answers:
                failure = failure or error
                if error is None:
                    outputs = result.get_response().outputs
                    yield {output.name: result.as_numpy(output.name) for output in outputs}
        finally:
            answers.cancel()  # for whoever leaves early; otherwise it has ended
        if failure is not None:
            raise failure

    async def ask(self, model: str, inputs: Mapping[str, NDArray[Any]], **rest: Any) -> list[Answer]:
        """Return all answers to one request."""
        return [answer async for answer in self.stream(model, inputs, **rest)]

    async def speak(self, inputs: Mapping[str, NDArray[Any]], model: str = "xtts", **rest: Any) -> Spoken:
        """Return all of an utterance."""
        return Spoken(await self.ask(model, inputs, **rest))

    async def control(self, version: str = "", **parameters: Any) -> list[Answer]:
        """Send a request without tensors to the decoder."""
        return await self.ask("xtts_gpt", {}, parameters=parameters, version=version)

    def metric(self, name: str, version: str = "1") -> float:
        """Return a custom metric of the decoder."""
        with urllib.request.urlopen(self._metrics_url, timeout=30) as page:
            found = re.search(
                rf'^{name}{{.*version="{version}".*}} (\S+)$', page.read().decode(), re.MULTILINE
            )
        assert found is not None, f"no metric {name}"
        return float(found[1])


def _input(name: str, value: NDArray[Any]) -> Any:
    from tritonclient.grpc.aio import InferInput
    from tritonclient.utils import np_to_triton_dtype

    tensor = InferInput(name, value.shape, np_to_triton_dtype(value.dtype))
    tensor.set_data_from_numpy(value)
    return tensor
