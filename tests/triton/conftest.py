"""A bare client of the server: what comes over the wire, without the front end's engine in between."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.launcher import Server

Answer = dict[str, NDArray[Any]]

GREEDY = SamplingParameters(do_sample=False, max_tokens=96)


class Client:
    """Streams requests to one server; always to their end, since Triton 2.51 forgets nothing that is left."""

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
    ) -> AsyncIterator[Answer]:
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
        async for result, error in self.grpc.stream_infer(once(), stream_timeout=120):
            failure = failure or error
            if error is None:
                outputs = result.get_response().outputs
                yield {output.name: result.as_numpy(output.name) for output in outputs}
        if failure is not None:
            raise failure

    async def ask(self, model: str, inputs: Mapping[str, NDArray[Any]], **rest: Any) -> list[Answer]:
        """Return all answers to one request."""
        return [answer async for answer in self.stream(model, inputs, **rest)]

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


def audio(answers: Sequence[Answer]) -> NDArray[np.float32]:
    return np.concatenate([answer["audio"][0] for answer in answers])


def codes(answers: Sequence[Answer]) -> list[int]:
    return [int(code) for answer in answers for code in answer["codes"]]


def reason(answer: Answer) -> FinishReason:
    return FinishReason(answer["finish_reason"][0].decode())


@pytest_asyncio.fixture
async def client(triton: Server) -> AsyncIterator[Client]:
    """A client of the session's server, which must be as idle after the test as before."""
    client = Client(triton)
    yield client
    await client.grpc.close()


@pytest.fixture
def speech(oracle: dict[str, NDArray[Any]], oracle_sentences: list[dict[str, Any]]) -> Any:
    """Return a function that makes the tensors of an oracle's sentence, spoken as the reference did."""

    def tensors(
        index: int, schedule: Sequence[int] | None = None, **sampling: Any
    ) -> dict[str, NDArray[Any]]:
        sentence = oracle_sentences[index]
        parameters = SamplingParameters(
            **{
                "do_sample": False,
                "repetition_penalty": sentence.get("repetition_penalty", 5.0),
                "max_tokens": sentence.get("max_new_tokens", 96),
                **sampling,
            }
        )
        inputs = {
            "text_ids": oracle[f"s{index}_text_ids"],
            "gpt_cond_latent": oracle["cond_default_gpt_cond_latent"][0],
            "speaker_embedding": oracle["cond_default_speaker_embedding"].reshape(512),
            "sampling_parameters": np.array([parameters.to_json().encode()], np.object_),
        }
        if schedule is not None:
            inputs["chunk_schedule"] = np.array(schedule, np.int32)
        return inputs

    return tensors
