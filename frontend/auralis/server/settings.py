"""What the server is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auralis.chat.policy import Policy


@dataclass(frozen=True)
class Settings:
    """Raises ValueError for a value that makes no sense."""

    max_concurrency: int = 8
    """Requests that are spoken at the same time; each prepares one utterance beside the one that it plays."""

    max_waiting: int = 32
    """Requests that wait for a place; more are answered with 429."""

    max_chats: int = 64
    """Chats that are under way; more are answered with 429.  Each takes a place only while it has something
    to be spoken, and is never sent away for want of one."""

    max_body_bytes: int = 64 << 20
    """A body above this is answered with 413; a minute of uncompressed stereo in base64 takes 15 MB."""

    max_input_characters: int = 1_000_000
    """A text above this is answered with 413."""

    ready_seconds: float = 3.0
    """How long an answer of /health/ready holds before the engine is asked again."""

    voices_cached: int = 256

    api_keys: tuple[bytes, ...] = ()
    """What `Authorization: Bearer` may hold, hashed (`server.keys`); without any, everybody is let in."""

    max_per_key: int = 0
    """Requests with a body that one API key may have under way; more are answered with 429.  0 for any."""

    request_timeout: float = 3600.0
    """Seconds from a request's first byte to its answer's last; 0 for any."""

    max_bytes_held: int = 1 << 30
    """Of the bodies of all requests under way; beyond that they are answered with 429."""

    cors_origins: tuple[str, ...] = ()
    """Origins whose pages may use this server from a browser; `*` for all."""

    voices_dir: Path | None = None
    """Where uploaded voices are kept; without, they vanish with the server."""

    max_voices: int = 1000
    """Uploaded voices that are kept, and as many consents."""

    voice_names: Mapping[str, str] = field(default_factory=dict)
    """What OpenAI's voice names stand for, where the default is not wanted (`auralis.voices.names`)."""

    lexicon: Mapping[str, str] = field(default_factory=dict)
    """Words that are not read as they are written (`auralis.text.lexicon`), in every request."""

    llm: Policy = field(default_factory=Policy)
    """Which LLMs may be called, and with which keys; none by default."""

    llm_connect_seconds: float = 10.0
    """How long a connection to an LLM may take."""

    llm_stall_seconds: float = 120.0
    """How long an LLM may say nothing."""

    def __post_init__(self) -> None:
        for name in (
            "max_concurrency",
            "max_chats",
            "max_body_bytes",
            "max_bytes_held",
            "max_input_characters",
            "voices_cached",
        ):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("max_waiting", "ready_seconds", "max_per_key", "request_timeout", "max_voices"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative, and is {getattr(self, name)}")
