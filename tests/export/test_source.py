"""The source of a vocoder: its pitch, its windows, and the graph that is exported of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from auralis_xtts.config import ModelConfig
from auralis_xtts.convert.inventory import check_weights
from auralis_xtts.convert.onnx import export_vocoder
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.source import FRAME_RATE, HARMONICS, Oscillators, Pulse, written_clock, written_pitch
from auralis_xtts.nets.vocoder import PREFIX, Vocoder
from auralis_xtts.serving.windows import WindowPlanner

State = dict[str, Tensor]

CODES = 40
LINEAR = 30.0  # from here on GELU changes nothing


@pytest.fixture(scope="module")
def state(tiny_state: State) -> State:
    """A checkpoint with a source, whose cues are the first three channels of the latents."""
    torch.manual_seed(0)
    width = tiny_state[f"{PREFIX}.conv_pre.weight"].shape[1]
    enter, leave = torch.zeros(3, width, 1), torch.eye(3).unsqueeze(2)
    enter[:, :3, 0] = torch.eye(3)
    made = {
        "cues.0.weight": enter,
        "cues.0.bias": torch.full((3,), LINEAR),
        "cues.2.weight": leave,
        "cues.2.bias": torch.full((3,), -LINEAR),
    }
    for stage, harmonics in enumerate(HARMONICS):
        channels = tiny_state[f"{PREFIX}.ups.{stage}.bias"].shape[0]
        made[f"sources.{stage}.weight"] = torch.randn(channels, 2 * harmonics + 1, 1) * 0.1
        made[f"sources.{stage}.bias"] = torch.zeros(channels)
    return tiny_state | {f"{PREFIX}.{name}": tensor for name, tensor in made.items()}


@pytest.fixture(scope="module")
def latents(state: State) -> Tensor:
    """Latents [1, CODES, d] of a voice that rises from 110 to 180 Hz."""
    torch.manual_seed(1)
    made = torch.randn(1, CODES, state[f"{PREFIX}.conv_pre.weight"].shape[1])
    made[0, :, 0] = written_pitch(torch.linspace(110, 180, CODES))
    made[0, :, 1:3] = written_clock(torch.arange(CODES)).T
    return made


def speak(vocoder: Vocoder, latents: Tensor, schedule: list[int]) -> NDArray[np.float32]:
    torch.manual_seed(2)
    speaker, pieces = torch.randn(1, 512) * 0.04, []
    for window in WindowPlanner(vocoder.geometry, schedule).ready(CODES, finished=True):
        frames, span = (torch.from_numpy(x).unsqueeze(0) for x in (window.frames, window.span))
        with torch.inference_mode():
            pieces.append(vocoder(latents[:, window.first : window.last], speaker, frames, span)[0].numpy())
    return np.concatenate(pieces)


def cues(hertz: float, turns: int) -> Tensor:
    """Return the cues of a steady voice; a turn of the clock takes 17 frames."""
    places = torch.arange(17 * turns) * (4 / 17)
    pitch = written_pitch(torch.full((len(places),), hertz))
    return torch.cat([pitch.unsqueeze(0), written_clock(places)]).unsqueeze(0)


@pytest.mark.parametrize("hertz", [70.0, 119.0, 187.3, 260.0])
def test_each_turn_holds_whole_periods_of_about_the_pitch(hertz: float) -> None:
    since, advance, place = Pulse()(cues(hertz, 4))[0]

    turn = FRAME_RATE / 17
    assert advance[0] * 17 == pytest.approx(round(hertz / turn), abs=1e-4)
    assert abs(advance[0] * FRAME_RATE - hertz) <= turn / 2
    assert place[:34].tolist() == [*range(17), *range(17)]
    ends = (since + advance)[16:51:17]
    torch.testing.assert_close(ends, ends.round(), atol=1e-3, rtol=0)


def test_an_unfinished_turn_has_the_pitch_that_was_asked_for() -> None:
    _, advance, _ = Pulse()(cues(119.0, 4))[0]

    torch.testing.assert_close(advance[51:], torch.full((17,), 119 / FRAME_RATE))


def test_what_is_no_pitch_of_a_voice_is_held_within_bounds() -> None:
    wild = torch.tensor([[[-90.0, 90.0], [1.0, 1.0], [0.0, 0.0]]])

    torch.testing.assert_close(Pulse()(wild)[0, 1] * FRAME_RATE, torch.tensor([50.0, 500.0]))


def test_the_oscillators_go_through_all_frames_without_a_break() -> None:
    waves = Oscillators(8, 64)(Pulse()(cues(119.0, 3)))[0]

    assert waves.shape == (17, 51 * 64)
    step = 2 * np.pi * 125 / 6000  # of a sine of the pitch, a little above what it is
    assert float(waves[:1].diff().abs().max()) < step


def test_a_stream_is_the_whole_utterance(state: State, tiny_config: ModelConfig, latents: Tensor) -> None:
    vocoder = Vocoder(state, tiny_config)
    whole = speak(vocoder, latents, [1000])

    for schedule in ([1], [4, 8, 16, 32], [5, 11]):
        np.testing.assert_allclose(speak(vocoder, latents, schedule), whole, atol=2e-5)


def test_the_pitch_is_heard(state: State, tiny_config: ModelConfig, latents: Tensor) -> None:
    lower = latents.clone()
    lower[0, :, 0] -= 1
    vocoder = Vocoder(state, tiny_config)

    assert np.abs(speak(vocoder, lower, [1000]) - speak(vocoder, latents, [1000])).max() > 1e-3


def test_the_graph_computes_the_same(
    state: State, tiny_config: ModelConfig, latents: Tensor, tmp_path: Path
) -> None:
    assert export_vocoder(state, tiny_config, tmp_path / "model.onnx") <= 1e-4
    vocoder = Vocoder(state, tiny_config)
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    window = WindowPlanner(vocoder.geometry, [CODES]).ready(CODES, finished=True)[0]
    speaker = torch.randn(1, 512) * 0.04
    frames, span = (torch.from_numpy(x).unsqueeze(0) for x in (window.frames, window.span))
    with torch.inference_mode():
        expected = vocoder(latents, speaker, frames, span).numpy()
    names = [entry.name for entry in session.get_inputs()]
    (found,) = session.run(
        None, dict(zip(names, (x.numpy() for x in (latents, speaker, frames, span)), strict=True))
    )

    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_checkpoint_may_be_without_a_source(tiny_state: State, tiny_config: ModelConfig) -> None:
    check_weights(tiny_state, tiny_config)
    assert Vocoder(tiny_state, tiny_config).source is None


def test_a_source_without_its_reader_is_refused(state: State, tiny_config: ModelConfig) -> None:
    check_weights(state, tiny_config)
    for key in ("cues.2.weight", "sources.1.bias", "sources.1.weight"):
        broken = {name: tensor for name, tensor in state.items() if name != f"{PREFIX}.{key}"}
        with pytest.raises(CheckpointError, match=key.replace(".", r"\.")):
            check_weights(broken, tiny_config)


def test_a_source_at_another_frame_rate_is_refused(state: State, tiny_config: ModelConfig) -> None:
    other = replace(tiny_config, output_sample_rate=48_000)
    with pytest.raises(CheckpointError, match=r"93\.75 frames a second, not 187\.5"):
        Vocoder(state, other)
