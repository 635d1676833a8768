"""What weights a model of a given configuration has, and a check that a checkpoint has them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import torch

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import GPT_COND_LATENT
from auralis_xtts.convert.weights import State
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.source import CUES, HARMONICS

Expected = Iterator[tuple[str, tuple[int | None, ...]]]
"""Names and shapes; None is a size that only the weights know."""

MEL_CHANNELS = 80


def check_weights(state: State, config: ModelConfig) -> None:
    """Raise CheckpointError that names the first weight that is missing, misshapen or not a number."""
    found = _count(state, "gpt.gpt.h")
    if found > config.layers:
        raise CheckpointError(f"the weights have {found} GPT layers, but gpt_layers is {config.layers}")
    for part in (_gpt, _conditioning, _vocoder, _speaker_encoder):
        # Lazily: what a part yields may depend on the shapes of weights that it yielded before.
        for key, shape in part(state, config):
            _check_shape(state, key, shape)
    for key, tensor in state.items():
        if not bool(torch.isfinite(tensor).all()):
            raise CheckpointError(f"{key} holds values that are not finite (NaN or infinity)")


def _check_shape(state: State, key: str, expected: tuple[int | None, ...]) -> None:
    if key not in state:
        raise CheckpointError(f"the checkpoint lacks {key}")
    actual = tuple(state[key].shape)
    if len(actual) != len(expected) or any(e not in (None, a) for e, a in zip(expected, actual, strict=True)):
        wanted = ", ".join("any" if size is None else str(size) for size in expected)
        raise CheckpointError(f"{key} has the shape {list(actual)}, but [{wanted}] is needed")


def _gpt(_: State, config: ModelConfig) -> Expected:
    width = config.width
    yield "gpt.text_embedding.weight", (config.text_tokens, width)
    yield "gpt.text_pos_embedding.emb.weight", (config.max_text_ids + 2, width)
    yield "gpt.mel_embedding.weight", (config.audio_tokens, width)
    yield "gpt.mel_pos_embedding.emb.weight", (config.max_codes + 3, width)
    for layer in range(config.layers):
        block = f"gpt.gpt.h.{layer}"
        yield from _norm(f"{block}.ln_1", width)
        yield from _norm(f"{block}.ln_2", width)
        for name, rows, columns in (
            ("attn.c_attn", width, 3 * width),
            ("attn.c_proj", width, width),
            ("mlp.c_fc", width, 4 * width),
            ("mlp.c_proj", 4 * width, width),
        ):
            yield f"{block}.{name}.weight", (rows, columns)
            yield f"{block}.{name}.bias", (columns,)
    yield from _norm("gpt.gpt.ln_f", width)
    yield from _norm("gpt.final_norm", width)
    yield "gpt.mel_head.weight", (config.audio_tokens, width)
    yield "gpt.mel_head.bias", (config.audio_tokens,)


def _conditioning(state: State, config: ModelConfig) -> Expected:
    width = config.width
    yield "mel_stats", (MEL_CHANNELS,)
    yield from _weighted("gpt.conditioning_encoder.init", width, MEL_CHANNELS, 1)
    for index in range(_count(state, "gpt.conditioning_encoder.attn")):
        block = f"gpt.conditioning_encoder.attn.{index}"
        yield from _norm(f"{block}.norm", width)
        yield from _weighted(f"{block}.qkv", 3 * width, width, 1)
        yield from _weighted(f"{block}.proj_out", width, width, 1)
    perceiver = "gpt.conditioning_perceiver"
    yield f"{perceiver}.latents", (GPT_COND_LATENT.dims[0], width)
    for index in range(_count(state, f"{perceiver}.layers")):
        block = f"{perceiver}.layers.{index}"
        yield f"{block}.0.to_q.weight", (None, width)
        inner = state[f"{block}.0.to_q.weight"].shape[0]
        yield f"{block}.0.to_kv.weight", (2 * inner, width)
        yield f"{block}.0.to_out.weight", (width, inner)
        yield from _weighted(f"{block}.1.2", width, None)
        hidden = state[f"{block}.1.2.weight"].shape[1]
        yield from _weighted(f"{block}.1.0", 2 * hidden, width)
    yield f"{perceiver}.norm.gamma", (width,)


def _vocoder(state: State, config: ModelConfig) -> Expected:
    decoder = "hifigan_decoder.waveform_decoder"
    yield from _weighted(f"{decoder}.conv_pre", None, config.width, None)
    channels = state[f"{decoder}.conv_pre.weight"].shape[0]
    yield from _weighted(f"{decoder}.cond_layer", channels, config.speaker_width, 1)
    stages = len(config.upsample_rates)
    blocks = _count(state, f"{decoder}.resblocks") // stages
    for stage in range(stages):
        up = f"{decoder}.ups.{stage}"
        yield f"{up}.parametrizations.weight.original0", (channels, 1, 1)
        yield f"{up}.parametrizations.weight.original1", (channels, None, None)
        channels = state[f"{up}.parametrizations.weight.original1"].shape[1]
        yield f"{up}.bias", (channels,)
        if config.cond_in_each_up_layer:
            yield from _weighted(f"{decoder}.conds.{stage}", channels, config.speaker_width, 1)
        for block in range(stage * blocks, stage * blocks + max(blocks, 1)):
            yield from _resblock(f"{decoder}.resblocks.{block}", state, config, channels)
    yield f"{decoder}.conv_post.weight", (1, channels, None)
    yield from _source(state, config)


def _source(state: State, config: ModelConfig) -> Expected:
    """Yield the weights of a source, if there is one: the shapes that `nets.source` knows."""
    decoder = "hifigan_decoder.waveform_decoder"
    if not any(key.startswith(f"{decoder}.sources.") for key in state):
        return
    yield from _weighted(f"{decoder}.cues.0", None, config.width, None)
    yield from _weighted(f"{decoder}.cues.2", CUES, state[f"{decoder}.cues.0.weight"].shape[0], 1)
    for stage, harmonics in enumerate(HARMONICS):
        channels = state[f"{decoder}.ups.{stage}.bias"].shape[0]
        yield from _weighted(f"{decoder}.sources.{stage}", channels, 2 * harmonics + 1, 1)


def _resblock(block: str, state: State, config: ModelConfig, channels: int) -> Expected:
    for convolutions in ("convs1", "convs2") if config.resblock_type == "1" else ("convs",):
        for index in range(_count(state, f"{block}.{convolutions}")):
            key = f"{block}.{convolutions}.{index}"
            yield f"{key}.bias", (channels,)
            yield f"{key}.parametrizations.weight.original0", (channels, 1, 1)
            yield f"{key}.parametrizations.weight.original1", (channels, channels, None)


def _speaker_encoder(state: State, config: ModelConfig) -> Expected:
    encoder = "hifigan_decoder.speaker_encoder"
    yield from _weighted(f"{encoder}.conv1", None, 1, 3, 3)
    width = state[f"{encoder}.conv1.weight"].shape[0]
    yield from _batch_norm(f"{encoder}.bn1", width)
    for layer in range(1, 5):
        for index in range(_count(state, f"{encoder}.layer{layer}")):
            block = f"{encoder}.layer{layer}.{index}"
            yield f"{block}.conv1.weight", (None, width, 3, 3)
            before, width = width, state[f"{block}.conv1.weight"].shape[0]
            yield f"{block}.conv2.weight", (width, width, 3, 3)
            yield from _batch_norm(f"{block}.bn1", width)
            yield from _batch_norm(f"{block}.bn2", width)
            yield from _weighted(f"{block}.se.fc.0", None, width)
            yield from _weighted(f"{block}.se.fc.2", width, state[f"{block}.se.fc.0.weight"].shape[0])
            if width != before:
                yield f"{block}.downsample.0.weight", (width, before, 1, 1)
                yield from _batch_norm(f"{block}.downsample.1", width)
    yield from _weighted(f"{encoder}.attention.0", None, None, 1)
    hidden, features, _ = state[f"{encoder}.attention.0.weight"].shape
    yield from _batch_norm(f"{encoder}.attention.2", hidden)
    yield from _weighted(f"{encoder}.attention.3", features, hidden, 1)
    yield from _weighted(f"{encoder}.fc", config.speaker_width, 2 * features)


def _weighted(key: str, out: int | None, *others: int | None) -> Expected:
    yield f"{key}.weight", (out, *others)
    yield f"{key}.bias", (out,)


def _norm(key: str, width: int) -> Expected:
    yield f"{key}.weight", (width,)
    yield f"{key}.bias", (width,)


def _batch_norm(key: str, width: int) -> Expected:
    yield from _norm(key, width)
    yield f"{key}.running_mean", (width,)
    yield f"{key}.running_var", (width,)


def _count(state: State, prefix: str) -> int:
    """Return how many numbered members `prefix` has; at least 1, so that none at all is missed by name."""
    pattern = re.compile(re.escape(prefix) + r"\.(\d+)\.")
    numbers = [int(match[1]) for key in state if (match := pattern.match(key))]
    return max(numbers, default=0) + 1
