"""The HTTP application: routes around what the lifespan holds."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from auralis.chat.upstream import Upstream
from auralis.engine.base import Engine
from auralis.server import chat, consents, errors, health, models, openapi, page, speech, voices
from auralis.server.admission import Admission
from auralis.server.keys import ApiKeys
from auralis.server.limits import BodyLimit, Deadline
from auralis.server.metrics import Metrics
from auralis.server.middleware import RequestContext
from auralis.server.readiness import Readiness
from auralis.server.services import Services
from auralis.server.settings import Settings
from auralis.server.transcripts import Transcripts
from auralis.speaker import Speaker
from auralis.voices.cache import VoiceCache
from auralis.voices.consents import ConsentStore
from auralis.voices.library import Library
from auralis.voices.names import Names
from auralis.voices.store import VoiceStore

EngineFactory = Callable[[], Engine]


def create_app(settings: Settings, engine: EngineFactory) -> FastAPI:
    """Return the application; `engine` is called inside its event loop, and closed when it stops."""

    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with tempfile.TemporaryDirectory(prefix="auralis-") as passing:
            kept = settings.voices_dir or Path(passing)
            app.state.services = services = _services(settings, engine(), metrics, kept)
            try:
                yield
            finally:
                await services.upstream.close()
                await services.readiness.close()
                await services.engine.close()

    app = FastAPI(
        title="Auralis", version=version("auralis"), docs_url=None, redoc_url=None, lifespan=lifespan
    )
    _surround(app, settings)
    app.add_middleware(RequestContext, metrics=metrics)
    errors.install(app)
    for part in (speech, chat, voices, consents, models, health):
        app.include_router(part.router)
    page.install(app)
    openapi.install(app)
    return app


def _surround(app: FastAPI, settings: Settings) -> None:
    """Put what looks at every request around the routes, the innermost first."""
    app.add_middleware(BodyLimit, most=settings.max_body_bytes, most_held=settings.max_bytes_held)
    if settings.request_timeout:
        app.add_middleware(Deadline, seconds=settings.request_timeout)
    if settings.api_keys:
        app.add_middleware(ApiKeys, keys=settings.api_keys, most_at_once=settings.max_per_key)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=["retry-after", "x-request-id", "x-auralis-ignored"],
        )


def _services(settings: Settings, engine: Engine, metrics: Metrics, kept: Path) -> Services:
    cache = VoiceCache(engine, settings.voices_cached)
    voices = VoiceStore(kept / "voices", settings.max_voices)
    library = Library(engine, cache, voices, Names(settings.voice_names))
    admission = Admission(settings.max_concurrency, settings.max_waiting)
    chats = Admission(settings.max_chats, 0)
    _observe(metrics, cache, admission, chats)
    return Services(
        settings,
        engine,
        Speaker(engine, library, settings.lexicon),
        admission,
        chats,
        Readiness(engine, settings.ready_seconds),
        metrics,
        voices,
        ConsentStore(kept / "consents", settings.max_voices),
        library,
        _upstream(settings),
        Transcripts(),
    )


def _upstream(settings: Settings) -> Upstream:
    return Upstream(
        settings.llm,
        connect_seconds=settings.llm_connect_seconds,
        stall_seconds=settings.llm_stall_seconds,
    )


def _observe(metrics: Metrics, voices: VoiceCache, admission: Admission, chats: Admission) -> None:
    metrics.observe(
        "auralis_chats_open", "Chats that are under way, spoken now or not", lambda: chats.at_work
    )
    metrics.observe("auralis_requests_at_work", "Requests that are spoken", lambda: admission.at_work)
    metrics.observe("auralis_requests_waiting", "Requests that wait for a place", lambda: admission.waiting)
    metrics.observe("auralis_voices_cached", "Voices that are kept computed", lambda: len(voices))
    metrics.count("auralis_voice_cache_hits", "Voices that were computed already", lambda: voices.hits)
    metrics.count("auralis_voice_cache_misses", "Voices that had to be computed", lambda: voices.misses)
