"""The output of a server, line by line."""

import sys
from collections import deque
from pathlib import Path
from threading import Thread
from typing import IO

_TAIL_LINES = 30


class Log:
    """Copies a pipe to a file, and to standard error when `echo` is set, until the pipe ends."""

    def __init__(self, pipe: IO[str], path: Path, echo: bool) -> None:
        self.path = path
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._pipe, self._echo = pipe, echo
        self._file = path.open("a", buffering=1)
        self._thread = Thread(target=self._copy, name="triton-log", daemon=True)
        self._thread.start()

    def tail(self) -> str:
        """Return the last lines."""
        return "".join(list(self._tail)).rstrip()

    def close(self, patience: float = 5.0) -> None:
        """Wait for the end of the pipe, which comes when no process of the server's is left."""
        self._thread.join(patience)

    def _copy(self) -> None:
        with self._pipe, self._file:
            for line in self._pipe:
                self._tail.append(line)
                self._file.write(line)
                if self._echo:
                    sys.stderr.write(line)
                    sys.stderr.flush()
