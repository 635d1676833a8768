"""POST /v1/audio/speech: what can be refused is refused before the first byte; then sound, as it is made."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog
from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from auralis.audio.encode import find_format, start_encoder
from auralis.errors import AuralisError, DeadlineExceededError, EngineUnavailableError
from auralis.server.disconnect import ClientGone, unless_gone
from auralis.server.models import resolve
from auralis.server.schemas import SpeechBody
from auralis.server.services import Services, Used

log = structlog.get_logger(__name__)

CLIENT_CLOSED_REQUEST = 499
"""Seen in our log only."""

router = APIRouter()


@router.post("/v1/audio/speech")
async def speech(body: SpeechBody, request: Request, services: Used) -> Response:
    """Speak `input` in the voice of the recordings in `voice`."""
    media_type = find_format(body.response_format).media_type
    headers = {"x-auralis-ignored": ", ".join(ignored)} if (ignored := body.ignored()) else {}
    pieces = _pieces(body, services)
    try:
        first = await unless_gone(request.receive, anext(pieces))
    except ClientGone:
        log.info("the client left before the first audio")
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    except (EngineUnavailableError, DeadlineExceededError):
        services.readiness.suspect()
        raise
    return AudioResponse(first, pieces, media_type, headers, services)


class AudioResponse(Response):
    """A body that goes out piece by piece.

    A failure on the way ends the connection without the end mark of the body, so that no client takes the
    part for the whole.  When the client leaves, `pieces` is closed at once.
    """

    def __init__(
        self,
        first: bytes,
        pieces: AsyncGenerator[bytes, None],
        media_type: str,
        headers: dict[str, str],
        services: Services,
    ) -> None:
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self.init_headers(headers)
        self._first = first
        self._pieces = pieces
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await unless_gone(receive, self._send(send))
        except ClientGone:
            log.info("the client left before the end of the audio")
        except AuralisError as error:
            log.error("the audio broke off", reason=error.message, kind=type(error).__name__)
            self._services.readiness.suspect()
        finally:
            await self._pieces.aclose()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self._first, "more_body": True})
        async for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pieces(body: SpeechBody, services: Services) -> AsyncGenerator[bytes, None]:
    """Yield the encoded audio; the first piece comes with the first window of sound."""
    request = body.request(services.settings.max_input_characters)
    request = replace(request, release=await resolve(body.model, services.engine))
    encoder = start_encoder(body.response_format)
    async with services.admission, aclosing(services.speaker.speak(request)) as chunks:
        head = encoder.header()
        async for chunk in chunks:
            if piece := head + encoder.encode(chunk.samples):
                yield piece
                head = b""
        yield head + encoder.finish()
