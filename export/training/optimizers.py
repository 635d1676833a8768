"""The optimizers of the GPT: Muon for the matrices of its blocks, AdamW for all else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

_BLOCKS = ("gpt.gpt.h.", "gpt.conditioning_perceiver.layers.")
_MUON_RATE, _ADAM_RATE, _DECAY = 3e-3, 1e-3, 0.05


class Optimizers:
    """Both as one.  Muon's updates are scaled to the size of AdamW's.

    Args:
        module: Holds the GPT as its member `gpt`.
    """

    def __init__(self, module: nn.Module) -> None:
        named = list(module.named_parameters())
        matrices = [x for name, x in named if x.dim() == 2 and name.startswith(_BLOCKS)]
        chosen = {id(x) for x in matrices}
        others = [x for _, x in named if id(x) not in chosen]
        muon = torch.optim.Muon(matrices, lr=_MUON_RATE, weight_decay=_DECAY, adjust_lr_fn="match_rms_adamw")
        adam = torch.optim.AdamW(_by_decay(others), lr=_ADAM_RATE, betas=(0.9, 0.98))
        self._members = ((muon, _MUON_RATE), (adam, _ADAM_RATE))

    def step(self, share: float) -> None:
        """Update the weights at a share of the full learning rates, and forget the gradients."""
        for member, rate in self._members:
            for group in member.param_groups:
                group["lr"] = rate * share
            member.step()
        self.forget()

    def forget(self) -> None:
        for member, _ in self._members:
            member.zero_grad()

    def state_dict(self) -> list[dict[str, Any]]:
        return [member.state_dict() for member, _ in self._members]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        for (member, _), state in zip(self._members, states, strict=True):
            member.load_state_dict(state)


def _by_decay(parameters: Iterable[nn.Parameter]) -> list[dict[str, Any]]:
    """Return the parameters in two groups: matrices, which decay, and the rest."""
    wide: list[nn.Parameter] = []
    narrow: list[nn.Parameter] = []
    for x in parameters:
        (wide if x.dim() >= 2 and min(x.shape) > 1 else narrow).append(x)
    return [{"params": wide, "weight_decay": _DECAY}, {"params": narrow, "weight_decay": 0.0}]
