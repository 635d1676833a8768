"""What a text with markup comes to: spans, in order."""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 60.0
"""Seconds; anything shorter is none."""


@dataclass(frozen=True)
class Spoken:
    """Text without markup, and how it is spoken; None is what the request says.

    `rate` is how many times as fast as usual, with the pitch kept.
    """

    text: str
    language: str | None = None
    voice: str | None = None
    rate: float = 1.0


@dataclass(frozen=True)
class Pause:
    """Silence."""

    seconds: float


Span = Spoken | Pause
