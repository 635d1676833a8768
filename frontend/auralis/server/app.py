"""The HTTP application: routes around what the lifespan holds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from auralis.engine.base import Engine
from auralis.server import errors, health, models, speech
from auralis.server.admission import Admission
from auralis.server.middleware import BodyLimit, RequestContext
from auralis.server.readiness import Readiness
from auralis.server.services import Services
from auralis.server.settings import Settings
from auralis.tts import Speaker
from auralis.voices.cache import VoiceCache

EngineFactory = Callable[[], Engine]


def create_app(settings: Settings, engine: EngineFactory) -> FastAPI:
    """Return the application; `engine` is called inside its event loop, and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = services = _services(settings, engine())
        try:
            yield
        finally:
            await services.readiness.close()
            await services.engine.close()

    app = FastAPI(title="Auralis", lifespan=lifespan)
    app.add_middleware(BodyLimit, most=settings.max_body_bytes)
    app.add_middleware(RequestContext)
    errors.install(app)
    for part in (speech, models, health):
        app.include_router(part.router)
    return app


def _services(settings: Settings, engine: Engine) -> Services:
    return Services(
        settings,
        engine,
        Speaker(engine, VoiceCache(engine, settings.voices_cached)),
        Admission(settings.max_concurrency, settings.max_waiting),
        Readiness(engine, settings.ready_seconds),
    )
