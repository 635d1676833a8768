"""Reads the shards that `training.corpus` wrote: memory-mapped, so that their number does not matter."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.corpus import VOICES
from training.mel import STYLE_MELS
from training.teacher import HOP

HELD_OUT_SHARD, HELD_OUT_EVERY = 1, 40
"""The shards whose number is 1 modulo 40 are not trained on."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence as stored.  T are style mel frames, F frames of the teacher (12.5 ms)."""

    shard: int
    row: int
    text: str
    ids: NDArray[np.int16]
    durations: NDArray[np.int16]  # F frames in all; one for [START], the ids and [STOP]
    pitch: NDArray[np.float16]  # [F], of the neutral voice
    speakers: NDArray[np.int16]  # [VOICES]
    neutral: NDArray[np.uint8]  # [T, 80]
    mels: NDArray[np.uint8]  # [VOICES, T, 80]
    speaker_mels: NDArray[np.uint8]  # [VOICES, 256, 64]
    audio: NDArray[np.int16] | None  # [VOICES, F * 300]


class Shard:
    """One directory of sentences."""

    def __init__(self, path: Path) -> None:
        self.number = int(path.name)
        lengths = json.loads((path / "lengths.json").read_text())
        self._arrays = {name: np.load(path / f"{name}.npy", mmap_mode="r") for name in lengths}
        self._ends = {name: np.cumsum([0, *counts]) for name, counts in lengths.items()}
        self.lengths = np.array(lengths["neutral"])
        self.speakers = np.asarray(self._arrays["speakers"]).reshape(-1, VOICES)

    @property
    def held_out(self) -> bool:
        return self.number % HELD_OUT_EVERY == HELD_OUT_SHARD

    @property
    def has_audio(self) -> bool:
        return "audio" in self._arrays

    def __len__(self) -> int:
        return len(self.lengths)

    def array(self, name: str, row: int) -> NDArray[Any]:
        ends = self._ends[name]
        return self._arrays[name][ends[row] : ends[row + 1]]

    def sentence(self, row: int) -> Sentence:
        audio = self.array("audio", row).reshape(VOICES, -1) if self.has_audio else None
        return Sentence(
            shard=self.number,
            row=row,
            text=bytes(self.array("text", row)).decode(),
            ids=self.array("ids", row),
            durations=self.array("durations", row),
            pitch=self.array("pitch", row),
            speakers=self.speakers[row],
            neutral=self.array("neutral", row),
            mels=self.array("mels", row).reshape(VOICES, -1, STYLE_MELS),
            speaker_mels=self.array("speaker_mels", row),
            audio=audio,
        )


class Corpus:
    """All complete shards of a directory; `refresh` finds those that have come since."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.shards: dict[int, Shard] = {}
        self.refresh()

    def refresh(self) -> int:
        """Return how many shards are new."""
        known = len(self.shards)
        for path in sorted(self._directory.glob("[0-9]" * 5)):
            if int(path.name) not in self.shards:
                self.shards[int(path.name)] = Shard(path)
        return len(self.shards) - known

    def training(self) -> list[Shard]:
        return [shard for shard in self.shards.values() if not shard.held_out]

    def held_out(self) -> list[Shard]:
        return [shard for shard in self.shards.values() if shard.held_out]


def utterances_by_speaker(shards: list[Shard]) -> dict[int, list[tuple[Shard, int, int]]]:
    """Return where each speaker is heard: shard, row, and which of the row's voices."""
    found: dict[int, list[tuple[Shard, int, int]]] = defaultdict(list)
    for shard in shards:
        for row, speakers in enumerate(shard.speakers):
            for voice, speaker in enumerate(speakers):
                found[int(speaker)].append((shard, row, voice))
    return found


def phoneme_at(durations: NDArray[np.int16], seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the index of the text token ([START] is 0) that is spoken at each time."""
    ends = np.cumsum(durations.astype(np.int64)) * HOP / 24_000
    return np.minimum(np.searchsorted(ends, seconds, side="right"), len(durations) - 1)
