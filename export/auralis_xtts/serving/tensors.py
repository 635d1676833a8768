"""Triton's objects to ours and back: the one module that knows `pb_utils`, which only Triton's stub has."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import triton_python_backend_utils as pb_utils
from numpy.typing import NDArray

from auralis_xtts import contract
from auralis_xtts.contract import ContractError, FinishReason, Parameter, Release
from auralis_xtts.serving.utterance import SpeechRequest
from auralis_xtts.serving.windows import Window

FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL

_LAST_BROKEN_TRITON = (2, 51)
_DTYPES = {"INT32": np.int32, "FP32": np.float32, "STRING": np.object_}


def check_numpy() -> None:
    """Raise RuntimeError where Triton's stub would silently corrupt every tensor."""
    version = os.environ.get("TRITON_SERVER_VERSION", "")
    broken = version and tuple(map(int, version.split(".")[:2])) <= _LAST_BROKEN_TRITON
    if broken and int(np.__version__.partition(".")[0]) >= 2:
        raise RuntimeError(
            f"Triton {version} corrupts tensors under numpy {np.__version__}: install numpy 1.26 for it"
        )


def read(request: Any, tensor: contract.Tensor) -> NDArray[Any] | None:
    """Return a copy of the request's tensor, or None when it has none of that name."""
    found = pb_utils.get_input_tensor_by_name(request, tensor.name)
    return None if found is None else np.array(found.as_numpy())


def required(request: Any, tensor: contract.Tensor) -> NDArray[Any]:
    """Return a copy of the request's tensor; raises ContractError when it has none."""
    value = read(request, tensor)
    if value is None:
        raise ContractError(f"{tensor.name} is missing")
    return value


def parameters(request: Any) -> dict[str, Any]:
    """Return the request's parameters."""
    return dict(json.loads(request.parameters() or "{}"))


def response(values: Mapping[contract.Tensor, Any]) -> Any:
    """Return a Triton response with `values`, arrays or what makes one, under their contract's dtypes."""
    return pb_utils.InferenceResponse(
        [pb_utils.Tensor(tensor.name, as_array(tensor, value)) for tensor, value in values.items()]
    )


def failure(message: str) -> Any:
    """Return the response of a request that failed; not for steps of an ensemble."""
    return pb_utils.InferenceResponse(error=pb_utils.TritonError(message))


def as_array(tensor: contract.Tensor, value: Any) -> NDArray[Any]:
    """Return `value` as Triton takes it: of the tensor's dtype, in one piece."""
    return np.ascontiguousarray(value, dtype=_DTYPES[tensor.dtype])


def metric_family(name: str, description: str, counter: bool) -> Any:
    """Return a new family of custom metrics.  Drop it, and its metrics first, before the stub ends."""
    kind = pb_utils.MetricFamily.COUNTER if counter else pb_utils.MetricFamily.GAUGE
    return pb_utils.MetricFamily(name=name, description=description, kind=kind)


def read_speech(request: Any, release: Release) -> SpeechRequest:
    """Read the tensors and parameters of an utterance for `release`.

    Raises ContractError that names the field.
    """
    sampling = required(request, contract.SAMPLING_PARAMETERS)[0]
    return SpeechRequest(
        text_ids=required(request, contract.TEXT_IDS),
        gpt_cond_latent=_finite(request, contract.GPT_COND_LATENT),
        speaker_embedding=_finite(request, contract.SPEAKER_EMBEDDING),
        sampling=release.chosen(sampling or "{}"),
        schedule=_schedule(read(request, contract.CHUNK_SCHEDULE)),
        ahead=whole_number(parameters(request), Parameter.AHEAD, default=0),
    )


def whole_number(values: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """Return a request parameter that counts something; raises ContractError."""
    value = values.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ContractError(f"{name} must be a whole number, not {value!r}")
    return value


class Sender(Protocol):
    """Triton's response sender."""

    def send(self, response: Any = None, flags: int = 0) -> None: ...

    def is_cancelled(self) -> bool: ...


class Channel:
    """Where an utterance's windows go: the response sender of its request."""

    def __init__(self, sender: Sender, speaker_embedding: NDArray[np.float32], width: int) -> None:
        self._sender, self._speaker_embedding, self._width = sender, speaker_embedding, width

    def send(
        self, window: Window, latents: NDArray[np.float32], codes: NDArray[np.int32], reason: FinishReason
    ) -> None:
        """Send a window with its latents [t, d] and the codes that are new in it."""
        values = {
            contract.LATENTS: latents[None],
            contract.SPEAKER_EMBEDDING: self._speaker_embedding[None],
            contract.FRAMES: window.frames[None],
            contract.SPAN: window.span[None],
            contract.CODES: codes,
            contract.SEQUENCE: [window.sequence],
            contract.FINISH_REASON: [reason.value],
            contract.ERROR: [""],
        }
        self._sender.send(response(values), flags=FINAL if window.final else 0)

    def close(self, sequence: int, reason: FinishReason, error: str = "") -> None:
        """Send a last response without audio of its own.

        It carries the smallest window that the vocoder takes, since a step that answers with an error, or
        leaves out an output, keeps Triton 2.51 from ever closing the ensemble's request.
        """
        values = {
            contract.LATENTS: np.zeros((1, 1, self._width)),
            contract.SPEAKER_EMBEDDING: np.zeros((1, 512)),
            contract.FRAMES: np.zeros((1, 1, 4)),
            contract.SPAN: [[0]],
            contract.CODES: [],
            contract.SEQUENCE: [sequence],
            contract.FINISH_REASON: [reason.value],
            contract.ERROR: [error],
        }
        self._sender.send(response(values), flags=FINAL)

    def abandon(self) -> None:
        """End the stream of a client that is gone, without a response.

        After a stream was cut off, Triton 2.51 refuses the ensemble's windows at the vocoder, at once: if an
        earlier one is there still, the ensemble's request is never released (docs/decisions/0004).
        """
        self._sender.send(flags=FINAL)

    def left(self) -> bool:
        """Return whether the client has dropped the stream; in an ensemble it is never true.

        Blocks for the length of a message to Triton.  Not to be called after the last response: Triton would
        look at freed memory.
        """
        return self._sender.is_cancelled()


class Watch:
    """A request that is open for as long as an utterance runs: it shows whether its client is there."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def left(self) -> bool:
        """Return whether the client is gone.  As with `Channel.left`, not to be called once it is closed."""
        return self._sender.is_cancelled()

    def close(self) -> None:
        """Answer the request."""
        self._sender.send(flags=FINAL)


def _finite(request: Any, tensor: contract.Tensor) -> NDArray[np.float32]:
    value = required(request, tensor)
    if not np.isfinite(value).all():
        raise ContractError(f"{tensor.name} holds values that are not numbers")
    return value


def _schedule(value: NDArray[np.int32] | None) -> tuple[int, ...]:
    if value is None or value.size == 0:
        return contract.DEFAULT_CHUNK_SCHEDULE
    if value.min() < 1:
        raise ContractError(f"{contract.CHUNK_SCHEDULE.name} must hold positive whole numbers")
    return tuple(value.tolist())
