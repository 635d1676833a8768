"""A random generator on the CPU that can take its last draw back.

vLLM draws a code for every row of a batch, for a prompt that is only partly computed as well, and then takes
that draw back by setting the generator's offset.  torch's CPU generator has no offset and raises, which ends
the engine: one request with a seed would be enough.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

import torch

_generators: WeakSet[RewindingGenerator] = WeakSet()


class RewindingGenerator(torch.Generator):
    """Stands in for `torch.Generator` in the engine's process, on CPUs."""

    def __init__(self, *_arguments: Any, **_keywords: Any) -> None:
        super().__init__()
        self._before = self.get_state()
        _generators.add(self)

    def get_offset(self) -> int:
        return 0

    def set_offset(self, _offset: int) -> None:
        self.set_state(self._before)

    def note(self) -> None:
        """Remember where the next draw begins."""
        self._before = self.get_state()


def install() -> None:
    """Have vLLM make these generators where it makes any."""
    torch.Generator = RewindingGenerator


def note_all() -> None:
    """Do this before each step's draws."""
    for generator in _generators:
        generator.note()
