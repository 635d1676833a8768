"""The exported graphs in ONNX Runtime: against the reference, at other sizes, and beyond the tolerance."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import SPEAKER, STYLE, VOCODER, Model
from auralis_xtts.convert import onnx
from auralis_xtts.convert.onnx import TOLERANCE, export_speaker, export_style, export_vocoder
from auralis_xtts.errors import ConversionError
from auralis_xtts.nets.vocoder import Vocoder
from auralis_xtts.serving.windows import Geometry, WindowPlanner

RATE = 22_050
SHORTEST = int(0.33 * RATE) + 1

Array = NDArray[Any]
State = dict[str, torch.Tensor]
Graph = Callable[..., Array]


def load(path: Path, model: Model) -> Graph:
    """Return the graph as a function of its inputs, in the contract's order and under its names."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [tensor.name for tensor in model.inputs]
    assert [entry.name for entry in session.get_inputs()] == names
    assert [entry.name for entry in session.get_outputs()] == [tensor.name for tensor in model.outputs]

    def run(*inputs: Array) -> Array:
        (output,) = session.run(None, dict(zip(names, inputs, strict=True)))
        return np.asarray(output)

    return run


def speak(vocoder: Graph, geometry: Geometry, latents: Array, speaker: Array, schedule: list[int]) -> Array:
    pieces = []
    for window in WindowPlanner(geometry, schedule).ready(len(latents), finished=True):
        inputs = (latents[window.first : window.last], speaker, window.frames, window.span)
        pieces.append(vocoder(*(x[None] for x in inputs))[0])
    return np.concatenate(pieces)


def test_style_graph_computes_the_references_latents(
    tiny_state: State,
    tiny_config: ModelConfig,
    reference_22050: torch.Tensor,
    oracle: Mapping[str, Array],
    tmp_path: Path,
) -> None:
    error = export_style(tiny_state, tiny_config, tmp_path / "model.onnx")
    style = load(tmp_path / "model.onnx", STYLE)

    latents = style(reference_22050[: 6 * RATE].numpy())

    assert 0 < error <= 5e-5
    np.testing.assert_allclose(latents, oracle["cond_short_gpt_cond_latent"][0], atol=1e-4)
    assert style(reference_22050[:SHORTEST].numpy()).shape == latents.shape


def test_speaker_graph_computes_the_references_embedding(
    tiny_state: State,
    tiny_config: ModelConfig,
    reference_22050: torch.Tensor,
    oracle: Mapping[str, Array],
    tmp_path: Path,
) -> None:
    error = export_speaker(tiny_state, tiny_config, tmp_path / "model.onnx")
    speaker = load(tmp_path / "model.onnx", SPEAKER)

    embedding = speaker(reference_22050.numpy())

    assert 0 < error <= 1e-5
    np.testing.assert_allclose(embedding, oracle["cond_default_speaker_embedding"][0, :, 0], atol=1e-5)


def test_vocoder_graph_computes_the_references_speech(
    tiny_state: State, tiny_config: ModelConfig, oracle: Mapping[str, Array], tmp_path: Path
) -> None:
    error = export_vocoder(tiny_state, tiny_config, tmp_path / "model.onnx")
    vocoder = load(tmp_path / "model.onnx", VOCODER)
    geometry = Vocoder(tiny_state, tiny_config).geometry
    speaker = oracle["cond_default_speaker_embedding"][0, :, 0]

    assert 0 < error <= 1e-5
    for schedule in ([1000], [4, 8, 16, 32]):
        audio = speak(vocoder, geometry, oracle["s6_latents"], speaker, schedule)
        assert audio.shape == oracle["s6_wav"].shape
        np.testing.assert_allclose(audio, oracle["s6_wav"], atol=5e-6)


SMALL = ModelConfig(
    layers=1,
    width=48,
    heads=3,
    text_tokens=300,
    audio_tokens=66,
    start_audio_token=64,
    stop_audio_token=65,
    hop_length=64,
    code_stride=256,
    input_sample_rate=24_000,
    cond_in_each_up_layer=False,
    upsample_rates=(8, 4, 2),
    resblock_type="2",
    resblock_dilations=((1, 3), (1, 5)),
)
"""Another family member: one sample rate, three stages, blocks of the second type, no per-stage
conditioning.
"""


def small_vocoder() -> State:
    """Return random weights for SMALL's vocoder, without weight norm."""
    shapes: dict[str, tuple[int, ...]] = {
        "conv_pre": (24, SMALL.width, 7),
        "cond_layer": (24, SMALL.speaker_width, 1),
        "conv_post": (1, 3, 5),
    }
    for stage, (rate, channels) in enumerate(zip(SMALL.upsample_rates, (24, 12, 6), strict=True)):
        shapes[f"ups.{stage}"] = (channels, channels // 2, 2 * rate)
        for block, size in enumerate((3, 7)):
            for step in range(2):
                shapes[f"resblocks.{2 * stage + block}.convs.{step}"] = (channels // 2, channels // 2, size)
    generator = torch.Generator().manual_seed(0)
    state = {}
    for name, shape in shapes.items():
        key = f"hifigan_decoder.waveform_decoder.{name}"
        state[f"{key}.weight"] = torch.randn(shape, generator=generator) * 0.15
        outputs = shape[1] if name.startswith("ups") else shape[0]
        if name != "conv_post":
            state[f"{key}.bias"] = torch.randn(outputs, generator=generator) * 0.1
    return state


def test_a_vocoder_of_other_sizes_streams_exactly_and_in_batches(tmp_path: Path) -> None:
    state = small_vocoder()
    assert export_vocoder(state, SMALL, tmp_path / "model.onnx") <= TOLERANCE
    vocoder = load(tmp_path / "model.onnx", VOCODER)
    geometry = Vocoder(state, SMALL).geometry
    rng = np.random.default_rng(0)
    latents, speaker = rng.normal(size=(2, 60, SMALL.width)), rng.normal(size=(2, 512))
    latents, speaker = latents.astype(np.float32), speaker.astype(np.float32) / 20

    whole = [speak(vocoder, geometry, x, y, [1000]) for x, y in zip(latents, speaker, strict=True)]
    cut = speak(vocoder, geometry, latents[1], speaker[1], [1, 7])

    assert whole[0].shape == (60 * 256,)
    assert 0.05 < np.abs(whole[1]).mean() < 0.8, "neither silent nor saturated"
    np.testing.assert_allclose(cut, whole[1], atol=1e-5)

    # Windows of one shape share a run wherever the kept frames are in them.
    frames = np.zeros((2, 240, 4), np.float32)
    frames[:, :, 0], frames[:, :, 1] = np.arange(240) // 4, 1
    span = np.stack([np.arange(0, 20), np.arange(220, 240)]).astype(np.int32)
    both = vocoder(latents, speaker, frames, span)
    for row in range(2):
        alone = vocoder(*(x[row : row + 1] for x in (latents, speaker, frames, span)))
        np.testing.assert_allclose(both[row], alone[0], atol=1e-5)

    # What accompanies an error: the least window there is.
    least = vocoder(latents[:1, :1], speaker[:1], frames[:1, :1], span[:1, :1])
    assert least.shape == (1, SMALL.hop_length)


def test_a_graph_that_is_off_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "TOLERANCE", 0.0)

    with pytest.raises(ConversionError, match="xtts_vocoder"):
        export_vocoder(small_vocoder(), SMALL, tmp_path / "model.onnx")
