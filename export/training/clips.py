"""What the vocoder learns from: short pieces of vocoder frames with the sound that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from auralis_xtts.nets.source import Pulse, written_clock, written_pitch
from training.batches import filled, pitch_contour
from training.codes import Codebook
from training.dataset import Shard, utterances_by_speaker
from training.mel import CODE_FRAMES, STYLE_HOP, STYLE_MELS, STYLE_RATE, from_bytes
from training.speaker_stage import Embeddings
from training.supervision import DELAY
from training.teacher import SAMPLE_RATE
from training.vocoder import HOP, Vocoder, stretch_latents, stretch_mels

MEL_SHIFT, MEL_GAIN = 0.7, 2.0

_DELAY_SAMPLES = round(DELAY * CODE_FRAMES * STYLE_HOP * SAMPLE_RATE / STYLE_RATE)

Features = Callable[[Shard, int, int], tuple[Tensor, Tensor, int]]
"""Shard, row and voice to frames [C, F], pulses [3, F], and by how many samples the sound is delayed."""


@dataclass(frozen=True, eq=False)
class Clips:
    """B pieces of F frames."""

    frames: Tensor  # float32 [B, C, F]
    embedding: Tensor  # float32 [B, 512]
    pulse: Tensor  # float32 [B, 3, F]
    audio: Tensor  # float32 [B, F * 256]

    def to(self, device: torch.device) -> Clips:
        return Clips(**{entry.name: getattr(self, entry.name).to(device) for entry in fields(self)})


class ClipSource:
    """Draws clips from the shards that have sound."""

    def __init__(self, shards: list[Shard], features: Features, embeddings: Embeddings) -> None:
        self._shards = [shard for shard in shards if shard.has_audio]
        if not self._shards:
            raise FileNotFoundError("no shard with sound yet: let the stage `data` go on")
        self._features, self._embeddings = features, embeddings
        self._utterances = utterances_by_speaker(self._shards)

    def draw(self, rng: np.random.Generator, count: int, frames: int) -> Clips:
        clips = [self._clip(rng, frames) for _ in range(count)]
        return Clips(*(torch.stack(column) for column in zip(*clips, strict=True)))

    def whole(self, shard: Shard, row: int, voice: int) -> Clips:
        """Return an utterance in one piece."""
        features, pulse, delay = self._features(shard, row, voice)
        audio = _delayed(shard.sentence(row).audio, voice, delay, 0, features.shape[1] * HOP)
        embedding = torch.from_numpy(self._embeddings.of(shard)[row, voice]).float()
        return Clips(*(x.unsqueeze(0) for x in (features, embedding, pulse, audio)))

    def _clip(self, rng: np.random.Generator, frames: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        shard = self._shards[int(rng.integers(len(self._shards)))]
        row, voice = int(rng.integers(len(shard))), int(rng.integers(shard.speakers.shape[1]))
        features, pulse, delay = self._features(shard, row, voice)
        first = int(rng.integers(max(1, features.shape[1] - frames + 1)))
        pieces = [_piece(x, first, frames) for x in (features, pulse)]
        audio = _delayed(shard.sentence(row).audio, voice, delay, first * HOP, (first + frames) * HOP)
        others = self._utterances[int(shard.speakers[row, voice])]
        other, other_row, other_voice = others[int(rng.integers(len(others)))]
        embedding = torch.from_numpy(self._embeddings.of(other)[other_row, other_voice]).float()
        return pieces[0], embedding, pieces[1], audio


def mel_features(codebook: Codebook) -> Features:
    """Return features that are the mels of the utterance itself, in units of their deviation."""

    def features(shard: Shard, row: int, voice: int) -> tuple[Tensor, Tensor, int]:
        mel = shard.array("mels", row).reshape(shard.speakers.shape[1], -1, STYLE_MELS)[voice]
        frames = stretch_mels(scaled_mels(mel, codebook).T.unsqueeze(0))
        hertz = torch.from_numpy(filled(pitch_contour(shard, row, voice, len(mel))))
        pitch = stretch_mels(written_pitch(hertz).reshape(1, 1, -1))
        clock = stretch_latents(written_clock(torch.arange(len(mel) // CODE_FRAMES + 1)).unsqueeze(0))
        pulse = Pulse()(torch.cat([pitch, clock[:, :, : pitch.shape[2]]], dim=1))
        return frames.squeeze(0), pulse.squeeze(0), 0

    return features


def scale_mels(mel: Tensor, deviation: Tensor) -> Tensor:
    """Return log mels [..., 80] as the vocoder takes them: about -1 to 1."""
    return (mel / deviation + MEL_SHIFT) * MEL_GAIN


def scaled_mels(mel: NDArray[np.uint8], codebook: Codebook) -> Tensor:
    """Return stored mels [T, 80] in the same units."""
    return scale_mels(torch.from_numpy(from_bytes(mel)), torch.from_numpy(codebook.deviation))


def latent_features(directory: Path, vocoder: Vocoder) -> Features:
    """Return features that are the GPT's latents, as `training.latents` has written them to `directory`.

    Their pulses are what `vocoder` reads from them.
    """
    cache: dict[int, tuple[NDArray[np.float16], NDArray[np.int64]]] = {}

    def features(shard: Shard, row: int, voice: int) -> tuple[Tensor, Tensor, int]:
        if shard.number not in cache:
            lengths = np.load(directory / f"{shard.number:05}-lengths.npy")
            rows = np.load(directory / f"{shard.number:05}.npy", mmap_mode="r")
            cache[shard.number] = rows, np.cumsum([0, *lengths])
        rows, ends = cache[shard.number]
        index = row * shard.speakers.shape[1] + voice
        latents = torch.from_numpy(rows[ends[index] : ends[index + 1]].astype(np.float32))
        frames = stretch_latents(latents.T.unsqueeze(0))
        return frames.squeeze(0), vocoder.pulse(frames).squeeze(0), _DELAY_SAMPLES

    return features


def _piece(x: Tensor, first: int, count: int) -> Tensor:
    """Return [C, count] of [C, F], its last column repeated where there are no more."""
    piece = x[:, first : first + count]
    return torch.nn.functional.pad(piece, (0, count - piece.shape[1]), mode="replicate")


def _delayed(audio: NDArray[np.int16] | None, voice: int, delay: int, first: int, last: int) -> Tensor:
    """Return the samples [first, last) of a voice that begins `delay` late, silence around it."""
    if audio is None:
        raise ValueError("the shard has no sound")
    start, stop = max(0, first - delay), max(0, last - delay)
    piece = audio[voice, start:stop].astype(np.float32) / 32768
    before = min(last - first, max(0, delay - first))
    padded = np.pad(piece, (before, max(0, last - first - before - len(piece))))
    return torch.from_numpy(padded[: last - first])
