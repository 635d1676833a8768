"""Around every request: an id, one line in the log, its place in the metrics."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auralis.server.metrics import Metrics

log = structlog.get_logger(__name__)

REQUEST_ID = "x-request-id"


CLIENT_CLOSED_REQUEST = 499
"""The status of an answer that nobody waits for any more; seen in our log only."""


class RequestContext:
    """Gives every answer an `x-request-id`, the client's own if it is a decent one; logs and counts it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = sent if re.fullmatch(r"[\w.-]{1,128}", sent) else uuid4().hex
        scope["request_id"] = request_id
        answer = _Answer(request_id, receive, send)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, answer.receive, answer.send)
            finally:
                self._note(scope, answer)

    def _note(self, scope: Scope, answer: _Answer) -> None:
        seconds, outcome = time.monotonic() - answer.began, answer.outcome(scope)
        route = getattr(scope.get("route"), "path", "other")
        self._metrics.requests.labels(route, outcome).inc()
        self._metrics.request_seconds.labels(route).observe(seconds)
        what = {"method": scope["method"], "path": scope["path"], "status": answer.status}
        log.info("request", **what, outcome=outcome, seconds=round(seconds, 3))


def cut_off(scope: Scope) -> None:
    """Note that the answer to this request ends before it is whole, whatever its status says."""
    scope["cut_off"] = True


class _Answer:
    """The way of one answer to the client."""

    def __init__(self, request_id: str, receive: Receive, send: Send) -> None:
        self._request_id = request_id
        self._receive = receive
        self._send = send
        self.began = time.monotonic()
        self.status = 0
        self.whole = False
        self.client_gone = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect" and not self.whole:
            self.client_gone = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID] = self._request_id
        elif message["type"] == "http.response.body":
            self.whole = not message.get("more_body", False)
        await self._send(message)

    def outcome(self, scope: Scope) -> str:
        if self.client_gone or self.status == CLIENT_CLOSED_REQUEST:
            return "client_gone"
        if self.status >= 500 or not self.status:
            return "failed"
        if self.status >= 400:
            return "refused"
        return "cut_off" if scope.get("cut_off") or not self.whole else "ok"
