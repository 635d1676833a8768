"""What the routes work with; made when the server starts, closed when it stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from auralis.engine.base import Engine
from auralis.server.admission import Admission
from auralis.server.readiness import Readiness
from auralis.server.settings import Settings
from auralis.tts import Speaker


@dataclass(frozen=True)
class Services:
    settings: Settings
    engine: Engine
    speaker: Speaker
    admission: Admission
    readiness: Readiness


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Used = Annotated[Services, Depends(_services)]
