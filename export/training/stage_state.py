"""Checkpoints of a running stage: everything that goes on after an interruption, written atomically."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


class Average:
    """An exponential moving average of a module's weights; the averages are what is evaluated and shipped."""

    def __init__(self, module: nn.Module, decay: float = 0.998) -> None:
        self._decay = decay
        self.state = {key: value.detach().clone() for key, value in module.state_dict().items()}

    def load(self, state: dict[str, Tensor]) -> None:
        """Go on from an average that was saved."""
        for key, value in state.items():
            self.state[key].copy_(value)

    def update(self, module: nn.Module, step: int) -> None:
        decay = min(self._decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for key, value in module.state_dict().items():
                if value.is_floating_point():
                    self.state[key].lerp_(value, 1 - decay)
                else:
                    self.state[key].copy_(value)


def save(path: Path, content: dict[str, Any]) -> None:
    partial = path.with_suffix(".part")
    torch.save(content, partial)
    partial.replace(path)


def load(path: Path) -> dict[str, Any] | None:
    """Return what `save` wrote, or None where nothing was saved yet."""
    if not path.exists():
        return None
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content


def learning_rate(step: int, peak: float, warm_up: int, fall: tuple[int, int] | None = None) -> float:
    """Return the rate at a step: linear warm-up, constant, and a fall to 5 % between the steps of `fall`.

    Constant in the middle, so that a run can go on for as long as there is time, and fall when there is not.
    """
    rate = peak * min(1.0, (step + 1) / warm_up)
    if fall is not None and step >= fall[0]:
        done = min(1.0, (step - fall[0]) / max(1, fall[1] - fall[0]))
        rate *= 1 - 0.95 * done
    return rate


def parameters_of(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Return the part of a state dict under `prefix`, without it."""
    return {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}
