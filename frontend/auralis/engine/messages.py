"""What is sent to Triton, and what it answers: tensors with the names of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tritonclient.grpc.aio import InferInput, InferResult

from auralis.engine.base import AudioChunk, SpeechInput
from auralis.errors import EngineError
from auralis_xtts import contract
from auralis_xtts.contract import FinishReason, Release

Parameters = Mapping[str, str | int | bool]


def request(
    model: str,
    release: int | None = None,
    *,
    inputs: list[InferInput] | None = None,
    parameters: Parameters | None = None,
    request_id: str = "",
) -> dict[str, Any]:
    """Return a request to `model`, as streams of Triton's client take it."""
    return {
        "model_name": model,
        "model_version": "" if release is None else str(release),
        "inputs": inputs or [],
        "parameters": dict(parameters or {}),
        "request_id": request_id,
    }


def speech_inputs(speech: SpeechInput) -> list[InferInput]:
    """Return the tensors that ask for an utterance."""
    sampling = np.array([json.dumps(speech.sampling).encode()], np.object_)
    inputs = [
        given(contract.TEXT_IDS, np.asarray(speech.text_ids, np.int32)),
        given(contract.GPT_COND_LATENT, np.asarray(speech.gpt_cond_latent, np.float32)),
        given(contract.SPEAKER_EMBEDDING, np.asarray(speech.speaker_embedding, np.float32)),
        given(contract.SAMPLING_PARAMETERS, sampling),
    ]
    if speech.chunk_schedule is not None:
        inputs.append(given(contract.CHUNK_SCHEDULE, np.array(speech.chunk_schedule, np.int32)))
    return inputs


def given(tensor: contract.Tensor, array: NDArray[Any]) -> InferInput:
    """Return `array` as the input `tensor`."""
    dtype = "BYTES" if tensor.dtype == "STRING" else tensor.dtype
    return InferInput(tensor.name, list(array.shape), dtype).set_data_from_numpy(array)


def answered(answer: InferResult, tensor: contract.Tensor) -> NDArray[Any]:
    """Return the output `tensor` of an answer; raises EngineError if it is not there."""
    array = answer.as_numpy(tensor.name)
    if array is None:
        raise EngineError(f"Triton's answer lacks {tensor.name}")
    return np.asarray(array)


def described(answers: Sequence[InferResult]) -> Release:
    """Return the release that the decoder's answers describe; raises EngineError if they do not."""
    if not answers:
        raise EngineError(f"{contract.GPT.name} did not describe itself")
    try:
        return Release.from_json(_text(answers[0], contract.DESCRIPTION))
    except contract.ContractError as error:
        raise EngineError(f"{contract.GPT.name} is of another version: {error}") from error


def finish_reason(answer: InferResult) -> FinishReason:
    """Return the finish reason of a window; raises EngineError if the decoder reports one."""
    reason = FinishReason(_text(answer, contract.FINISH_REASON))
    if reason == FinishReason.ERROR:
        raise EngineError(_text(answer, contract.ERROR))
    return reason


def chunk(answer: InferResult) -> AudioChunk:
    """Return the window of audio that an answer holds; raises EngineError if it holds none."""
    reason = finish_reason(answer)
    samples = answered(answer, contract.AUDIO).reshape(-1)
    if reason == FinishReason.CANCELLED:
        samples = samples[:0]
    sequence = int(answered(answer, contract.SEQUENCE).reshape(-1)[0])
    return AudioChunk(samples, answered(answer, contract.CODES).reshape(-1), sequence, reason)


def _text(answer: InferResult, tensor: contract.Tensor) -> str:
    return str(answered(answer, tensor).reshape(-1)[0], "utf-8")
