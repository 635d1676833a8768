"""Faster or slower speech at the same pitch, as a stream, with FFmpeg's atempo."""

from __future__ import annotations

from math import sqrt

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

SLOWEST, FASTEST = 0.25, 4.0
PUSHED = 512
"""Samples that FFmpeg is given at once: it answers sooner, and the same whatever the cuts."""

MOST_AT_ONCE = 2.0
"""A single atempo cannot go below half the speed, and above twice the speed it leaves sound out."""


class Tempo:
    """One stream of float32 samples, played `speed` times as fast; 1.0 changes no bit.

    Samples are [n], or [n, 2] for two channels, which stay together.

    What comes out is round(n / speed) samples for n, and does not depend on how they were cut into calls.  It
    lags 0.05 s of input behind below twice the speed, 0.2 s above.  Raises ValueError for a speed outside
    0.25..4.
    """

    def __init__(self, speed: float, rate: int, channels: int = 1) -> None:
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed must lie between {SLOWEST} and {FASTEST}, and is {speed}")
        self._speed = speed
        self._rate = rate
        self._layout = "mono" if channels == 1 else "stereo"
        self._graph = None if speed == 1.0 else _graph(speed, rate, self._layout)
        self._nothing = np.zeros((0, *(() if channels == 1 else (channels,))), np.float32)
        self._kept = self._nothing
        self._taken = 0
        self._given = 0

    def change(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take the next samples; return those that are ready, maybe none."""
        if self._graph is None:
            return samples
        self._taken += len(samples)
        waiting = np.concatenate([self._kept, samples])
        whole = len(waiting) // PUSHED * PUSHED
        self._kept = waiting[whole:]
        return self._push(self._graph, waiting[:whole])

    def finish(self) -> NDArray[np.float32]:
        """Return the rest."""
        if self._graph is None:
            return self._kept
        # atempo swallows the end of what it is given: let that be silence.
        length = self._rate // PUSHED * PUSHED - len(self._kept)
        silence = np.zeros((length, *self._nothing.shape[1:]), np.float32)
        wanted = round(self._taken / self._speed) - self._given
        return self._push(self._graph, np.concatenate([self._kept, silence]))[:wanted]

    def _push(self, graph: Graph, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        made = [self._nothing]
        for first in range(0, len(samples), PUSHED):
            part = np.ascontiguousarray(samples[first : first + PUSHED]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="flt", layout=self._layout)
            frame.sample_rate = self._rate
            graph.push(frame)
            made += [pulled.reshape(-1, *self._nothing.shape[1:]) for pulled in _pulled(graph)]
        ready = np.concatenate(made)
        self._given += len(ready)
        return ready


def _graph(speed: float, rate: int, layout: str) -> Graph:
    graph = Graph()
    last = graph.add_abuffer(sample_rate=rate, format="flt", layout=layout)
    steps = [speed] if 1 / MOST_AT_ONCE <= speed <= MOST_AT_ONCE else [sqrt(speed)] * 2
    for step in steps:
        tempo = graph.add("atempo", repr(step))
        last.link_to(tempo)
        last = tempo
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()
    return graph


def _pulled(graph: Graph) -> list[NDArray[np.float32]]:
    frames: list[NDArray[np.float32]] = []
    while True:
        try:
            frames.append(graph.pull().to_ndarray()[0])
        except (BlockingIOError, EOFError):
            return frames
