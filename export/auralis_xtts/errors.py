"""What can go wrong while a checkpoint becomes a release.

ExportError
├── CheckpointError   the weights or files that were given cannot be used
├── ConfigError       the checkpoint's configuration does not describe a model that we can build
├── RepositoryError   the model repository cannot be written, read or changed
└── ConversionError   an exported graph does not compute what the networks compute

Every message is one line that names the thing, fit to be shown to whoever ran the command.
"""

from __future__ import annotations


class ExportError(Exception):
    """Base of all; the command line prints the message and exits with 1."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class CheckpointError(ExportError):
    """Not a checkpoint, an unknown layout, truncated, unsafe, or with weights missing or misshapen."""


class ConfigError(ExportError):
    """The configuration lacks a key or holds an impossible value; the message names the key."""


class RepositoryError(ExportError):
    """No space, no permission, a release that exists or is incomplete, or a damaged configuration."""


class ConversionError(ExportError):
    """A graph deviates from its network by more than is tolerated."""
