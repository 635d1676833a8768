"""Which latents become which samples: exact streaming through a vocoder with a finite receptive field.

The reference stretches all latents of an utterance to vocoder frames with two linear interpolations and runs
the generator once.  A sample depends on the frames within `context_frames` of its own only, so a window of
frames that carries that context on both sides gives the same samples.  Positions are absolute, hence a frame
is the same in whichever window it is.

Runs inside the backend's process: numpy and the standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Index = NDArray[np.int64]
_Weight = NDArray[np.float32]


@dataclass(frozen=True)
class Geometry:
    """How a vocoder places its frames of `hop_length` samples over the latents."""

    frames_per_latent: int  # of the first interpolation; 4 in XTTS v2
    input_sample_rate: int  # the second interpolation stretches by output / input rate, unless they are equal
    output_sample_rate: int
    hop_length: int
    context_frames: int  # frames on each side that a frame's samples depend on

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"geometry: {name} must be a positive whole number, not {value!r}")

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Geometry:
        """Read what `to_dict` returned; raises ValueError that names the key."""
        names = {f.name for f in fields(cls)}
        if set(document) != names:
            odd = ", ".join(sorted(names.symmetric_difference(document)))
            raise ValueError(f"geometry: missing or unknown: {odd}")
        return cls(**document)

    def to_dict(self) -> dict[str, int]:
        return asdict(self)

    @property
    def frames_per_code(self) -> float:
        return self.frames_per_latent * self._rate

    def total_frames(self, codes: int) -> int:
        """Return the length in frames of an utterance of `codes` codes."""
        # In doubles, as torch computes the size of an interpolation: exact fractions would differ now and
        # then.
        return math.floor(float(codes * self.frames_per_latent) * self._rate)

    def codes_needed(self, frames: int) -> int:
        """Return how many codes must exist before the first `frames` frames are what they will always be."""
        _, right, _ = self._between(np.array([frames - 1], np.int64), codes=None)
        index, _ = _sources(right, self.frames_per_latent)
        return int(index[0]) + 2

    def rows(self, frames: int) -> int:
        """Return how many consecutive latents any `frames` consecutive frames can draw on."""
        stretched = math.ceil((frames - 1) / self._rate) + 1
        return math.ceil(stretched / self.frames_per_latent) + 2

    def weigh(self, first: int, last: int, codes: int | None) -> tuple[_Index, _Weight]:
        """Return the latents behind the frames [first, last) of an utterance of `codes` codes (None: open).

        Returns:
            index: int64 [F], the first of three consecutive latents.  Those beyond the utterance stand for
            its
                last one.
            weights: float32 [F, 3].
        """
        left, right, blend = self._between(np.arange(first, last), codes)
        index, inner = _sources(left, self.frames_per_latent)
        index_right, inner_right = _sources(right, self.frames_per_latent)
        weights = np.zeros((len(index), 3), np.float32)
        weights[:, 0] = (1 - blend) * (1 - inner)
        weights[:, 1] = (1 - blend) * inner
        rows, offset = np.arange(len(index)), index_right - index
        weights[rows, offset] += blend * (1 - inner_right)
        weights[rows, offset + 1] += blend * inner_right
        return index, weights

    @property
    def _rate(self) -> float:
        return self.output_sample_rate / self.input_sample_rate

    def _between(self, frames: _Index, codes: int | None) -> tuple[_Index, _Index, _Weight]:
        """Return the two stretched latents that each frame lies between, and the weight of the second."""
        # torch copies when nothing is gained: with one rate, or in utterances of one or two codes.
        copies = codes is not None and self.total_frames(codes) == codes * self.frames_per_latent
        if copies or self.input_sample_rate == self.output_sample_rate:
            return frames, frames, np.zeros(len(frames), np.float32)
        left, blend = _sources(frames, self._rate)
        right = left + 1
        if codes is not None:
            right = np.minimum(right, codes * self.frames_per_latent - 1)
        return left, right, blend


def _sources(positions: _Index, scale: float) -> tuple[_Index, _Weight]:
    """Return the left neighbours and right weights of `positions` in torch's linear interpolation by `scale`.

    It works in float32 with a fused multiply-add, which matters some thousand frames into an utterance; a
    double holds the product exactly.
    """
    ratio = np.float64(np.float32(1.0 / scale))
    source = np.maximum((ratio * (positions + 0.5) - 0.5).astype(np.float32), np.float32(0))
    index = np.floor(source)
    return index.astype(np.int64), source - index


@dataclass(frozen=True, eq=False)
class Window:
    """One piece of an utterance for the vocoder: the latents [first, last) and what to make of them."""

    first: int
    last: int
    frames: NDArray[np.float32]  # [F, 4]: index of a latent in the window, weights of it and of the next two
    span: NDArray[np.int32]  # [K]: the frames, of those F, whose samples are kept
    sequence: int  # from 0
    final: bool


class WindowPlanner:
    """Cuts one utterance into windows while it grows.

    `schedule` holds codes per window; its last entry repeats.  All windows of one entry have one shape once
    the left context is complete, but for the last one or two.  A stream that is cancelled is simply not
    asked again.

    Raises:
        ValueError: `schedule` is empty or holds something else than positive whole numbers.
    """

    def __init__(self, geometry: Geometry, schedule: Sequence[int]) -> None:
        if len(schedule) == 0 or min(schedule) < 1:
            raise ValueError(f"chunk_schedule must hold positive whole numbers, not {list(schedule)}")
        self._geometry = geometry
        self._kept = [max(1, round(int(codes) * geometry.frames_per_code)) for codes in schedule]
        self._emitted = 0  # frames
        self._sequence = 0

    @property
    def codes_needed(self) -> int:
        """Codes that must exist before the next window is ready, if the utterance goes on for so long."""
        return self._geometry.codes_needed(self._next_end + self._geometry.context_frames)

    def ready(self, codes_available: int, finished: bool) -> list[Window]:
        """Return the windows that have become ready, each once; everything that is left when `finished`.

        Call it with the number of all codes of the utterance so far.  The last window of a finished
        utterance is `final`; an utterance without codes has no windows.
        """
        windows = []
        if finished:
            total = self._geometry.total_frames(codes_available)
            while self._emitted < total:
                windows.append(self._cut(min(self._next_end, total), codes_available))
        else:
            while self.codes_needed <= codes_available:
                windows.append(self._cut(self._next_end, codes=None))
        return windows

    @property
    def _next_end(self) -> int:
        return self._emitted + self._kept[min(self._sequence, len(self._kept) - 1)]

    def _cut(self, end: int, codes: int | None) -> Window:
        """Return the window that keeps the frames from the last emitted one to `end`."""
        geometry, context = self._geometry, self._geometry.context_frames
        start, stop = max(0, self._emitted - context), end + context
        if codes is not None:
            stop = min(stop, geometry.total_frames(codes))
        index, weights = geometry.weigh(start, stop, codes)
        last = geometry.codes_needed(stop)
        if codes is not None:
            last = min(last, codes)
        # Surplus rows on the left, where they always exist, make the number of rows constant.
        first = max(0, last - geometry.rows(stop - start))
        window = Window(
            first=first,
            last=last,
            frames=np.column_stack([(index - first).astype(np.float32), weights]),
            span=np.arange(self._emitted - start, end - start, dtype=np.int32),
            sequence=self._sequence,
            final=codes is not None and end == geometry.total_frames(codes),
        )
        self._emitted, self._sequence = end, self._sequence + 1
        return window
