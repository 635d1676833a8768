"""Where the training keeps its state: in the user's cache, never in the repository."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


def default_root() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "auralis" / "training"


@dataclass(frozen=True)
class Workspace:
    """The files of one training run."""

    root: Path

    @property
    def shards(self) -> Path:
        return self.root / "shards"

    @property
    def codes(self) -> Path:
        return self.root / "codes.npz"

    def stage(self, name: str) -> Path:
        """Return the directory of a stage's checkpoints, curves and plots, made if need be."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path
