"""The HiFi-GAN vocoder: a window of latents and a speaker embedding in, exactly the new samples out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

from auralis_xtts.config import ModelConfig
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.source import Source
from auralis_xtts.nets.weights import Weights
from auralis_xtts.serving.windows import Geometry

PREFIX = "hifigan_decoder.waveform_decoder"

_SLOPE = 0.1


class ResidualBlock(nn.Module):
    """Dilated convolutions with residual connections.

    Of type "1", where each dilated convolution is followed by a plain one, or "2", where it is not.
    `reach` is how far, in samples to each side, an output looks.
    """

    def __init__(self, weights: Weights, channels: int, dilations: Sequence[int], kind: str) -> None:
        super().__init__()
        dilated = "convs1" if kind == "1" else "convs"
        _demand_count(weights, dilated, len(dilations))
        steps = []
        for index, dilation in enumerate(dilations):
            steps.append([weights.conv1d(f"{dilated}.{index}", channels, channels, dilation=dilation)])
            if kind == "1":
                steps[-1].append(weights.conv1d(f"convs2.{index}", channels, channels))
        self.steps = nn.ModuleList(nn.ModuleList(step) for step in steps)
        self.reach = sum(layer.padding[0] for step in steps for layer in step)

    def forward(self, x: Tensor) -> Tensor:
        for step in self.steps:
            y = x
            for layer in step:
                y = layer(leaky_relu(y, _SLOPE))
            x = x + y
        return x


class Stage(nn.Module):
    """One upsampling with its speaker conditioning, then the mean of the residual blocks."""

    def __init__(self, weights: Weights, index: int, channels: int, config: ModelConfig) -> None:
        super().__init__()
        self.rate = config.upsample_rates[index]
        self.up = weights.conv_transpose1d(f"ups.{index}", channels, self.rate)
        self.channels = self.up.out_channels
        self.speaker = None
        if config.cond_in_each_up_layer:
            self.speaker = weights.conv1d(f"conds.{index}", config.speaker_width, self.channels)
        parallel = len(config.resblock_dilations)
        self.blocks = nn.ModuleList(
            ResidualBlock(
                weights.under(f"resblocks.{index * parallel + i}"),
                self.channels,
                dilations,
                config.resblock_type,
            )
            for i, dilations in enumerate(config.resblock_dilations)
        )
        self.reach = max(block.reach for block in self.blocks)

    def upsample(self, x: Tensor, speaker: Tensor) -> Tensor:
        x = self.up(leaky_relu(x, _SLOPE))
        return x if self.speaker is None else x + self.speaker(speaker)

    def forward(self, x: Tensor) -> Tensor:
        return sum(block(x) for block in self.blocks) / len(self.blocks)

    def input_reach(self, output_reach: int) -> int:
        """Return how many inputs on each side matter to outputs that `output_reach` samples lie around."""
        padding: int = self.up.padding[0]
        return (output_reach + padding + self.rate - 1) // self.rate


class Vocoder(nn.Module):
    """Latents to samples.

    Called with latents float32 [B, t, d], speaker embeddings float32 [B, 512], frames float32 [B, F, 4] and
    span int32 [B, K] (see `contract.VOCODER`), it returns float32 [B, K * hop_length] in -1..1.

    A checkpoint may have a source, `nets.source`, which XTTS v2 has not.

    Only what the kept frames depend on is computed: the source sees all F frames, the stages less and less
    context.  At the ends of an utterance there is no context, and the convolutions pad with zeros, as in
    the reference.
    """

    def __init__(self, state: Mapping[str, Tensor], config: ModelConfig) -> None:
        super().__init__()
        weights = Weights(state, PREFIX + ".")
        stages = len(config.upsample_rates)
        _demand_count(weights, "ups", stages)
        _demand_count(weights, "resblocks", stages * len(config.resblock_dilations))
        self.pre = weights.conv1d("conv_pre", config.width)
        channels = self.pre.out_channels
        self.speaker = weights.conv1d("cond_layer", config.speaker_width, channels)
        self.stages = nn.ModuleList()
        for index in range(stages):
            self.stages.append(Stage(weights, index, channels, config))
            channels = self.stages[-1].channels
        self.post = weights.conv1d("conv_post", channels, 1, bias=False)
        self.source = Source(weights, config) if "sources" in weights else None
        self.hop_length = config.hop_length
        self._config = config
        # Per stage, the samples around the kept ones that its residual blocks must be given.
        self._margins: list[int] = []
        reach = self.post.padding[0]
        for stage in reversed(self.stages):
            self._margins.insert(0, reach + stage.reach)
            reach = stage.input_reach(self._margins[0])
        # Frames on each side of a frame that its samples depend on: 13 in XTTS v2, more with a source.
        self._reach = reach + self.pre.padding[0]
        self.context_frames: int = self._reach
        if self.source:
            self.context_frames = max(self._reach, reach + self.source.reach)
        self.eval()

    @property
    def geometry(self) -> Geometry:
        """How this vocoder's windows are to be cut."""
        config = self._config
        return Geometry(
            frames_per_latent=config.code_stride // config.hop_length,
            input_sample_rate=config.input_sample_rate,
            output_sample_rate=config.output_sample_rate,
            hop_length=config.hop_length,
            context_frames=self.context_frames,
        )

    def forward(self, latents: Tensor, speaker_embedding: Tensor, frames: Tensor, span: Tensor) -> Tensor:
        span = span.long()
        speaker = speaker_embedding.unsqueeze(2)
        stretched = _stretch(latents, frames)
        waves = self.source(stretched) if self.source else ()
        low, high, scale = span.min(), span.max() + 1, 1
        origin = (low - self._reach).clamp(min=0)
        x = self.pre(stretched[:, :, origin : high + self._reach]) + self.speaker(speaker)
        for stage, margin, wave in zip_longest(self.stages, self._margins, waves):
            x = stage.upsample(x, speaker)
            scale, origin = scale * stage.rate, origin * stage.rate
            if wave is not None:
                x = x + wave[:, :, origin : origin + x.shape[2]]
            start = (low * scale - margin).clamp(min=0)
            x = stage(x[:, :, start - origin : high * scale + margin - origin])
            origin = start

        # The reference leaves torch's own slope to this one.
        audio = torch.tanh(self.post(leaky_relu(x, 0.01)))
        offsets = torch.arange(self.hop_length, device=span.device)
        kept = (span * self.hop_length - origin).unsqueeze(2) + offsets
        return audio.squeeze(1).gather(1, kept.flatten(1))


def _stretch(latents: Tensor, frames: Tensor) -> Tensor:
    """Return the frames [B, d, F] that the latents [B, t, d] stand for."""
    index, last = frames[:, :, :1].long(), latents.shape[1] - 1
    taps = []
    for tap in range(3):
        rows = (index + tap).clamp(max=last).expand(-1, -1, latents.shape[2])
        taps.append(latents.gather(1, rows) * frames[:, :, tap + 1 : tap + 2])
    return sum(taps).transpose(1, 2)


def _demand_count(weights: Weights, name: str, wanted: int) -> None:
    found = weights.count(name)
    if found != wanted:
        raise CheckpointError(
            f"{weights.key(name)} has {found} layers where the configuration asks for {wanted}"
        )
