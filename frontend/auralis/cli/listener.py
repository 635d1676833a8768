"""The socket that the server listens on."""

from __future__ import annotations

import os
import socket

from auralis.errors import LocalEngineError


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket on `port` of `host`, any free one for 0; raises LocalEngineError."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=2048)
        # asyncio turns Nagle's algorithm off only for sockets that were made with a protocol number; with it,
        # what follows the head of an answer waits 40 ms for the client's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        return listener
    except OSError as error:
        # A failure to resolve the host has a negative number and words of its own.
        reason = os.strerror(error.errno) if error.errno is not None and error.errno > 0 else error.strerror
        raise LocalEngineError(f"cannot listen on {host}:{port}: {reason}") from None
