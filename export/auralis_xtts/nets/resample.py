"""Change of sample rate as a convolution."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d, pad

_ZEROS = 6  # zero crossings of the sinc on each side
_ROLLOFF = 0.99  # cut-off, as a share of the lower Nyquist frequency


class Resample(nn.Module):
    """Audio [B, n] at one rate to [B, ceil(n * to / from)] at another.

    Band-limited by a sinc under a Hann window, with the default parameters of torchaudio's `resample`, which
    the reference uses.
    """

    def __init__(self, source_rate: int, target_rate: int) -> None:
        super().__init__()
        divisor = math.gcd(source_rate, target_rate)
        self.source, self.target = source_rate // divisor, target_rate // divisor
        cutoff = min(self.source, self.target) * _ROLLOFF
        self.width = math.ceil(_ZEROS * self.source / cutoff)
        inputs = torch.arange(-self.width, self.width + self.source, dtype=torch.float64) / self.source
        outputs = torch.arange(self.target, dtype=torch.float64)[:, None] / self.target
        times = ((inputs - outputs) * cutoff).clamp(-_ZEROS, _ZEROS)
        window = torch.cos(times * torch.pi / _ZEROS / 2) ** 2
        kernel = torch.sinc(times) * window * (cutoff / self.source)
        self.register_buffer("kernel", kernel.float().unsqueeze(1))

    def forward(self, audio: Tensor) -> Tensor:
        length = (audio.shape[1] * self.target + self.source - 1) // self.source
        padded = pad(audio.unsqueeze(1), (self.width, self.width + self.source))
        phases = conv1d(padded, self.kernel, stride=self.source)
        return phases.transpose(1, 2).flatten(1)[:, :length]
