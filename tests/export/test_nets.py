"""The networks in torch against what the reference computes with the tiny seeded checkpoint."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from auralis_xtts.config import ModelConfig
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.speaker import SpeakerEncoder
from auralis_xtts.nets.style import StyleEncoder
from auralis_xtts.nets.vocoder import Vocoder
from auralis_xtts.serving.windows import WindowPlanner

RATE = 22_050

Array = NDArray[np.float32]
Oracle = Mapping[str, NDArray[Any]]
State = dict[str, torch.Tensor]


@pytest.fixture(scope="module")
def vocoder(tiny_state: State, tiny_config: ModelConfig) -> Vocoder:
    return Vocoder(tiny_state, tiny_config)


def speak(vocoder: Vocoder, latents: Array, speaker: Array, schedule: list[int]) -> Array:
    """Return the waveform of an utterance that grows code by code, window after window."""
    planner = WindowPlanner(vocoder.geometry, schedule)
    windows = [w for n in range(len(latents)) for w in planner.ready(n, finished=False)]
    pieces = []
    for window in windows + planner.ready(len(latents), finished=True):
        inputs = (latents[window.first : window.last], speaker, window.frames, window.span)
        with torch.inference_mode():
            pieces.append(vocoder(*(torch.from_numpy(x)[None] for x in inputs))[0].numpy())
    return np.concatenate(pieces)


def test_resampling_is_the_references(reference_22050: torch.Tensor, oracle: Oracle) -> None:
    expected = oracle["ref_audio_22050"]

    np.testing.assert_allclose(reference_22050[: len(expected)], expected, atol=1e-5)


def test_the_mel_is_the_references(tiny_state: State, tiny_config: ModelConfig, oracle: Oracle) -> None:
    mel = StyleEncoder(tiny_state, tiny_config).mel(torch.from_numpy(oracle["ref_audio_22050"]))

    np.testing.assert_allclose(mel[0], oracle["ref_mel_first_4s"], atol=2e-4)


@pytest.mark.parametrize(("tag", "seconds", "chunk"), [("default", 30, 4), ("short", 6, 6)])
def test_conditioning_latents_are_the_references(
    tiny_state: State,
    tiny_config: ModelConfig,
    oracle: Oracle,
    reference_22050: torch.Tensor,
    tag: str,
    seconds: int,
    chunk: int,
) -> None:
    encoder = StyleEncoder(tiny_state, tiny_config)
    chunks = reference_22050[: seconds * RATE].split(chunk * RATE)

    with torch.inference_mode():
        latents = torch.stack([encoder(x) for x in chunks]).mean(dim=0)

    np.testing.assert_allclose(latents, oracle[f"cond_{tag}_gpt_cond_latent"][0], atol=1e-4)


@pytest.mark.parametrize(("tag", "seconds"), [("default", 60), ("short", 6)])
def test_speaker_embeddings_are_the_references(
    tiny_state: State,
    tiny_config: ModelConfig,
    oracle: Oracle,
    reference_22050: torch.Tensor,
    tag: str,
    seconds: int,
) -> None:
    with torch.inference_mode():
        embedding = SpeakerEncoder(tiny_state, tiny_config)(reference_22050[: seconds * RATE])

    # Both have unit length, so this is far stricter than a cosine of 0.99999.
    np.testing.assert_allclose(embedding, oracle[f"cond_{tag}_speaker_embedding"][0, :, 0], atol=1e-5)


@pytest.mark.parametrize("schedule", [[1000], [1], [4, 8, 16, 32], [5, 30]], ids=str)
def test_speech_is_the_references_however_it_is_cut(
    vocoder: Vocoder, oracle: Oracle, schedule: list[int]
) -> None:
    speaker = oracle["cond_default_speaker_embedding"][0, :, 0]
    audio = speak(vocoder, oracle["s6_latents"], speaker, schedule)

    assert audio.shape == oracle["s6_wav"].shape
    np.testing.assert_allclose(audio, oracle["s6_wav"], atol=5e-6)


def test_the_context_is_all_that_matters_and_no_more(vocoder: Vocoder) -> None:
    count, kept = 41, 20
    latents = torch.randn(1, count, vocoder.pre.in_channels).requires_grad_()
    frames = torch.zeros(1, count, 4)
    frames[0, :, 0], frames[0, :, 1] = torch.arange(count), 1

    vocoder(latents, torch.randn(1, 512), frames, torch.tensor([[kept]], dtype=torch.int32)).sum().backward()

    assert latents.grad is not None
    touched = torch.nonzero(latents.grad[0].abs().sum(dim=1)).flatten()
    context = vocoder.geometry.context_frames
    assert context == 13
    assert (touched[0], touched[-1]) == (kept - context, kept + context)


@pytest.mark.parametrize(
    ("network", "key"),
    [
        (StyleEncoder, "mel_stats"),
        (StyleEncoder, "gpt.conditioning_encoder.attn.5.qkv.bias"),
        (StyleEncoder, "gpt.conditioning_perceiver.layers.1.0.to_kv.weight"),
        (SpeakerEncoder, "hifigan_decoder.speaker_encoder.layer2.0.downsample.1.running_var"),
        (SpeakerEncoder, "hifigan_decoder.speaker_encoder.torch_spec.1.mel_scale.fb"),
        (SpeakerEncoder, "hifigan_decoder.speaker_encoder.fc.weight"),
        (Vocoder, "hifigan_decoder.waveform_decoder.conv_pre.weight"),
        (Vocoder, "hifigan_decoder.waveform_decoder.ups.2.parametrizations.weight.original1"),
        (Vocoder, "hifigan_decoder.waveform_decoder.resblocks.3.convs2.1.bias"),
        (Vocoder, "hifigan_decoder.waveform_decoder.conds.0.weight"),
    ],
)
def test_a_missing_or_misshapen_weight_is_named(
    tiny_state: State, tiny_config: ModelConfig, network: type[torch.nn.Module], key: str
) -> None:
    missing = {name: tensor for name, tensor in tiny_state.items() if name != key}
    misshapen = {**tiny_state, key: tiny_state[key].reshape(1, -1)[:, 1:]}

    for wrong in (missing, misshapen):
        with pytest.raises(CheckpointError, match=key.replace(".", r"\.")):
            network(wrong, tiny_config)


@pytest.mark.parametrize("layers", ["ups.3", "resblocks.11"])
def test_a_vocoder_of_another_depth_than_configured_is_refused(
    tiny_state: State, tiny_config: ModelConfig, layers: str
) -> None:
    fewer = {name: tensor for name, tensor in tiny_state.items() if f"waveform_decoder.{layers}." not in name}

    with pytest.raises(CheckpointError, match=layers.split(".")[0]):
        Vocoder(fewer, tiny_config)
