"""Power mel spectrograms with torchaudio's conventions, written so that they can be part of an ONNX graph."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import conv1d, pad


class MelSpectrogram(nn.Module):
    """Audio float32 [B, n] to power mels float32 [B, mels, 1 + n // hop]; n must be above half the window.

    The discrete Fourier transform is a convolution with the windowed cosines and sines, of those bins only
    that some filter uses.  Frames are centred, with reflected edges.

    Args:
        window: float32 [w], even; centred in the transform of `transform` samples.
        filters: float32 [transform // 2 + 1, mels].
        hop: Samples from frame to frame.
        transform: Length of the Fourier transform.
    """

    def __init__(self, window: Tensor, filters: Tensor, hop: int, transform: int) -> None:
        super().__init__()
        self.hop = hop
        self.half = len(window) // 2
        used = torch.nonzero(filters.sum(dim=1)).flatten()
        low, high = int(used[0]), int(used[-1]) + 1
        # The phase is lost in the power, so the window may be taken to start at time 0.
        bins = torch.arange(low, high, dtype=torch.float64)[:, None]
        angles = 2 * torch.pi / transform * (bins * torch.arange(len(window), dtype=torch.float64))
        waves = torch.cat([angles.cos(), angles.sin()]) * window.double()
        self.register_buffer("waves", waves.float().unsqueeze(1))
        self.register_buffer("filters", filters[low:high].T.contiguous())

    def forward(self, audio: Tensor) -> Tensor:
        padded = pad(audio.unsqueeze(1), (self.half, self.half), mode="reflect")
        parts = conv1d(padded, self.waves, stride=self.hop)
        real, imaginary = parts.chunk(2, dim=1)
        return torch.matmul(self.filters, real * real + imaginary * imaginary)


def mel_filters(sample_rate: int, transform: int, mels: int, highest: float) -> NDArray[np.float32]:
    """Return triangular filters of equal area, spaced on the HTK mel scale from 0 to `highest` Hz.

    Returns:
        float32 [transform // 2 + 1, mels], as torchaudio's `melscale_fbanks(norm="slaney", mel_scale="htk")`.
    """
    frequencies = np.linspace(0, sample_rate // 2, transform // 2 + 1)
    top = 2595 * np.log10(1 + highest / 700)
    edges = 700 * (10 ** (np.linspace(0, top, mels + 2) / 2595) - 1)
    rising = (frequencies[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies[:, None]) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    filters: NDArray[np.float32] = (triangles * 2 / (edges[2:] - edges[:-2])).astype(np.float32)
    return filters
