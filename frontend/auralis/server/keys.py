"""API keys: who may use `/v1`, and how much of it at once."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from auralis.errors import AuralisError, AuthenticationError, OverloadedError
from auralis.server.errors import answer

GUARDED = "/v1"
"""Everything below this path asks for a key; health, metrics, docs and the page do not."""


def hashed(key: str) -> bytes:
    """Return what is kept of a key in memory: its SHA-256."""
    return hashlib.sha256(key.encode()).digest()


class ApiKeys:
    """Lets nobody through to `/v1` without one of `keys` (`hashed`) as the bearer.

    Of the requests with one key, at most `most_at_once` that are no mere reading are under way at a time; 0
    stands for any number.
    """

    def __init__(self, app: ASGIApp, keys: Sequence[bytes], most_at_once: int = 0) -> None:
        self._app = app
        self._keys = tuple(keys)
        self._most_at_once = most_at_once
        self._under_way: Counter[bytes] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{GUARDED}/"):
            await self._app(scope, receive, send)
            return
        try:
            key = self._key(Headers(scope=scope).get("authorization", ""))
            counted = self._most_at_once > 0 and scope["method"] == "POST"
            if counted and self._under_way[key] >= self._most_at_once:
                raise OverloadedError("this API key has as many requests under way as it may have")
        except AuralisError as error:
            await self._refuse(error, scope, receive, send)
            return
        self._under_way[key] += counted
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way[key] -= counted

    def _key(self, authorization: str) -> bytes:
        """Return the hash of the key that is shown; raises AuthenticationError."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise AuthenticationError("an API key is needed: Authorization: Bearer KEY")
        shown = hashlib.sha256(token.strip().encode("latin-1")).digest()
        # Against all of them, so that the time tells nothing.
        if not sum(hmac.compare_digest(shown, key) for key in self._keys):
            raise AuthenticationError("this API key is not known here")
        return shown

    async def _refuse(self, error: AuralisError, scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(error)
        if isinstance(error, AuthenticationError):
            response.headers["www-authenticate"] = "Bearer"
        await response(scope, receive, send)
