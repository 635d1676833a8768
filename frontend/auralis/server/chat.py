"""POST /v1/chat/completions: an LLM's answer, spoken while it is written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response

from auralis.chat.chain import Chain, Pieces, Said
from auralis.chat.completion import Document, text
from auralis.chat.target import Target
from auralis.engine.base import AudioChunk
from auralis.errors import AuralisError, DeadlineExceededError, EngineUnavailableError
from auralis.server import sse
from auralis.server.admission import Turns
from auralis.server.chat_dialects import OfficialDialect, SeedDialect, whole_answer
from auralis.server.chat_request import Asked, Dialect, Speech
from auralis.server.chat_schemas import ChatBody
from auralis.server.disconnect import ClientGone, unless_gone
from auralis.server.errors import error_object
from auralis.server.middleware import CLIENT_CLOSED_REQUEST
from auralis.server.models import resolve
from auralis.server.services import Services, Used
from auralis.server.speech import AudioResponse
from auralis.server.voicing import Voicing, whole_file

log = structlog.get_logger(__name__)

ROUTE = "/v1/chat/completions"

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, or its events where `stream` is true",
        "headers": {
            "x-auralis-ignored": {
                "description": "Fields that were asked for and change nothing",
                "schema": {"type": "string"},
            }
        },
        "content": {
            "application/json": {"schema": {"type": "object"}},
            sse.MEDIA_TYPE: {},  # a schema would be taken for that of one event
        },
    }
}

router = APIRouter(tags=["chat"])


@router.post(ROUTE, response_class=Response, responses=ANSWERS)
async def chat(body: ChatBody, request: Request, services: Used) -> Response:
    """Have an LLM answer, and speak the answer.

    The answer's header `x-auralis-ignored` names the fields that were asked for and change nothing.
    """
    asked = await asyncio.to_thread(Asked.by, body)  # recordings in it are decoded
    call = _Call(body, asked, _client_key(request, services), services)
    try:
        if body.stream:
            events = call.events()
            first = await unless_gone(request.receive, anext(events))
            headers = {**sse.HEADERS, **call.headers}
            return AudioResponse(first, events, sse.MEDIA_TYPE, headers, services.readiness, _farewell)
        answer = await unless_gone(request.receive, call.whole())
        return Response(sse.as_json(answer), media_type="application/json", headers=call.headers)
    except ClientGone:
        log.info("the client left before the first of the answer")
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    except (EngineUnavailableError, DeadlineExceededError):
        services.readiness.suspect()
        raise


class _Call:
    """One chat; raises InvalidRequestError for a body that asks for what cannot be."""

    def __init__(self, body: ChatBody, asked: Asked, client_key: str | None, services: Services) -> None:
        self._asked = asked
        self._target: Target = services.upstream.target(body.openai_api_url)
        self._body = {
            **self._asked.body,
            "messages": services.transcripts.resolved(self._asked.body["messages"]),
        }
        self._model = body.model
        self._client_key = client_key
        self._services = services
        self._began = time.monotonic()
        self._ignored = {*self._asked.speech.ignored} if self._asked.speech else set()

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's headers say of it, once there is something of it."""
        return {"x-auralis-ignored": ", ".join(sorted(self._ignored))} if self._ignored else {}

    async def events(self) -> AsyncGenerator[bytes, None]:
        """Yield the answer, and its sound, as events."""
        dialect = self._dialect()
        async with self._open() as speech:
            answer = self._timed(self._services.upstream.stream(self._target, self._body, self._client_key))
            documents = _silent(answer, dialect) if speech is None else self._spoken(answer, dialect, speech)
            async with aclosing(documents):
                async for document in documents:
                    yield sse.event(document)
        yield sse.DONE

    async def whole(self) -> Document:
        """Return the answer as a whole, with its sound."""
        async with self._open() as speech:
            with self._services.metrics.upstream():
                completion = await self._services.upstream.complete(
                    self._target, self._body, self._client_key
                )
            content = text(completion["choices"][0]["message"])
            audio = await self._audio(content, speech) if speech is not None and content else None
        return whole_answer(completion, audio, keeps_content=self._asked.dialect is not Dialect.OFFICIAL)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Speech | None]:
        """Count as a chat, and yield the speech with its release; what cannot be spoken is refused.

        No place is taken until there is something to speak, and the LLM is not asked where it would be long
        in coming.
        """
        async with self._services.chats:
            speech = self._asked.speech
            if speech is None:
                yield None
                return
            self._services.admission.check()
            with speech.naming():
                release = await resolve(speech.model, self._services.engine)
                request = replace(speech.request, release=release)
                self._ignored.update(await self._services.speaker.check(request))
            yield replace(speech, request=request)

    async def _spoken(
        self, answer: AsyncGenerator[Document, None], dialect: SeedDialect, speech: Speech
    ) -> AsyncGenerator[Document, None]:
        def speak(pieces: AsyncIterable[str]) -> AsyncGenerator[str, None]:
            return Voicing(speech.format, speech.speed).stream(self._speak(pieces, speech))

        async with aclosing(Chain(answer, self._pieces(speech), speak).events()) as events:
            async for event in events:
                told = dialect.said(event.chunk) if isinstance(event, Said) else dialect.sound(event.data)
                for document in told:
                    yield document
        for document in dialect.end():
            yield document

    async def _audio(self, content: str, speech: Speech) -> Document:
        pieces = self._pieces(speech)
        cut = [*pieces.feed(content), *pieces.finish()]
        async with aclosing(self._speak(_each(cut), speech)) as chunks:
            data = await whole_file(chunks, speech.format, speech.speed)
        return self._services.transcripts.audio(content, data)

    def _speak(self, pieces: AsyncIterable[str], speech: Speech) -> AsyncGenerator[AudioChunk, None]:
        turns = Turns(self._services.admission)
        chunks = self._services.speaker.speak(replace(speech.request, text=pieces), place=turns)
        return self._services.metrics.measure(chunks, ROUTE, self._began, speech.speed)

    def _pieces(self, speech: Speech) -> Pieces:
        return Pieces(speech.words, self._services.settings.max_input_characters)

    def _dialect(self) -> SeedDialect:
        asked = self._asked
        if asked.dialect is Dialect.OFFICIAL:
            return OfficialDialect(self._model, self._services.transcripts, shows_usage=asked.shows_usage)
        return SeedDialect(self._model, shows_text=asked.shows_text, shows_usage=asked.shows_usage)

    async def _timed(self, answer: AsyncGenerator[Document, None]) -> AsyncGenerator[Document, None]:
        """Yield `answer`, and note when it began."""
        async with aclosing(answer):
            with self._services.metrics.upstream():
                chunk = await anext(answer, None)
            while chunk is not None:
                yield chunk
                chunk = await anext(answer, None)


async def _silent(
    answer: AsyncGenerator[Document, None], dialect: SeedDialect
) -> AsyncGenerator[Document, None]:
    async with aclosing(answer):
        async for chunk in answer:
            for document in dialect.said(chunk):
                yield document
    for document in dialect.end():
        yield document


async def _each(pieces: list[str]) -> AsyncGenerator[str, None]:
    for piece in pieces:
        yield piece


def _client_key(request: Request, services: Services) -> str | None:
    """Return the client's bearer, if it is meant for the LLM: where we have keys, it is one of ours."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if services.settings.api_keys or scheme.lower() != "bearer" or not token.isascii():
        return None
    return token or None


def _farewell(error: AuralisError) -> bytes:
    return sse.event(error_object(error)) + sse.DONE
