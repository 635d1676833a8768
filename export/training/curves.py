"""Curves of a stage: a CSV file that grows, and a PNG plot of it."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt


class Curves:
    """The history of named values over steps, of a stage that may be interrupted.

    Args:
        path: The CSV file; the plot is beside it.
        step: Rows after this step are from a run that was lost, and are dropped.
    """

    def __init__(self, path: Path, step: int = 0) -> None:
        self._path = path
        self._rows: list[dict[str, float]] = []
        if path.exists():
            with path.open(newline="") as file:
                rows = [{k: float(v) for k, v in row.items() if v} for row in csv.DictReader(file)]
            self._rows = [row for row in rows if row["step"] <= step]

    def add(self, step: int, values: dict[str, float]) -> None:
        self._rows.append({"step": step, **values})
        names = list(dict.fromkeys(name for row in self._rows for name in row))
        with self._path.open("w", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(self._rows)

    def plot(self) -> None:
        names = [
            x for x in dict.fromkeys(n for row in self._rows for n in row) if x not in ("step", "seconds")
        ]
        if not names:
            return
        columns = 4
        height = -(-len(names) // columns)
        figure, axes = plt.subplots(height, columns, figsize=(4 * columns, 3 * height), squeeze=False)
        for name, axis in zip(names, axes.flat, strict=False):
            points = np.array([(row["step"], row[name]) for row in self._rows if name in row])
            axis.plot(points[:, 0], points[:, 1], linewidth=0.8)
            axis.set_title(name)
            axis.grid(alpha=0.3)
        figure.tight_layout()
        figure.savefig(self._path.with_suffix(".png"), dpi=70)
        plt.close(figure)
