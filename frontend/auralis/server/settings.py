"""What the server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Raises ValueError for a value that makes no sense."""

    max_concurrency: int = 8
    """Requests that are spoken at the same time; each prepares one utterance beside the one that it plays."""

    max_waiting: int = 32
    """Requests that wait for a place; more are answered with 429."""

    max_body_bytes: int = 64 << 20
    """A body above this is answered with 413; a minute of uncompressed stereo in base64 takes 15 MB."""

    max_input_characters: int = 1_000_000
    """A text above this is answered with 413."""

    ready_seconds: float = 3.0
    """How long an answer of /health/ready holds before the engine is asked again."""

    voices_cached: int = 256

    def __post_init__(self) -> None:
        for name in ("max_concurrency", "max_body_bytes", "max_input_characters", "voices_cached"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("max_waiting", "ready_seconds"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative, and is {getattr(self, name)}")
