"""The backend `onnxruntime` where Triton has none: the same configuration, through ONNX Runtime's Python API.

Images of Triton come with the C++ backend of that name, which is used there instead.
"""

from __future__ import annotations

import json
import logging
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from auralis_xtts.contract import Tensor
from auralis_xtts.serving import tensors

logger = logging.getLogger(__name__)

_THREADS = "intra_op_thread_count"  # of the C++ backend; 0 is its default too

_Inputs = dict[str, NDArray[Any]]


class OnnxModel:
    """Triton's interface to a Python model."""

    def initialize(self, args: dict[str, str]) -> None:
        """Load `model.onnx`; raises ValueError when its tensors are not those of the configuration."""
        tensors.check_numpy()
        configuration = json.loads(args["model_config"])
        self._name = configuration["name"]
        self._batches = configuration["max_batch_size"] > 0
        self._inputs = [_tensor(entry) for entry in configuration["input"]]
        self._outputs = [_tensor(entry) for entry in configuration["output"]]
        path = Path(args["model_repository"]) / args["model_version"] / "model.onnx"
        self._session = onnxruntime.InferenceSession(
            str(path), _options(configuration["parameters"]), providers=["CPUExecutionProvider"]
        )
        _check(path, self._inputs, [entry.name for entry in self._session.get_inputs()])
        _check(path, self._outputs, [entry.name for entry in self._session.get_outputs()])

    def execute(self, requests: list[Any]) -> list[Any]:
        """Answer each request; those that were handed over together share a run if their shapes agree."""
        inputs = [
            {tensor.name: tensors.required(request, tensor) for tensor in self._inputs}
            for request in requests
        ]
        groups: dict[Any, list[int]] = defaultdict(list)
        for index, values in enumerate(inputs):
            groups[self._shape(values) if self._batches else index].append(index)
        responses: list[Any] = [None] * len(requests)
        for indices in groups.values():
            answers = self._run([inputs[index] for index in indices])
            for index, answer in zip(indices, answers, strict=True):
                responses[index] = answer
        return responses

    def _shape(self, values: _Inputs) -> tuple[tuple[int, ...], ...]:
        return tuple(values[tensor.name].shape[1:] for tensor in self._inputs)

    def _run(self, batch: list[_Inputs]) -> list[Any]:
        """Run requests of one shape as one batch, and cut the result up again."""
        first = self._inputs[0].name
        joined = {name: np.concatenate([values[name] for values in batch]) for name in batch[0]}
        try:
            results = self._session.run([tensor.name for tensor in self._outputs], joined)
        except Exception as error:
            # ONNX Runtime's errors have no base class.  What the data caused is that request's error.
            logger.exception("%s failed", self._name)
            return [tensors.failure(str(error))] * len(batch)
        ends = np.cumsum([len(values[first]) for values in batch])[:-1]
        parts = zip(
            *(np.split(result, ends) if len(batch) > 1 else [result] for result in results), strict=True
        )
        return [tensors.response(dict(zip(self._outputs, part, strict=True))) for part in parts]


def _options(parameters: dict[str, dict[str, str]]) -> Any:
    options = onnxruntime.SessionOptions()
    threads = int(parameters.get(_THREADS, {}).get("string_value", "0"))
    options.intra_op_num_threads = threads or len(os.sched_getaffinity(0))
    options.inter_op_num_threads = 1
    # Threads that spin between runs would take the cores from the decoder.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _tensor(entry: dict[str, Any]) -> Tensor:
    return Tensor(entry["name"], entry["data_type"].removeprefix("TYPE_"), tuple(entry["dims"]))


def _check(path: Path, configured: list[Tensor], found: list[str]) -> None:
    names = sorted(tensor.name for tensor in configured)
    if names != sorted(found):
        raise ValueError(
            f"{path} has the tensors {', '.join(sorted(found))}, its config.pbtxt {', '.join(names)}"
        )
