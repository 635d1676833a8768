"""Around every request: an id, a limit to its body, one line in the log."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

REQUEST_ID = "x-request-id"


class RequestContext:
    """Gives every answer an `x-request-id`, the client's own if it is a decent one, and logs the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = sent if re.fullmatch(r"[\w.-]{1,128}", sent) else uuid4().hex
        scope["request_id"] = request_id
        status, whole, began = 0, False, time.monotonic()

        async def sending(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            else:
                whole = not message.get("more_body", False)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, sending)
            finally:
                seconds = round(time.monotonic() - began, 3)
                outcome = {"status": status, "whole": whole, "seconds": seconds}
                log.info("request", method=scope["method"], path=scope["path"], **outcome)


class BodyLimit:
    """Refuses a body above `most` bytes with 413, as soon as that is known."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def receiving() -> Message:
            nonlocal received
            announced = Headers(scope=scope).get("content-length", "0")
            message = await receive()
            received += len(message.get("body", b""))
            if max(received, int(announced) if announced.isdecimal() else 0) > self._most:
                raise HTTPException(413, f"the body is larger than {self._most} bytes")
            return message

        await self._app(scope, receiving if scope["type"] == "http" else receive, send)
