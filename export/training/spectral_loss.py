"""How different two sounds are: in mels, in short-time spectra of several lengths, and in their harmonics."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from auralis_xtts.nets.spectrogram import mel_filters
from training.teacher import SAMPLE_RATE

_TRANSFORMS = (2048, 1024, 512, 256)
_MEL_TRANSFORM, _MELS = 1024, 80
_MEL_WEIGHT = 1.5
_QUIETEST = 1e-5

_HARMONIC_TRANSFORMS = (4096, 2048)
"""Long enough to tell the harmonics of low voices apart."""

_HARMONIC_BAND, _HARMONIC_FLOOR = 1500.0, 0.1


class SpectralLoss(nn.Module):
    """Called with samples [B, n] that are and that should be, returns the distance."""

    def __init__(self) -> None:
        super().__init__()
        for size in {*_TRANSFORMS, *_HARMONIC_TRANSFORMS}:
            self.register_buffer(f"window{size}", torch.hann_window(size))
        filters = torch.from_numpy(mel_filters(SAMPLE_RATE, _MEL_TRANSFORM, _MELS, 12_000.0))
        self.register_buffer("filters", filters / filters.amax(dim=0))

    def magnitude(self, audio: Tensor, size: int) -> Tensor:
        spectrum = torch.stft(
            audio, size, size // 4, window=getattr(self, f"window{size}"), return_complex=True
        )
        return (spectrum.real.square() + spectrum.imag.square() + 1e-9).sqrt()

    def mels(self, audio: Tensor) -> Tensor:
        """Return log mels [B, frames, 80]."""
        magnitude = self.magnitude(audio, _MEL_TRANSFORM).transpose(1, 2)
        return (magnitude @ self.filters).clamp(min=_QUIETEST).log()

    def forward(self, audio: Tensor, wanted: Tensor) -> Tensor:
        loss = (self.mels(audio) - self.mels(wanted)).abs().mean() * _MEL_WEIGHT
        for size in _TRANSFORMS:
            have, want = self.magnitude(audio, size), self.magnitude(wanted, size)
            convergence = torch.linalg.vector_norm(want - have) / torch.linalg.vector_norm(want).clamp(
                min=1e-3
            )
            levels = ((have + 1e-4).log() - (want + 1e-4).log()).abs().mean()
            loss = loss + (convergence + levels) / len(_TRANSFORMS)
        return loss + self.harmonics(audio, wanted)

    def harmonics(self, audio: Tensor, wanted: Tensor) -> Tensor:
        """Return the distance of the levels below 1.5 kHz, where a wrong pitch shows."""
        distances = []
        for size in _HARMONIC_TRANSFORMS:
            bins = int(_HARMONIC_BAND / SAMPLE_RATE * size)
            have, want = (
                (self.magnitude(x, size)[:, :bins] + _HARMONIC_FLOOR).log() for x in (audio, wanted)
            )
            distances.append((have - want).abs().mean())
        return torch.stack(distances).mean()
