"""POST /v1/audio/speech: what can be refused is refused before the first byte; then sound, as it is made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from auralis.audio.encode import FORMATS, find_format, start_encoder
from auralis.audio.speed import Tempo
from auralis.errors import AuralisError, DeadlineExceededError, EngineUnavailableError, UpstreamError
from auralis.server import speech_events, sse
from auralis.server.disconnect import ClientGone, unless_gone
from auralis.server.limits import telling_deadline
from auralis.server.middleware import CLIENT_CLOSED_REQUEST, cut_off
from auralis.server.models import resolve
from auralis.server.readiness import Readiness
from auralis.server.schemas import SpeechBody
from auralis.server.services import Services, Used
from auralis.server.speech_events import Timestamps
from auralis.server.voicing import encoded, finished
from auralis.speaker import Usage
from auralis.timeline import Timeline
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

log = structlog.get_logger(__name__)

ROUTE = "/v1/audio/speech"
FAREWELL_SECONDS = 5.0
"""How long a client may take to read why its answer ends."""
BINARY = {"type": "string", "format": "binary"}

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The sound, or its events where `stream_format` is sse",
        "headers": {
            "x-auralis-ignored": {
                "description": "Fields that were asked for and change nothing",
                "schema": {"type": "string"},
            },
            "x-auralis-reference-warnings": {
                "description": "What may be wrong with the recordings in `voice`: code: sentence; ...",
                "schema": {"type": "string"},
            },
        },
        "content": {
            **{entry.media_type: {"schema": BINARY} for entry in FORMATS.values()},
            sse.MEDIA_TYPE: {},  # a schema would be taken for that of one event
        },
    }
}

router = APIRouter()


@router.post(ROUTE, response_class=Response, responses=ANSWERS, tags=["speech"])
async def speech(body: SpeechBody, request: Request, services: Used) -> Response:
    """Speak `input` in the voice that `voice` names, or in that of the recordings in it.

    The answer's header `x-auralis-ignored` names the fields that were asked for and change nothing;
    `x-auralis-reference-warnings` says what may be wrong with the recordings.
    """
    media_type = find_format(body.response_format).media_type
    headers: dict[str, str] = {}
    usage, farewell = Usage(), None
    timeline = Timeline() if body.timestamps is not None else None
    pieces = _pieces(body, services, usage, timeline)
    if body.stream_format == "sse":
        timestamps = None
        if timeline is not None:
            timestamps = Timestamps(timeline, body.timestamps == "word", body.speed)
        pieces, farewell = speech_events.events(pieces, usage, timestamps), speech_events.failure
        media_type, headers = sse.MEDIA_TYPE, {**sse.HEADERS}
    try:
        first = await unless_gone(request.receive, anext(pieces))
    except ClientGone:
        log.info("the client left before the first audio")
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    except (EngineUnavailableError, DeadlineExceededError):
        services.readiness.suspect()
        raise
    if ignored := sorted({*body.ignored(), *usage.ignored}):
        headers["x-auralis-ignored"] = ", ".join(ignored)
    if usage.warnings:
        told = "; ".join(f"{warning.code}: {warning.message}" for warning in usage.warnings)
        headers["x-auralis-reference-warnings"] = told
    return AudioResponse(first, pieces, media_type, headers, services.readiness, farewell)


class AudioResponse(Response):
    """A body that goes out piece by piece.

    A failure on the way, the request's deadline included, ends the body with what `farewell` says of it.
    Without that, it ends the connection but not the body, so that no client takes the part for the whole.
    When the client leaves, `pieces` is closed at once.
    """

    def __init__(
        self,
        first: bytes,
        pieces: AsyncGenerator[bytes, None],
        media_type: str,
        headers: dict[str, str],
        readiness: Readiness,
        farewell: Callable[[AuralisError], bytes] | None = None,
    ) -> None:
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self.init_headers(headers)
        self._first = first
        self._pieces = pieces
        self._readiness = readiness
        self._farewell = farewell
        self._whole = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            async with telling_deadline(scope):
                await unless_gone(receive, self._send(send))
        except ClientGone:
            log.info("the client left before the end of the audio")
        except AuralisError as error:
            if self._whole:
                return
            cut_off(scope)
            if isinstance(error, UpstreamError):  # what an LLM says does not belong in the log
                log.error("the LLM's answer broke off", status=error.status)
            else:
                log.error("the audio broke off", reason=error.message, kind=type(error).__name__)
                self._readiness.suspect()
            if self._farewell is not None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(FAREWELL_SECONDS):
                        await send({"type": "http.response.body", "body": self._farewell(error)})
        finally:
            await self._pieces.aclose()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.body", "body": self._first, "more_body": True})
        async for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)  # pieces that wait would all be sent before it shows that the client left
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        self._whole = True


async def _pieces(
    body: SpeechBody, services: Services, usage: Usage, timeline: Timeline | None
) -> AsyncGenerator[bytes, None]:
    """Yield the encoded audio; the first piece comes with the first window of sound."""
    began = time.monotonic()
    request = await asyncio.to_thread(body.request, services.settings.max_input_characters)
    request = replace(request, release=await resolve(body.model, services.engine))
    encoder, tempo = start_encoder(body.response_format), Tempo(body.speed, OUTPUT_SAMPLE_RATE)
    async with services.admission:
        spoken = services.speaker.speak(request, usage, timeline)
        async with aclosing(services.metrics.measure(spoken, ROUTE, began, body.speed)) as chunks:
            head = encoder.header()
            async for chunk in chunks:
                if piece := head + await asyncio.to_thread(encoded, encoder, tempo, chunk):
                    yield piece
                    head = b""
            yield head + await asyncio.to_thread(finished, encoder, tempo)
