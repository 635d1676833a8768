"""What operators see: counters and histograms in Prometheus' text form."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.responses import Response

from auralis.engine.base import AudioChunk
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

UNDERRUN_BUDGET = 0.1
"""Seconds of sound that a player has in hand when it begins; it runs dry when sound comes later than that."""

_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
_FACTORS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0, 1.2, 1.5, 2.0, 5.0)


class Metrics:
    """The metrics of one server."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "auralis_requests",
            "Requests answered, by route and outcome: ok, refused, failed, cut_off, client_gone",
            ["route", "outcome"],
            registry=registry,
        )
        self.request_seconds = Histogram(
            "auralis_request_seconds",
            "From a request to the end of its answer",
            ["route"],
            buckets=(*_SECONDS, 300.0),
            registry=registry,
        )
        self.first_audio_seconds = Histogram(
            "auralis_first_audio_seconds",
            "From a request to the first of its sound",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.real_time_factor = Histogram(
            "auralis_real_time_factor",
            "Time waited for sound, per second of sound",
            ["route"],
            buckets=_FACTORS,
            registry=registry,
        )
        self.audio_seconds = Counter(
            "auralis_audio_seconds", "Sound that was made", ["route"], registry=registry
        )
        self.underruns = Counter(
            "auralis_underruns",
            f"Times that a player with {UNDERRUN_BUDGET} s in hand ran dry",
            ["route"],
            registry=registry,
        )
        self.upstream_seconds = Histogram(
            "auralis_upstream_seconds",
            "From a call of a chat's LLM to its answer's begin, by outcome: ok, failed",
            ["outcome"],
            buckets=_SECONDS,
            registry=registry,
        )

    def observe(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Have the gauge `name` tell `value()` whenever somebody asks."""
        self.registry.register(_Observed(lambda: GaugeMetricFamily(name, text, value=value())))

    def count(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Have the counter `name` tell `value()`, which never falls, whenever somebody asks."""
        self.registry.register(_Observed(lambda: CounterMetricFamily(name, text, value=value())))

    async def measure(
        self, chunks: AsyncGenerator[AudioChunk, None], route: str, began: float, speed: float = 1.0
    ) -> AsyncGenerator[AudioChunk, None]:
        """Yield `chunks`, which are played `speed` times as fast, and note when they came.

        `began` is when the request did (`time.monotonic()`).  The clock stands still while whoever takes the
        chunks is busy with one: a client that reads slowly is no underrun.
        """
        sound = waited = dry_at = 0.0
        async with aclosing(chunks):
            while True:
                asked = time.monotonic()
                chunk = await anext(chunks, None)
                waited += time.monotonic() - asked
                if chunk is None:
                    break
                if len(chunk.samples):
                    if not sound:
                        self.first_audio_seconds.labels(route).observe(time.monotonic() - began)
                        dry_at = waited + UNDERRUN_BUDGET
                    elif waited > dry_at:
                        self.underruns.labels(route).inc()
                        dry_at = waited
                    seconds = len(chunk.samples) / OUTPUT_SAMPLE_RATE / speed
                    sound, dry_at = sound + seconds, dry_at + seconds
                    self.audio_seconds.labels(route).inc(seconds)
                yield chunk
        if sound:
            self.real_time_factor.labels(route).observe(waited / sound)

    @contextmanager
    def upstream(self) -> Iterator[None]:
        """Time a call of an LLM until its answer begins; an exception is a failure."""
        began, outcome = time.monotonic(), "failed"
        try:
            yield
            outcome = "ok"
        finally:
            self.upstream_seconds.labels(outcome).observe(time.monotonic() - began)

    def text(self) -> Response:
        """Return everything that is counted, in Prometheus' text form."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)


class _Observed(Collector):
    def __init__(self, read: Callable[[], Metric]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        yield self._read()
