"""What the routes work with; made when the server starts, closed when it stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from auralis.chat.upstream import Upstream
from auralis.engine.base import Engine
from auralis.server.admission import Admission
from auralis.server.metrics import Metrics
from auralis.server.readiness import Readiness
from auralis.server.settings import Settings
from auralis.server.transcripts import Transcripts
from auralis.speaker import Speaker
from auralis.voices.consents import ConsentStore
from auralis.voices.library import Library
from auralis.voices.store import VoiceStore


@dataclass(frozen=True)
class Services:
    settings: Settings
    engine: Engine
    speaker: Speaker
    admission: Admission
    """To the engine."""
    chats: Admission
    readiness: Readiness
    metrics: Metrics
    voices: VoiceStore
    consents: ConsentStore
    library: Library
    upstream: Upstream
    transcripts: Transcripts


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Used = Annotated[Services, Depends(_services)]
