"""Tell the vocoder's sound from the teacher's: by period, and by spectrum.  Light ones, for a CPU."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu, pad
from torch.nn.utils.parametrizations import weight_norm

_PERIODS = (2, 3, 5, 7, 11)
_CHANNELS = (12, 24, 48, 96)
_TRANSFORM = 1024
_SLOPE = 0.1

Judgement = list[list[Tensor]]
"""Of each discriminator, what its layers found; the last is the verdict."""


class Layers(nn.Module):
    """Convolutions over two axes, downsampling as `stride` says."""

    def __init__(self, inputs: int, kernel: tuple[int, int], stride: tuple[int, int]) -> None:
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.convs = nn.ModuleList()
        for channels in _CHANNELS:
            self.convs.append(weight_norm(nn.Conv2d(inputs, channels, kernel, stride, padding)))
            inputs = channels
        self.verdict = weight_norm(nn.Conv2d(inputs, 1, (3, 1), 1, (1, 0)))

    def forward(self, x: Tensor) -> list[Tensor]:
        found = []
        for conv in self.convs:
            x = leaky_relu(conv(x), _SLOPE)
            found.append(x)
        return [*found, self.verdict(x)]


class Discriminators(nn.Module):
    """All of them: samples [B, n] to judgements."""

    def __init__(self) -> None:
        super().__init__()
        self.by_period = nn.ModuleList(Layers(1, (5, 1), (3, 1)) for _ in _PERIODS)
        self.by_spectrum = Layers(2, (5, 3), (2, 2))
        self.register_buffer("window", torch.hann_window(_TRANSFORM))

    def forward(self, audio: Tensor) -> Judgement:
        judgements = []
        for period, layers in zip(_PERIODS, self.by_period, strict=True):
            padded = pad(audio, (0, -audio.shape[1] % period))
            judgements.append(layers(padded.reshape(len(audio), 1, -1, period)))
        spectrum = torch.stft(audio, _TRANSFORM, _TRANSFORM // 4, window=self.window, return_complex=True)
        # Real and imaginary parts, so that phase can be judged too.
        judgements.append(self.by_spectrum(torch.view_as_real(spectrum).permute(0, 3, 1, 2)))
        return judgements


def discriminator_loss(real: Judgement, made: Judgement) -> Tensor:
    """Return how badly the discriminators tell the two apart."""
    parts = [(1 - r[-1]).square().mean() + m[-1].square().mean() for r, m in zip(real, made, strict=True)]
    return torch.stack(parts).mean()


def generator_losses(real: Judgement, made: Judgement) -> tuple[Tensor, Tensor]:
    """Return how badly the generator deceives them, and how different what they find in its sound is."""
    deceit = torch.stack([(1 - m[-1]).square().mean() for m in made]).mean()
    pairs = [(a, b) for r, m in zip(real, made, strict=True) for a, b in zip(r[:-1], m[:-1], strict=True)]
    matching = torch.stack([(a.detach() - b).abs().mean() / a.detach().abs().mean() for a, b in pairs]).mean()
    return deceit, matching
