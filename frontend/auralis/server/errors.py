"""Errors as the OpenAI protocol has them: `{"error": {"message", "type", "param", "code"}}`.

`TABLE` is the one place where an error of ours gets its HTTP status.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from auralis import errors

RETRY_SECONDS = 2
"""Retry-After of answers that say nothing of their own."""

LONGEST_PARAM = 80
"""Characters of a field's name that an error repeats."""


@dataclass(frozen=True)
class Answer:
    status: int
    type: str
    code: str | None
    retry: bool | None = None
    """Whether to tell the client to ask again; the SDK has ideas of its own where nothing is said."""


TABLE: dict[type[errors.AuralisError], Answer] = {
    errors.AuralisError: Answer(500, "server_error", "internal_error"),
    errors.InvalidRequestError: Answer(400, "invalid_request_error", None),
    errors.NotFoundError: Answer(404, "invalid_request_error", "not_found"),
    errors.TooLargeError: Answer(413, "invalid_request_error", "request_too_large"),
    errors.ConflictError: Answer(409, "invalid_request_error", "already_exists", retry=False),
    errors.AuthenticationError: Answer(401, "invalid_request_error", "invalid_api_key"),
    errors.OverloadedError: Answer(429, "rate_limit_error", "overloaded", retry=True),
    errors.DeadlineExceededError: Answer(504, "server_error", "deadline_exceeded", retry=False),
    errors.EngineUnavailableError: Answer(503, "server_error", "engine_unavailable", retry=True),
    errors.UpstreamError: Answer(502, "upstream_error", "upstream_error"),
    errors.EngineError: Answer(500, "server_error", "engine_error"),
    errors.StorageError: Answer(500, "server_error", "storage_error"),
    errors.LocalEngineError: Answer(503, "server_error", "engine_unavailable", retry=True),
    errors.MissingPackageError: Answer(500, "server_error", "missing_package"),
}


def answer(error: errors.AuralisError) -> JSONResponse:
    """Return the HTTP answer to an error."""
    row = TABLE[type(error)]
    headers = {}
    if row.retry:
        seconds = error.retry_after if isinstance(error, errors.OverloadedError) else RETRY_SECONDS
        headers["retry-after"] = str(max(1, math.ceil(seconds)))
    if row.retry is False:
        headers["x-should-retry"] = "false"
    if isinstance(error, errors.UpstreamError) and error.retry_after:
        headers["retry-after"] = error.retry_after
    status = error.status if isinstance(error, errors.UpstreamError) else row.status
    return JSONResponse(error_object(error), status, headers)


def error_object(error: errors.AuralisError) -> dict[str, Any]:
    """Return what stands for `error` in an answer's body, or as an event of a stream."""
    row = TABLE[type(error)]
    if isinstance(error, errors.UpstreamError):
        return _object(error.message, error.kind or row.type, error.param, error.code or row.code)
    param = error.param if isinstance(error, errors.InvalidRequestError) else None
    code = f"{param}_not_found" if isinstance(error, errors.NotFoundError) and param else row.code
    return _object(error.message, row.type, param, code)


def install(app: FastAPI) -> None:
    """Have `app` answer every failure in this form."""

    @app.exception_handler(errors.AuralisError)
    async def ours(_: Request, error: errors.AuralisError) -> JSONResponse:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer(_invalid(error))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 413:
            return answer(errors.TooLargeError(error.detail))
        if error.status_code == 429:
            return answer(errors.OverloadedError(error.detail))
        message = f"{request.method} {request.url.path}: {error.detail}"
        kind = "invalid_request_error" if error.status_code < 500 else "server_error"
        headers = dict(error.headers or {})
        if "Allow" in headers:
            headers["Allow"] = _allowed(request)
        return _error(error.status_code, message, kind, None, None, headers)

    @app.exception_handler(Exception)
    async def bug(request: Request, _: Exception) -> JSONResponse:
        # Answered outside the middleware, hence the header; the server logs the exception itself.
        request_id = request.scope.get("request_id", "")
        headers = {"x-request-id": request_id, "x-should-retry": "false"}
        message = f"an internal error, logged with request id {request_id}"
        return _error(500, message, "server_error", None, "internal_error", headers)


def _allowed(request: Request) -> str:
    """Return all methods of a path; Starlette knows those of its first route alone."""
    matching = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in matching for method in getattr(route, "methods", ())}))


def _invalid(error: RequestValidationError) -> errors.InvalidRequestError:
    """Return the first complaint about the body, with the field that it is about."""
    first: dict[str, Any] = error.errors()[0]
    if first["type"] == "json_invalid":
        return errors.InvalidRequestError(f"the body is not JSON: {first['ctx']['error']}")
    where = [str(part)[:LONGEST_PARAM] for part in first["loc"][1:]]  # after body, query, path or header
    if not where:
        return errors.InvalidRequestError("the body must be a JSON object, sent as application/json")
    if first["type"] == "extra_forbidden":
        return errors.InvalidRequestError(f"there is no parameter {where[0]!r}", param=where[0])
    return errors.InvalidRequestError(f"{where[0]}: {first['msg']}", param=where[0])


def _error(
    status: int, message: str, kind: str, param: str | None, code: str | None, headers: dict[str, str]
) -> JSONResponse:
    return JSONResponse(_object(message, kind, param, code), status, headers)


def _object(message: str, kind: str, param: str | None, code: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
