"""Where the training computes: a GPU if there is one.

Models are made, and all is drawn, on the CPU; so a run begins the same everywhere.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch


def best_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half_precision(device: torch.device) -> torch.autocast:
    """Return a context in which matrix products and convolutions are computed in bf16."""
    return torch.autocast(device.type, torch.bfloat16)


def full_precision(device: torch.device) -> AbstractContextManager[object]:
    """Return a context, within that of `half_precision`, in which nothing is."""
    if not torch.amp.is_autocast_available(device.type):
        return nullcontext()
    return torch.autocast(device.type, enabled=False)
