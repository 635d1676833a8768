"""The conditioning encoder and perceiver in a form that can be trained, under a checkpoint's names."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from training.mel import STYLE_MELS

BLOCKS, DEPTH, LATENTS = 2, 2, 32
_PERCEIVER_HEAD, _PERCEIVER_HEADS, _HIDDEN = 64, 4, 512


class SelfAttention(nn.Module):
    """A block of the encoder, [B, d, frames] to the same; the skip starts behind the norm."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(16 if width <= 64 else 32, width)  # as the reference has it
        self.qkv = nn.Conv1d(width, 3 * width, 1)
        self.proj_out = nn.Conv1d(width, width, 1)
        nn.init.zeros_(self.proj_out.weight)
        nn.init.zeros_(self.proj_out.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(x)
        query, key, value = self.qkv(x).unflatten(1, (self.heads, -1)).chunk(3, dim=2)
        scores = torch.matmul(query.transpose(2, 3), key) / query.shape[2] ** 0.5
        return x + self.proj_out(torch.matmul(value, scores.softmax(dim=3).transpose(2, 3)).flatten(1, 2))


class CrossAttention(nn.Module):
    """Latents [B, 32, d] look at themselves and at a context [B, frames, d]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        inner = _PERCEIVER_HEAD * _PERCEIVER_HEADS
        self.to_q = nn.Linear(width, inner, bias=False)
        self.to_kv = nn.Linear(width, 2 * inner, bias=False)
        self.to_out = nn.Linear(inner, width, bias=False)

    def forward(self, latents: Tensor, context: Tensor) -> Tensor:
        query = self._split(self.to_q(latents))
        key, value = map(self._split, self.to_kv(torch.cat([latents, context], dim=1)).chunk(2, dim=2))
        scores = torch.matmul(query, key.transpose(2, 3)) / _PERCEIVER_HEAD**0.5
        return self.to_out(torch.matmul(scores.softmax(dim=3), value).transpose(1, 2).flatten(2))

    @staticmethod
    def _split(x: Tensor) -> Tensor:
        return x.unflatten(2, (_PERCEIVER_HEADS, _PERCEIVER_HEAD)).transpose(1, 2)


class GatedGelu(nn.Module):
    """Half of the channels, gated by the other half."""

    def forward(self, x: Tensor) -> Tensor:
        value, gate = x.chunk(2, dim=-1)
        return value * gelu(gate)


class Gain(nn.Module):
    """Vectors of length sqrt(d), times a trained gain per channel."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return normalize(x, dim=-1) * self.gamma * self.gamma.shape[0] ** 0.5


class ConditioningEncoder(nn.Module):
    """Mels [B, 80, frames] to features [B, d, frames]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.init = nn.Conv1d(STYLE_MELS, width, 1)
        self.attn = nn.Sequential(*(SelfAttention(width, heads) for _ in range(BLOCKS)))

    def forward(self, mel: Tensor) -> Tensor:
        return self.attn(self.init(mel))


class Perceiver(nn.Module):
    """Features [B, d, frames] to latents [B, 32, d]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.latents = nn.Parameter(torch.randn(LATENTS, width) * 0.5)
        self.layers = nn.ModuleList(
            nn.ModuleList(
                [
                    CrossAttention(width),
                    nn.Sequential(nn.Linear(width, 2 * _HIDDEN), GatedGelu(), nn.Linear(_HIDDEN, width)),
                ]
            )
            for _ in range(DEPTH)
        )
        self.norm = Gain(width)

    def forward(self, features: Tensor) -> Tensor:
        context = features.transpose(1, 2)
        latents = self.latents.expand(len(context), -1, -1)
        for attention, feed_forward in self.layers:
            latents = latents + attention(latents, context)
            latents = latents + feed_forward(latents)
        return self.norm(latents)
