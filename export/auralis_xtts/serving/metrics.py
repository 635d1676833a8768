"""The engine's numbers as Triton's custom metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auralis_xtts.serving import tensors

_COUNTER = "_total"


class Metrics:
    """Mirrors a dictionary of numbers; keys that end in `_total` are counters, all others gauges."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = dict(labels)
        self._families: dict[str, Any] = {}
        self._metrics: dict[str, Any] = {}
        self._values: dict[str, float] = {}

    def update(self, values: Mapping[str, float]) -> None:
        """Hand over what has changed; each change is a message to Triton."""
        for name, value in values.items():
            if name not in self._metrics:
                self._add(name)
            elif value == self._values[name]:
                continue
            if name.endswith(_COUNTER):
                self._metrics[name].increment(value - self._values.get(name, 0.0))
            else:
                self._metrics[name].set(value)
            self._values[name] = value

    def drop(self) -> None:
        """Let go of Triton's objects: the stub crashes when they outlive it."""
        self._metrics.clear()
        self._families.clear()

    def _add(self, name: str) -> None:
        description = name.removesuffix(_COUNTER).replace("_", " ")
        family = tensors.metric_family(name, description, name.endswith(_COUNTER))
        self._families[name] = family
        self._metrics[name] = family.Metric(labels=self._labels)
