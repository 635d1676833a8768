"""The audio codes: principal components and k-means of patches of the neutral voice's mels.

XTTS has a discrete VAE here.  All the speakers of a sentence share its codes, so that what a speaker sounds
like can only come from the voice's latents and embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.dataset import Shard
from training.mel import CODE_FRAMES, from_bytes

CODES, COMPONENTS = 1024, 40
_FLOOR = -7.0  # what is quieter is silence of one kind

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Codebook:
    """Patches of 4 frames to codes; `neighbours` are each code's nearest others, nearest first."""

    mean: Array  # [320]
    basis: Array  # [320, 40]
    centres: Array  # [1024, 40]
    neighbours: NDArray[np.int64]  # [1024, 16]
    deviation: Array  # [80], of the style mels: the checkpoint's mel_stats

    @classmethod
    def load(cls, path: Path) -> Codebook:
        with np.load(path) as arrays:
            return cls(**arrays)

    def save(self, path: Path) -> None:
        np.savez(path, **vars(self))

    def encode(self, neutral: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the codes of the mels [T, 80] of a sentence, int64 [T // 4]."""
        return nearest((_patches(neutral) - self.mean) @ self.basis, self.centres)

    @property
    def silence(self) -> int:
        """The code of nothing at all."""
        quiet = (np.full_like(self.mean, _FLOOR) - self.mean) @ self.basis
        return int(nearest(quiet[None], self.centres)[0])


def fit(shards: list[Shard], rng: np.random.Generator, patches: int = 120_000, rounds: int = 25) -> Codebook:
    """Fit the codebook to a sample of the shards' sentences."""
    rows = [(shard, row) for shard in shards for row in range(len(shard))]
    sample: list[Array] = []
    mels: list[Array] = []
    for index in rng.permutation(len(rows)):
        shard, row = rows[index]
        sample.append(_patches(shard.array("neutral", row)))
        mels.append(from_bytes(shard.array("mels", row)[::7]))
        if sum(map(len, sample)) >= patches:
            break
    x = np.concatenate(sample)
    mean = x.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov((x - mean).T))
    basis = np.ascontiguousarray(vectors[:, ::-1][:, :COMPONENTS], np.float32)
    centres = _k_means((x - mean) @ basis, rng, rounds)
    distances = np.square(centres[:, None] - centres[None]).sum(axis=2)
    neighbours = np.argsort(distances, axis=1)[:, 1:17]
    deviation = np.abs(np.concatenate(mels)).mean(axis=0)
    return Codebook(mean, basis, centres, neighbours, deviation.astype(np.float32))


def nearest(x: Array, centres: Array) -> NDArray[np.int64]:
    """Return the index of the nearest of `centres` [k, n] to each row of x [m, n]."""
    offsets = np.square(centres).sum(axis=1) / 2
    parts = [np.argmax(part @ centres.T - offsets, axis=1) for part in np.array_split(x, len(x) // 8192 + 1)]
    return np.concatenate(parts)


def _k_means(x: Array, rng: np.random.Generator, rounds: int) -> Array:
    centres = x[rng.choice(len(x), CODES, replace=False)].copy()
    for _ in range(rounds):
        labels = nearest(x, centres)
        counts = np.bincount(labels, minlength=CODES)
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(CODES))
        sums = np.add.reduceat(x[order], np.minimum(starts, len(x) - 1), axis=0)
        used = counts > 0
        centres[used] = sums[used] / counts[used, None]
        centres[~used] = x[rng.choice(len(x), int((~used).sum()))]
    return centres.astype(np.float32)


def _patches(mel: NDArray[np.uint8]) -> Array:
    count = len(mel) // CODE_FRAMES
    frames = np.maximum(from_bytes(mel[: count * CODE_FRAMES]), _FLOOR)
    return frames.reshape(count, -1)
