"""The style encoder: one chunk of reference audio to the latents that condition the GPT."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, group_norm, normalize, softmax

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import GPT_COND_LATENT, MODEL_SAMPLE_RATE
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.spectrogram import MelSpectrogram, mel_filters
from auralis_xtts.nets.weights import Weights

_TRANSFORM, _WINDOW, _HOP, _HIGHEST = 2048, 1024, 256, 8000.0
_QUIETEST = 1e-5
_PERCEIVER_HEAD = 64


class StyleMel(nn.Module):
    """Audio float32 [n] at 22 050 Hz to log mels float32 [1, mels, frames], divided by the checkpoint's
    stats.
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        stats = weights.tensor("mel_stats", None)
        filters = torch.from_numpy(mel_filters(MODEL_SAMPLE_RATE, _TRANSFORM, len(stats), _HIGHEST))
        window = torch.hann_window(_WINDOW)
        self.spectrogram = MelSpectrogram(window, filters, _HOP, _TRANSFORM)
        self.register_buffer("stats", stats[:, None])

    def forward(self, audio: Tensor) -> Tensor:
        return self.spectrogram(audio.unsqueeze(0)).clamp(min=_QUIETEST).log() / self.stats


class SelfAttention(nn.Module):
    """A block of the conditioning encoder, float32 [1, d, frames] to the same."""

    def __init__(self, weights: Weights, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.groups = _groups(width)
        self.norm_weight = nn.Parameter(weights.tensor("norm.weight", width), requires_grad=False)
        self.norm_bias = nn.Parameter(weights.tensor("norm.bias", width), requires_grad=False)
        self.qkv = weights.conv1d("qkv", width, 3 * width)
        self.out = weights.conv1d("proj_out", width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = group_norm(x, self.groups, self.norm_weight, self.norm_bias)
        # Each head has its query, key and value side by side.
        query, key, value = self.qkv(x).unflatten(1, (self.heads, -1)).chunk(3, dim=2)
        scores = torch.matmul(query.transpose(2, 3), key) * self.scale
        mixed = torch.matmul(value, softmax(scores, dim=3).transpose(2, 3))
        # The skip connection starts behind the norm, as in the reference.
        return x + self.out(mixed.flatten(1, 2))


class CrossAttention(nn.Module):
    """The perceiver's attention: latents [1, 32, d] look at themselves and at a context [1, frames, d]."""

    def __init__(self, weights: Weights, width: int) -> None:
        super().__init__()
        self.query = weights.linear("to_q", width, bias=False)
        inner = self.query.out_features
        if inner % _PERCEIVER_HEAD:
            raise CheckpointError(f"{weights.key('to_q')} has no whole number of heads of {_PERCEIVER_HEAD}")
        self.key_value = weights.linear("to_kv", width, 2 * inner, bias=False)
        self.out = weights.linear("to_out", inner, width, bias=False)
        self.heads = inner // _PERCEIVER_HEAD

    def forward(self, latents: Tensor, context: Tensor) -> Tensor:
        query = self._split(self.query(latents))
        both = self.key_value(torch.cat([latents, context], dim=1))
        key, value = (self._split(x) for x in both.chunk(2, dim=2))
        scores = torch.matmul(query, key.transpose(2, 3)) / _PERCEIVER_HEAD**0.5
        mixed = torch.matmul(softmax(scores, dim=3), value)
        return self.out(mixed.transpose(1, 2).flatten(2))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (self.heads, _PERCEIVER_HEAD)).transpose(1, 2)


class FeedForward(nn.Module):
    """A gated feed-forward layer, [1, 32, d] to the same."""

    def __init__(self, weights: Weights, width: int) -> None:
        super().__init__()
        self.up = weights.linear("0", width)
        self.down = weights.linear("2", self.up.out_features // 2, width)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.up(x).chunk(2, dim=2)
        return self.down(value * gelu(gate))


class StyleEncoder(nn.Module):
    """One chunk of audio, float32 [n] at 22 050 Hz and at least 0.33 s, to latents float32 [32, d]."""

    def __init__(self, state: Mapping[str, Tensor], config: ModelConfig) -> None:
        super().__init__()
        width = config.width
        self.mel = StyleMel(Weights(state))
        encoder = Weights(state, "gpt.conditioning_encoder.")
        perceiver = Weights(state, "gpt.conditioning_perceiver.")
        self.enter = encoder.conv1d("init", self.mel.stats.shape[0], width)
        self.blocks = nn.ModuleList(
            SelfAttention(encoder.under(f"attn.{index}"), width, config.heads)
            for index in range(encoder.count("attn"))
        )
        latents = perceiver.tensor("latents", GPT_COND_LATENT.dims[0], width)
        self.latents = nn.Parameter(latents.unsqueeze(0), requires_grad=False)
        layers = [perceiver.under(f"layers.{index}") for index in range(perceiver.count("layers"))]
        self.attention = nn.ModuleList(CrossAttention(x.under("0"), width) for x in layers)
        self.feed_forward = nn.ModuleList(FeedForward(x.under("1"), width) for x in layers)
        gain = perceiver.tensor("norm.gamma", width) * width**0.5
        self.gain = nn.Parameter(gain, requires_grad=False)
        self.eval()

    def forward(self, audio: Tensor) -> Tensor:
        x = self.enter(self.mel(audio))
        for block in self.blocks:
            x = block(x)
        context, latents = x.transpose(1, 2), self.latents
        for attend, feed_forward in zip(self.attention, self.feed_forward, strict=True):
            latents = latents + attend(latents, context)
            latents = latents + feed_forward(latents)
        return (normalize(latents, dim=2) * self.gain).squeeze(0)


def _groups(width: int) -> int:
    """Return how many groups the reference normalises `width` channels in."""
    groups = 8 if width <= 16 else 16 if width <= 64 else 32
    while width % groups:
        groups //= 2
    return groups
