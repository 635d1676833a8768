"""The checkpoint that comes with the package."""

from __future__ import annotations

from pathlib import Path

NAME = "mini"
"""What stands for it wherever a checkpoint is named."""


def bundled() -> Path:
    """Return the directory of the checkpoint `mini`, in the layout of a Coqui release."""
    return Path(__file__).parent / NAME
