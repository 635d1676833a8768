"""What a vocoder is told of its voice's pulse: where in its period each sample lies.

Fed with what does not change, convolutions can only repeat themselves with every frame: a hum at the frame
rate, 93.75 Hz, in place of a pitch.  So a checkpoint may carry a source (as in neural source-filter models,
Wang et al., https://arxiv.org/abs/1904.12088): three cues are read from the latents, the pitch and a clock
that turns once in four codes, and oscillators with that pitch are added to the first two stages of HiFi-GAN.

The oscillators have no memory, so that a window of latents gives the samples that the whole utterance gives.
With each turn of the clock they begin anew; the pitch within a turn is changed by the few per cent that make
the number of periods whole, so that nothing is heard of it.
"""

from __future__ import annotations

import math
from itertools import accumulate
from operator import mul

import torch
from torch import Tensor, nn

from auralis_xtts.config import ModelConfig
from auralis_xtts.errors import CheckpointError
from auralis_xtts.nets.weights import Weights

FRAME_RATE = 93.75
"""Vocoder frames per second: 24 kHz in hops of 256."""

CODES_PER_TURN = 4
TURN_FRAMES = 20
"""Frames of a turn of the clock at most.  Four codes of 1024 samples at 22.05 kHz are 17.4; it is read anew
in every turn."""

CUES = 3
"""log2(pitch / 150 Hz), and cosine and sine of the clock."""

HARMONICS = (1, 8)
"""Of the oscillators of the first two stages, whose rates are 750 Hz and 6 kHz."""

_HIDDEN, _TAPS = 64, 5
_CENTRE_HZ, _LEAST_HZ, _MOST_HZ = 150.0, 50.0, 500.0
_NOISE_FRAMES = 32

_READER_REACH = _TAPS // 2


def cue_reader(width: int) -> nn.Sequential:
    """Return what reads frames [B, width, F] for cues [B, 3, F]."""
    return nn.Sequential(
        nn.Conv1d(width, _HIDDEN, _TAPS, padding=_READER_REACH), nn.GELU(), nn.Conv1d(_HIDDEN, CUES, 1)
    )


def written_pitch(hertz: Tensor) -> Tensor:
    """Return the cue for a pitch."""
    return (hertz / _CENTRE_HZ).log2()


def written_clock(places: Tensor) -> Tensor:
    """Return the cues [2, K] for places [K] of codes."""
    angle = places * (2 * math.pi / CODES_PER_TURN)
    return torch.stack([angle.cos(), angle.sin()])


class Pulse(nn.Module):
    """Cues [B, 3, F] to [B, 3, F]: periods since the clock's turn began, periods in this frame, frames since.

    All at the frame's first sample.
    """

    def forward(self, cues: Tensor) -> Tensor:
        pitch, cosine, sine = cues.unbind(dim=1)
        periods = (2**pitch * _CENTRE_HZ).clamp(_LEAST_HZ, _MOST_HZ) / FRAME_RATE
        begins = (sine[:, 1:] >= 0) & (sine[:, :-1] < 0) & (cosine[:, 1:] > 0)
        turn = torch.cat([torch.zeros_like(begins[:, :1]), begins], dim=1).long().cumsum(dim=1)
        together = (turn.unsqueeze(2) == turn.unsqueeze(1)).to(periods.dtype)
        earlier = together.tril(-1)
        total = torch.matmul(together, periods.unsqueeze(2)).squeeze(2)
        complete = turn < turn[:, -1:]
        scale = torch.where(complete, total.round().clamp(min=1) / total, torch.ones_like(total))
        since = torch.matmul(earlier, periods.unsqueeze(2)).squeeze(2)
        return torch.stack([since * scale, periods * scale, earlier.sum(dim=2)], dim=1)


class Oscillators(nn.Module):
    """Pulses [B, 3, F] to waves [B, 2 * harmonics + 1, F * rate]: sines, cosines and noise.

    The noise is the same in every turn of the clock.
    """

    def __init__(self, harmonics: int, rate: int) -> None:
        super().__init__()
        self.rate, self.waves = rate, 2 * harmonics + 1
        noise = torch.randn(_NOISE_FRAMES, rate, generator=torch.Generator().manual_seed(rate))
        self.register_buffer("noise", noise, persistent=False)
        numbers = torch.arange(1, harmonics + 1, dtype=torch.float32) * 2 * math.pi
        self.register_buffer("numbers", numbers.reshape(1, -1, 1), persistent=False)
        offsets = (torch.arange(rate, dtype=torch.float32) + 0.5) / rate
        self.register_buffer("offsets", offsets, persistent=False)

    def forward(self, pulse: Tensor) -> Tensor:
        since, advance, place = pulse.unsqueeze(3).unbind(dim=1)
        phase = (since + advance * self.offsets).flatten(1).unsqueeze(1)
        angles = (phase - phase.floor()) * self.numbers
        noise = self.noise[place.squeeze(2).long().clamp(max=_NOISE_FRAMES - 1)].flatten(1).unsqueeze(1)
        return torch.cat([angles.sin(), angles.cos(), noise], dim=1)


class Source(nn.Module):
    """A checkpoint's source: frames [B, d, F] to what is added in the stages, of the rates of their outputs.

    `reach` is how far, in frames to each side, an output looks.
    """

    def __init__(self, weights: Weights, config: ModelConfig) -> None:
        super().__init__()
        frame_rate = config.output_sample_rate / config.hop_length
        if frame_rate != FRAME_RATE:
            raise CheckpointError(f"a source takes {FRAME_RATE} frames a second, not {frame_rate}")
        enter = weights.conv1d("cues.0", config.width)
        self.cues = nn.Sequential(enter, nn.GELU(), weights.conv1d("cues.2", enter.out_channels, CUES))
        hops = list(accumulate(config.upsample_rates, mul))[: len(HARMONICS)]
        self.pulse = Pulse()
        self.oscillators = nn.ModuleList(map(Oscillators, HARMONICS, hops))
        self.layers = nn.ModuleList(
            weights.conv1d(f"sources.{index}", oscillators.waves)
            for index, oscillators in enumerate(self.oscillators)
        )
        self.reach = TURN_FRAMES + enter.padding[0]

    def forward(self, frames: Tensor) -> list[Tensor]:
        pulse = self.pulse(self.cues(frames))
        return [layer(wave(pulse)) for layer, wave in zip(self.layers, self.oscillators, strict=True)]
