"""Writes the networks as ONNX graphs, and measures that each graph computes what its network does."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import MODEL_SAMPLE_RATE, SPEAKER, STYLE, VOCODER, Model
from auralis_xtts.errors import ConversionError
from auralis_xtts.nets.speaker import SpeakerEncoder
from auralis_xtts.nets.style import StyleEncoder
from auralis_xtts.nets.vocoder import Vocoder
from auralis_xtts.serving.windows import WindowPlanner

TOLERANCE = 1e-4
"""Greatest absolute difference between graph and network that is accepted.

Samples lie in -1..1; latents are of the order of 1; for the speaker embedding it means a cosine of 0.999995.
"""

OPSET = 17
"""The newest that the exporter writes without a graph rewrite, and older than any ONNX Runtime in use."""

_PROBE_SECONDS = (0.5, 1.37, 4.0)

Inputs = tuple[Tensor, ...]


def export_style(state: Mapping[str, Tensor], config: ModelConfig, target: Path) -> float:
    """Write the style encoder to the file `target`.

    Returns:
        The greatest absolute error of ONNX Runtime against torch, over chunks of several lengths.

    Raises:
        CheckpointError: `state` lacks a weight or holds one of a wrong shape.
        ConversionError: The error is above TOLERANCE.
    """
    return _export(STYLE, StyleEncoder(state, config), _noises(), target)


def export_speaker(state: Mapping[str, Tensor], config: ModelConfig, target: Path) -> float:
    """Write the speaker encoder to the file `target`; otherwise as `export_style`."""
    return _export(SPEAKER, SpeakerEncoder(state, config), _noises(), target)


def export_vocoder(state: Mapping[str, Tensor], config: ModelConfig, target: Path) -> float:
    """Write the vocoder to the file `target`; as `export_style`, over windows of several shapes."""
    vocoder = Vocoder(state, config)
    return _export(VOCODER, vocoder, _windows(vocoder, config), target)


def _export(model: Model, network: nn.Module, probes: Sequence[Inputs], target: Path) -> float:
    names = [tensor.name for tensor in model.inputs]
    with warnings.catch_warnings():
        # Of the exporter that writes graphs from a trace.  The newer one cannot keep these lengths variable.
        warnings.filterwarnings("ignore", "You are using the legacy", DeprecationWarning)
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"torch\.onnx\.")
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", "Constant folding", UserWarning)
        torch.onnx.export(
            network,
            probes[0],
            target,
            input_names=names,
            output_names=[tensor.name for tensor in model.outputs],
            dynamic_axes=_dynamic_axes(model),
            opset_version=OPSET,
            dynamo=False,
        )
    error = _greatest_error(network, target, names, probes)
    if not error <= TOLERANCE:
        raise ConversionError(
            f"{model.name}: the ONNX graph is off by {error:.1e}, more than {TOLERANCE:.0e}"
        )
    return error


def _dynamic_axes(model: Model) -> dict[str, dict[int, str]]:
    """Return names for the axes that vary, the batch's included, as `model` describes its tensors."""
    batch = [-1] if model.max_batch_size else []
    return {
        tensor.name: {
            axis: f"{tensor.name}_{axis}" for axis, size in enumerate([*batch, *tensor.dims]) if size == -1
        }
        for tensor in (*model.inputs, *model.outputs)
    }


def _greatest_error(network: nn.Module, graph: Path, names: Sequence[str], probes: Sequence[Inputs]) -> float:
    """Return the greatest absolute difference of `graph` from `network`; infinite if shapes differ."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    worst = 0.0
    for probe in probes:
        with torch.inference_mode():
            expected: NDArray[Any] = network(*probe).numpy()
        feeds = {name: tensor.numpy() for name, tensor in zip(names, probe, strict=True)}
        (found,) = session.run(None, feeds)
        if found.shape != expected.shape:
            return float("inf")
        worst = max(worst, float(np.abs(found - expected).max()))
    return worst


def _noises() -> list[Inputs]:
    """Return reference audio of several lengths."""
    generator = torch.Generator().manual_seed(0)
    lengths = [int(seconds * MODEL_SAMPLE_RATE) for seconds in _PROBE_SECONDS]
    return [(torch.randn(length, generator=generator) * 0.1,) for length in lengths]


def _windows(vocoder: Vocoder, config: ModelConfig) -> list[Inputs]:
    """Return an utterance in one window, and first, inner and last windows of it in batches of two."""
    generator = torch.Generator().manual_seed(0)
    latents = torch.randn(2, 14, config.width, generator=generator)
    speakers = torch.nn.functional.normalize(torch.randn(2, config.speaker_width, generator=generator))
    short = WindowPlanner(vocoder.geometry, [2]).ready(latents.shape[1], finished=True)
    (whole,) = WindowPlanner(vocoder.geometry, [latents.shape[1]]).ready(latents.shape[1], finished=True)
    probes = []
    for window, batch in ((short[0], 2), (short[len(short) // 2], 2), (short[-1], 2), (whole, 1)):
        frames = torch.from_numpy(window.frames).repeat(batch, 1, 1)
        span = torch.from_numpy(window.span).repeat(batch, 1)
        probes.append((latents[:batch, window.first : window.last], speakers[:batch], frames, span))
    return probes
