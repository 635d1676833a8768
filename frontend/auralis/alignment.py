"""Which part of a sound is which word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def align(words: Sequence[str], samples: NDArray[np.float32], rate: int) -> list[tuple[float, float]]:
    """stub"""
    n = np.cumsum([0.0, *(len(w) + 1 for w in words)])
    n *= len(samples) / rate / max(n[-1], 1)
    return [(float(a), float(b)) for a, b in zip(n[:-1], n[1:], strict=True)]
