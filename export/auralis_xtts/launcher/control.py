"""Triton's HTTP control plane, as far as the launcher needs it."""

import json
import select
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any

from auralis_xtts.launcher.errors import LauncherError

_POLL = 0.2


class Control:
    """Asks a server that may not answer; `check` is called all the while and raises to give up."""

    def __init__(self, host: str, port: int, check: Callable[[], None]) -> None:
        self._host, self._port, self._check = host, port, check

    def live(self) -> bool:
        """Return whether the server answers."""
        try:
            return self._ask("GET", "/v2/health/live")[0] == 200
        except OSError:
            return False

    def load(self, model: str) -> None:
        """Load `model` and all versions of it that its configuration names; raises LauncherError."""
        try:
            status, answer = self._ask("POST", f"/v2/repository/models/{model}/load")
            if status == 200:
                status, answer = self._ask("GET", f"/v2/models/{model}/ready")
        except (OSError, HTTPException) as error:
            self._check()  # it knows better when the server died
            raise LauncherError(f"Triton broke off while it loaded {model}: {error}") from error
        if status != 200:
            raise LauncherError(f"Triton does not load {model}: {_reason(answer)}")

    def _ask(self, method: str, path: str) -> tuple[int, bytes]:
        connection = HTTPConnection(self._host, self._port)
        try:
            connection.request(method, path)
            while not select.select([connection.sock], [], [], _POLL)[0]:
                self._check()
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _reason(answer: bytes) -> str:
    try:
        document: Any = json.loads(answer)
        return str(document["error"])
    except (ValueError, KeyError, TypeError):
        return answer.decode(errors="replace") or "it is not ready"
