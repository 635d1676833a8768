"""A server that is started again when it dies."""

import json
import logging
import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from auralis_xtts.launcher.errors import LauncherError
from auralis_xtts.launcher.server import Server
from auralis_xtts.launcher.settings import Settings

logger = logging.getLogger(__name__)

_RESTARTS, _WINDOW = 5, 600.0


def supervise(settings: Settings, ready_file: Path | None = None, restart: bool = True) -> None:
    """Run a server until it ends by itself more often than it may; raises LauncherError then.

    A restarted server has the ports of the first one, and `ready_file` is there while one is ready.  An
    exception raised by a signal handler ends both this function and the server.
    """
    deaths: deque[float] = deque(maxlen=_RESTARTS)
    while True:
        with _running(settings, ready_file) as server:
            settings = replace(
                settings,
                http_port=server.http_port,
                grpc_port=server.grpc_port,
                metrics_port=server.metrics_port,
            )
            code = server.wait()
            message = server.describe(f"tritonserver ended unasked with status {code}")
        now = time.monotonic()
        if not restart or (len(deaths) == _RESTARTS and now - deaths[0] < _WINDOW):
            raise LauncherError(message)
        deaths.append(now)
        logger.error("%s\nIt is started again.", message)


@contextmanager
def _running(settings: Settings, ready_file: Path | None) -> Iterator[Server]:
    server = Server.start(settings)
    try:
        if ready_file is not None:
            _write(ready_file, server)
        yield server
    finally:
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)
        server.stop()


def _write(ready_file: Path, server: Server) -> None:
    document = {
        "grpc_url": server.grpc_url,
        "http_url": server.http_url,
        "metrics_url": server.metrics_url,
        "pid": server.pid,
    }
    aside = ready_file.with_name(f"{ready_file.name}.{os.getpid()}")
    aside.write_text(json.dumps(document))
    aside.replace(ready_file)  # a reader sees all of it or nothing
