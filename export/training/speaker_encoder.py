"""The speaker encoder in a form that can be trained; its weights' names are those of a checkpoint."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize, relu

from training.mel import SPEAKER_MELS, speaker_filters, speaker_window

WIDTH = 512
CHANNELS, BLOCKS, STRIDES = (16, 16, 32, 32), (1, 1, 1, 1), (1, 2, 2, 2)
_SQUEEZE, _ATTENTION = 4, 64


class Block(nn.Module):
    """A residual block whose channels are weighed by what they hold on average."""

    def __init__(self, inputs: int, channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.se = nn.Module()
        self.se.fc = nn.Sequential(
            nn.Linear(channels, channels // _SQUEEZE), nn.ReLU(), nn.Linear(channels // _SQUEEZE, channels)
        )
        self.downsample = None
        if stride != 1 or inputs != channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn2(self.conv2(self.bn1(relu(self.conv1(x)))))
        y = y * self.se.fc(y.mean(dim=(2, 3))).sigmoid()[:, :, None, None]
        return relu(y + (x if self.downsample is None else self.downsample(x)))


class SpeakerEncoder(nn.Module):
    """Normalised log mels float32 [B, 64, frames] to embeddings float32 [B, 512] of unit length."""

    def __init__(self) -> None:
        super().__init__()
        channels = CHANNELS[0]
        self.conv1 = nn.Conv2d(1, channels, 3, 1, 1)
        self.bn1 = nn.BatchNorm2d(channels)
        rows = SPEAKER_MELS
        for layer, (width, blocks, stride) in enumerate(zip(CHANNELS, BLOCKS, STRIDES, strict=True), 1):
            members = []
            for index in range(blocks):
                members.append(Block(channels, width, stride if index == 0 else 1))
                channels = width
            setattr(self, f"layer{layer}", nn.Sequential(*members))
            rows = -(-rows // stride)
        features = channels * rows
        self.attention = nn.Sequential(
            nn.Conv1d(features, _ATTENTION, 1),
            nn.ReLU(),
            nn.BatchNorm1d(_ATTENTION),
            nn.Conv1d(_ATTENTION, features, 1),
        )
        self.fc = nn.Linear(2 * features, WIDTH)

    def forward(self, mel: Tensor) -> Tensor:
        x = self.bn1(relu(self.conv1(mel.unsqueeze(1))))
        for layer in range(1, len(CHANNELS) + 1):
            x = getattr(self, f"layer{layer}")(x)
        x = x.flatten(1, 2)
        weights = self.attention(x).softmax(dim=2)
        mean = (x * weights).sum(dim=2)
        deviation = ((x.square() * weights).sum(dim=2) - mean.square()).clamp(min=1e-5).sqrt()
        return normalize(self.fc(torch.cat([mean, deviation], dim=1)), dim=1)


def normalised(mel: Tensor) -> Tensor:
    """Return log mels [B, 64, frames] with zero mean and unit variance over time."""
    mel = mel - mel.mean(dim=2, keepdim=True)
    return mel / (mel.square().mean(dim=2, keepdim=True) + 1e-5).sqrt()


def fixed_weights() -> dict[str, Tensor]:
    """Return what a checkpoint holds of the way from sound to mels."""
    return {
        "torch_spec.0.filter": torch.tensor([[[-0.97, 1.0]]]),
        "torch_spec.1.spectrogram.window": torch.from_numpy(speaker_window()),
        "torch_spec.1.mel_scale.fb": torch.from_numpy(speaker_filters()),
    }
