"""The speaker encoder: a squeeze-and-excitation ResNet over mels at 16 kHz with attentive statistics."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d, normalize, pad, relu, softmax

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import MODEL_SAMPLE_RATE
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.resample import Resample
from auralis_xtts.nets.spectrogram import MelSpectrogram
from auralis_xtts.nets.weights import Weights

PREFIX = "hifigan_decoder.speaker_encoder"

_SAMPLE_RATE, _TRANSFORM, _HOP = 16_000, 512, 160
_STRIDES = (1, 2, 2, 2)  # of layer1 to layer4, in time and frequency


class SpeakerMel(nn.Module):
    """Audio float32 [1, n] at 16 kHz to log mels float32 [1, mels, frames] of zero mean and unit variance."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.register_buffer("emphasis", weights.tensor("0.filter", 1, 1, 2))
        window = weights.tensor("1.spectrogram.window", None)
        filters = weights.tensor("1.mel_scale.fb", _TRANSFORM // 2 + 1, None)
        if not 0 < len(window) <= _TRANSFORM or len(window) % 2:
            raise CheckpointError(
                f"{weights.key('1.spectrogram.window')} has the impossible size {len(window)}"
            )
        self.spectrogram = MelSpectrogram(window, filters, _HOP, _TRANSFORM)
        self.mels = filters.shape[1]

    def forward(self, audio: Tensor) -> Tensor:
        audio = conv1d(pad(audio.unsqueeze(1), (1, 0), mode="reflect"), self.emphasis).squeeze(1)
        mel = (self.spectrogram(audio) + 1e-6).log()
        mel = mel - mel.mean(dim=2, keepdim=True)
        return mel / (mel.square().mean(dim=2, keepdim=True) + 1e-5).sqrt()


class BatchNorm(nn.Module):
    """A trained batch norm: a factor and a shift per channel (axis 1) of a tensor of `dimensions` axes."""

    def __init__(self, weights: Weights, channels: int, dimensions: int) -> None:
        super().__init__()
        mean, variance = weights.tensor("running_mean", channels), weights.tensor("running_var", channels)
        factor = weights.tensor("weight", channels) / (variance + 1e-5).sqrt()
        shift = weights.tensor("bias", channels) - mean * factor
        shape = (1, channels) + (1,) * (dimensions - 2)
        self.register_buffer("factor", factor.reshape(shape))
        self.register_buffer("shift", shift.reshape(shape))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor + self.shift


class Block(nn.Module):
    """A residual block whose channels are weighed by what they hold on average."""

    def __init__(self, weights: Weights, channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = weights.conv2d("conv1", channels, stride=stride, bias=False)
        self.channels = self.conv1.out_channels
        self.norm1 = BatchNorm(weights.under("bn1"), self.channels, 4)
        self.conv2 = weights.conv2d("conv2", self.channels, self.channels, bias=False)
        self.norm2 = BatchNorm(weights.under("bn2"), self.channels, 4)
        self.squeeze = weights.linear("se.fc.0", self.channels)
        self.excite = weights.linear("se.fc.2", self.squeeze.out_features, self.channels)
        self.skip = nn.Identity()
        if "downsample" in weights:
            self.skip = nn.Sequential(
                weights.conv2d("downsample.0", channels, self.channels, stride=stride, bias=False),
                BatchNorm(weights.under("downsample.1"), self.channels, 4),
            )
        elif stride != 1 or channels != self.channels:
            raise CheckpointError(f"the checkpoint lacks {weights.key('downsample.0.weight')}")

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm2(self.conv2(self.norm1(relu(self.conv1(x)))))
        gates = self.excite(relu(self.squeeze(y.mean(dim=(2, 3))))).sigmoid()
        return relu(y * gates[:, :, None, None] + self.skip(x))


class SpeakerEncoder(nn.Module):
    """Audio float32 [n] at 22 050 Hz to a speaker embedding float32 [512] of unit length."""

    def __init__(self, state: Mapping[str, Tensor], config: ModelConfig) -> None:
        super().__init__()
        weights = Weights(state, PREFIX + ".")
        self.resample = Resample(MODEL_SAMPLE_RATE, _SAMPLE_RATE)
        self.mel = SpeakerMel(weights.under("torch_spec"))
        self.enter = weights.conv2d("conv1", 1)
        channels = self.enter.out_channels
        self.enter_norm = BatchNorm(weights.under("bn1"), channels, 4)
        self.blocks = nn.ModuleList()
        rows = self.mel.mels
        for layer, stride in enumerate(_STRIDES, 1):
            for index in range(weights.count(f"layer{layer}")):
                block = Block(weights.under(f"layer{layer}.{index}"), channels, stride if index == 0 else 1)
                self.blocks.append(block)
                channels = block.channels
            rows = -(-rows // stride)
        features = channels * rows
        self.attend1 = weights.conv1d("attention.0", features)
        hidden = self.attend1.out_channels
        self.attend_norm = BatchNorm(weights.under("attention.2"), hidden, 3)
        self.attend2 = weights.conv1d("attention.3", hidden, features)
        self.out = weights.linear("fc", 2 * features, config.speaker_width)
        self.eval()

    def forward(self, audio: Tensor) -> Tensor:
        mel = self.mel(self.resample(audio.unsqueeze(0)))
        x = self.enter_norm(relu(self.enter(mel.unsqueeze(1))))
        for block in self.blocks:
            x = block(x)
        x = x.flatten(1, 2)
        weights = softmax(self.attend2(self.attend_norm(relu(self.attend1(x)))), dim=2)
        mean = (x * weights).sum(dim=2)
        deviation = ((x.square() * weights).sum(dim=2) - mean.square()).clamp(min=1e-5).sqrt()
        return normalize(self.out(torch.cat([mean, deviation], dim=1)), dim=1).squeeze(0)
