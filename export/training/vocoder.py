"""The HiFi-GAN generator in a form that can be trained, under a checkpoint's names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, leaky_relu
from torch.nn.utils.parametrizations import weight_norm

from auralis_xtts.nets.source import HARMONICS, Oscillators, Pulse, cue_reader
from training.device import full_precision
from training.mel import CODE_FRAMES, STYLE_RATE
from training.speaker_encoder import WIDTH
from training.teacher import SAMPLE_RATE

HOP = 256
"""Samples per vocoder frame."""

_SLOPE = 0.1


@dataclass(frozen=True)
class VocoderSizes:
    """How large a vocoder is; the defaults are those of `mini`."""

    channels: int = 256
    entry: int = 7
    rates: tuple[int, ...] = (8, 8, 2, 2)
    kernels: tuple[int, ...] = (3, 7)
    dilations: tuple[tuple[int, ...], ...] = ((1, 3), (1, 3))
    reads_cues: bool = True


LATENT_VOCODER = VocoderSizes()
"""The vocoder of `mini`."""

MEL_VOCODER = VocoderSizes(entry=3, reads_cues=False)
"""A vocoder on mels, which is told the pitch.

Its first layer and the filter of `training.supervision` make one of XTTS's length.
"""


class ResidualBlock(nn.Module):
    """Dilated convolutions with residual connections: type 2."""

    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            weight_norm(nn.Conv1d(channels, channels, kernel, dilation=x, padding=x * (kernel // 2)))
            for x in dilations
        )

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs:
            x = x + conv(leaky_relu(x, _SLOPE))
        return x


class Vocoder(nn.Module):
    """Frames, speaker embeddings and pulses to samples.

    They are float32 [B, inputs, F], [B, 512], [B, 3, F] and [B, F * 256].  The pulses are those of
    `nets.source.Pulse`; a vocoder on latents can read them itself.

    Args:
        inputs: Channels of the frames: mels at first, latents in the end.
        sizes: How large it is.
    """

    def __init__(self, inputs: int, sizes: VocoderSizes) -> None:
        super().__init__()
        self.sizes, channels = sizes, sizes.channels
        self.conv_pre = nn.Conv1d(inputs, channels, sizes.entry, padding=sizes.entry // 2)
        self.cond_layer = _speaker(channels)
        if sizes.reads_cues:
            self.cues = cue_reader(inputs).requires_grad_(False)
        self.ups, self.conds, self.resblocks = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        self.sources, self._oscillators, hop = nn.ModuleList(), nn.ModuleList(), 1
        for rate, harmonics in zip_longest(sizes.rates, HARMONICS):
            up = nn.ConvTranspose1d(channels, channels // 2, 2 * rate, rate, rate // 2)
            self.ups.append(weight_norm(up))
            channels //= 2
            self.conds.append(_speaker(channels))
            hop *= rate
            if harmonics is not None:
                self._oscillators.append(Oscillators(harmonics, hop))
                self.sources.append(nn.Conv1d(2 * harmonics + 1, channels, 1))
            for kernel, dilations in zip(sizes.kernels, sizes.dilations, strict=True):
                self.resblocks.append(ResidualBlock(channels, kernel, dilations))
        self.conv_post = nn.Conv1d(channels, 1, 7, padding=3, bias=False)
        self._parallel = len(sizes.kernels)

    def pulse(self, frames: Tensor) -> Tensor:
        """Return the pulses of whole utterances of latents, read from them."""
        with torch.no_grad(), full_precision(frames.device):
            made: Tensor = Pulse()(self.cues(frames))
        return made

    def forward(self, frames: Tensor, embedding: Tensor, pulse: Tensor) -> Tensor:
        speaker = embedding.unsqueeze(2)
        with full_precision(frames.device):  # 8 bits do not tell where in its frame a pulse is
            x = self._rise(0, self.conv_pre(frames) + self.cond_layer(speaker), speaker, pulse)
        for index in range(1, len(self.ups)):
            x = self._rise(index, x, speaker, pulse)
        with full_precision(frames.device):  # samples of 8 bits would be heard
            return torch.tanh(self.conv_post(leaky_relu(x.float(), 0.01))).squeeze(1)

    def _rise(self, index: int, x: Tensor, speaker: Tensor, pulse: Tensor) -> Tensor:
        """Raise the rate by one of `rates`."""
        x = self.ups[index](leaky_relu(x, _SLOPE)) + self.conds[index](speaker)
        if index < len(self.sources):
            x = x + self.sources[index](self._oscillators[index](pulse))
        blocks = self.resblocks[index * self._parallel : (index + 1) * self._parallel]
        return torch.stack([block(x) for block in blocks]).mean(dim=0)


def _speaker(channels: int) -> nn.Conv1d:
    """Return a layer for a speaker embedding, whose 512 numbers are of the order of 0.04."""
    layer = nn.Conv1d(WIDTH, channels, 1)
    nn.init.normal_(layer.weight, std=0.3)
    nn.init.zeros_(layer.bias)
    return layer


def stretch_mels(mels: Tensor) -> Tensor:
    """Return mels [B, 80, T] as vocoder frames [B, 80, F], as if they came from latents."""
    return interpolate(mels, scale_factor=SAMPLE_RATE / STYLE_RATE, mode="linear")


def stretch_latents(latents: Tensor) -> Tensor:
    """Return latents [B, d, K] as vocoder frames [B, d, F]: XTTS's two interpolations."""
    return stretch_mels(interpolate(latents, scale_factor=float(CODE_FRAMES), mode="linear"))
