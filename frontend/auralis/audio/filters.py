"""FFmpeg's audio filters, over a recording that is there as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

_PUSHED = 4096


def filtered(
    samples: NDArray[np.float32], rate: int, name: str, options: str
) -> tuple[NDArray[np.float32], dict[str, str]]:
    """Return float32 [n] at `rate` Hz after FFmpeg's filter `name`, and what the filter says at its end.

    The options are those of https://ffmpeg.org/ffmpeg-filters.html, such as "f=3000:g=6".
    """
    graph = Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono")
    middle, sink = graph.add(name, options), graph.add("abuffersink")
    source.link_to(middle)
    middle.link_to(sink)
    graph.configure()
    parts: list[NDArray[np.float32]] = [np.zeros(0, np.float32)]
    said: dict[str, str] = {}
    for frame in _through(graph, samples, rate):
        parts.append(frame.to_ndarray().reshape(-1).astype(np.float32))
        said.update(frame.metadata)
    return np.concatenate(parts), said


def _through(graph: Graph, samples: NDArray[np.float32], rate: int) -> Iterator[av.AudioFrame]:
    for first in range(0, len(samples), _PUSHED):
        piece = np.ascontiguousarray(samples[None, first : first + _PUSHED], dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(piece, format="flt", layout="mono")
        frame.sample_rate = rate
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        yield frame
