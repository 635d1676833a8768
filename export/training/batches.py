"""Puts sentences together to batches for the GPT: of like length, each with a reference of its speaker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.alphabet import Alphabet
from training.codes import Codebook
from training.dataset import Sentence, Shard, phoneme_at, utterances_by_speaker
from training.gpt import START_CODE, STOP_CODE
from training.mel import CODE_FRAMES, STYLE_HOP, STYLE_RATE, from_bytes
from training.speakers import draw_speaker, feature_table
from training.supervision import DELAY, Batch, pitch_bins
from training.teacher import HOP, SAMPLE_RATE, change_pitch

_CODES_PER_BATCH, _MOST, _LEAST = 3200, 48, 4
_SPREAD = 300  # sentences of neighbouring lengths that a batch is drawn from
_NO_PITCH = 150.0  # Hz, of an utterance without voice
_SECONDS_PER_CODE = CODE_FRAMES * STYLE_HOP / STYLE_RATE


@dataclass(frozen=True)
class Item:
    """A sentence in one voice, and where another utterance of that speaker is."""

    shard: Shard
    row: int
    voice: int
    reference: tuple[Shard, int, int]


class Batches:
    """Batches of a set of shards, each determined by its number.

    Args:
        shards: Where sentences come from.
        codebook: Gives the codes.
        alphabet: Gives start and stop of the texts.
    """

    def __init__(self, shards: list[Shard], codebook: Codebook, alphabet: Alphabet) -> None:
        self._shards, self._codebook = shards, codebook
        self._start, self._stop = alphabet.tokens["[START]"], alphabet.tokens["[STOP]"]
        self._features = torch.from_numpy(feature_table())
        rows = [
            (length, s, row) for s, shard in enumerate(shards) for row, length in enumerate(shard.lengths)
        ]
        self._rows = sorted(rows)
        self._utterances = utterances_by_speaker(shards)

    def __len__(self) -> int:
        return len(self._rows)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Return sentences around a length that is drawn by how much sound there is of it."""
        centre = int(rng.integers(len(self._rows)))
        low = max(0, centre - _SPREAD // 2)
        near = self._rows[low : low + _SPREAD]
        codes = near[-1][0] // CODE_FRAMES + 2
        count = min(len(near), max(_LEAST, min(_MOST, _CODES_PER_BATCH // codes)))
        items = [self._item(near[int(i)], rng) for i in rng.choice(len(near), count, replace=False)]
        return self.collate(items, rng)

    def _item(self, row: tuple[int, int, int], rng: np.random.Generator) -> Item:
        _, s, index = row
        shard = self._shards[s]
        voice = int(rng.integers(shard.speakers.shape[1]))
        same = self._utterances[int(shard.speakers[index, voice])]
        other = same[int(rng.integers(len(same)))]
        return Item(shard, index, voice, other)

    def collate(self, items: list[Item], rng: np.random.Generator) -> Batch:
        sentences = [item.shard.sentence(item.row) for item in items]
        codes = [
            np.append(self._codebook.encode(x.neutral), [self._codebook.silence] * DELAY) for x in sentences
        ]
        longest, text = max(map(len, codes)) + 1, max(len(x.durations) for x in sentences)
        rows = [
            self._row(item, sentence, row, longest, text)
            for item, sentence, row in zip(items, sentences, codes, strict=True)
        ]
        columns = {name: torch.from_numpy(np.stack([row[name] for row in rows])) for name in rows[0]}
        return Batch(
            reference=self._references(items, rng),
            features=self._features[[int(x.shard.speakers[x.row, x.voice]) for x in items]],
            lengths=torch.tensor([len(x.durations) for x in sentences]),
            **columns,
        )

    def _row(
        self, item: Item, sentence: Sentence, codes: NDArray[np.int64], longest: int, text: int
    ) -> dict[str, NDArray[np.float32] | NDArray[np.int64]]:
        count, tokens = len(codes), len(sentence.durations)
        centres = (np.arange(longest) + 0.5) * _SECONDS_PER_CODE
        starts = (np.cumsum(sentence.durations) - sentence.durations) * (
            HOP / SAMPLE_RATE / _SECONDS_PER_CODE
        )
        lengths = np.maximum(sentence.durations, 1) * (HOP / SAMPLE_RATE / _SECONDS_PER_CODE)
        timing = np.stack([starts / 100, np.log(lengths)], axis=1)
        mel = np.full((CODE_FRAMES * longest, sentence.mels.shape[2]), np.log(1e-5), np.float32)
        spoken = from_bytes(sentence.mels[item.voice])[: CODE_FRAMES * (count - DELAY)]
        delay = CODE_FRAMES * DELAY
        mel[delay : delay + len(spoken)] = spoken
        pitch = np.zeros(CODE_FRAMES * longest, np.float32)
        contour = pitch_contour(item.shard, item.row, item.voice, len(spoken))
        pitch[delay : delay + len(contour)] = contour
        bins = pitch_bins(torch.from_numpy(pitch)).numpy()
        bins[CODE_FRAMES * count :] = -100
        return {
            "ids": _padded(np.array([self._start, *sentence.ids, self._stop], np.int64), text, self._stop),
            "timing": np.pad(timing, ((0, text - tokens), (0, 0))).astype(np.float32),
            "inputs": _padded(np.append(START_CODE, codes), longest, STOP_CODE),
            "targets": _padded(np.append(codes, STOP_CODE), longest, -100),
            "spoken": phoneme_at(sentence.durations, centres),
            "mel": mel,
            "pitch": bins,
            "hertz": filled(pitch),
        }

    def _references(self, items: list[Item], rng: np.random.Generator) -> Tensor:
        frames = int(rng.integers(120, 260))
        mels = []
        for shard, row, voice in (item.reference for item in items):
            mel = shard.array("mels", row).reshape(
                shard.speakers.shape[1], -1, self._codebook.deviation.size
            )[voice]
            first = int(rng.integers(max(1, len(mel) - frames + 1)))
            piece = mel[first : first + frames]
            mels.append(from_bytes(np.resize(piece, (frames, piece.shape[1]))) / self._codebook.deviation)
        return torch.from_numpy(np.stack(mels)).transpose(1, 2)


def pitch_contour(shard: Shard, row: int, voice: int, frames: int) -> NDArray[np.float32]:
    """Return the pitch in Hz of a voice at each of its style mel frames; 0 is unvoiced."""
    speaker = draw_speaker(int(shard.speakers[row, voice]))
    contour = change_pitch(shard.array("pitch", row).astype(np.float32), speaker)
    places = np.arange(frames) * (STYLE_HOP / STYLE_RATE * SAMPLE_RATE / HOP)
    return contour[np.minimum(places.astype(int), len(contour) - 1)]


def filled(contour: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a contour whose unvoiced frames lie between their voiced neighbours."""
    voiced = np.flatnonzero(contour)
    if not len(voiced):
        return np.full_like(contour, _NO_PITCH)
    return np.interp(np.arange(len(contour)), voiced, contour[voiced]).astype(np.float32)


def _padded(x: NDArray[np.int64], length: int, value: int) -> NDArray[np.int64]:
    return np.pad(x, (0, length - len(x)), constant_values=value)
