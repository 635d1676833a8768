"""One `tritonserver` process: started, its models loaded, stopped, and cleared up after."""

import logging
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auralis_xtts.launcher import processes, runtime
from auralis_xtts.launcher.control import Control
from auralis_xtts.launcher.errors import LauncherError, Transient
from auralis_xtts.launcher.log import Log
from auralis_xtts.launcher.settings import Settings

logger = logging.getLogger(__name__)

_NICENESS = 5  # who asks Triton for sound passes it on, and an LLM's text, in little time: it goes first
# The process tells the watcher its id before it becomes Triton, so that there is no moment in which the
# launcher's death would leave it behind.
_REGISTER = f'echo "$$" >&0; exec nice -n {_NICENESS} "$@" </dev/null'
_IDLE = 0.03  # of a core: what a server with all its models loaded uses for nothing, 0.02, and a little more
_GRACE = 5.0  # seconds beyond Triton's own exit timeout


@contextmanager
def launch(model_repository: Path, **settings: Any) -> Iterator["Server"]:
    """Run a server with its models loaded for the length of a `with` block.

    Takes the fields of `Settings`.  Raises LauncherError.
    """
    server = Server.start(Settings(model_repository, **settings))
    try:
        yield server
    finally:
        server.stop()


class Server:
    """A running Triton.  `grpc_url` is host:port, the other two are URLs; `pid` is tritonserver's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._begun = time.monotonic()
        self.http_port, self.grpc_port, self.metrics_port = _ports(settings)
        self.grpc_url = f"{settings.host}:{self.grpc_port}"
        self.http_url = f"http://{settings.host}:{self.http_port}"
        self.metrics_url = f"http://{settings.host}:{self.metrics_port}/metrics"
        self._directory = Path(tempfile.mkdtemp(prefix="auralis-triton-"))
        self._prefix = f"auralis-{uuid.uuid4().hex[:12]}-"
        self._watcher = _start_watcher(self._prefix, self._directory)
        try:
            self._process = self._start_triton()
        except BaseException:
            self._clear_up()
            raise
        self.pid = self._process.pid
        assert self._process.stdout is not None
        self._log = Log(self._process.stdout, settings.log or self._directory / "triton.log", settings.echo)
        self.log = self._log.path

    @classmethod
    def start(cls, settings: Settings) -> "Server":
        """Start a server and load its models; a start that dies or stands still is tried again."""
        models = settings.models()
        for attempt in range(1, settings.attempts + 1):
            server = cls(settings)
            try:
                server._load(models)
                return server
            except Transient as error:
                server.kill()
                if attempt == settings.attempts:
                    raise
                logger.warning("start %d of %d failed: %s", attempt, settings.attempts, error)
            except BaseException:
                server.kill()
                raise
        raise AssertionError("attempts is at least 1")

    @property
    def exit_code(self) -> int | None:
        """None while the server runs; negative when a signal ended it."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for the server's end and return its exit code."""
        return self._process.wait()

    def tail(self) -> str:
        """Return the last lines of the server's output."""
        return self._log.tail()

    def stop(self) -> None:
        """Let running requests finish, for a while, then leave nothing behind.  May be called twice."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(self._settings.exit_timeout + _GRACE)
            except subprocess.TimeoutExpired:
                logger.warning("tritonserver did not stop in time and is killed")
        self.kill()

    def kill(self) -> None:
        """End the server at once, and leave nothing behind."""
        self._clear_up()
        self._process.wait()
        self._log.close()

    def _start_triton(self) -> "subprocess.Popen[str]":
        runtime.copy_backends(self._directory / "backends")
        return subprocess.Popen(
            ["/bin/sh", "-c", _REGISTER, "tritonserver", *self._command()],
            env=runtime.environment(self._settings.environment, self._directory),
            stdin=self._watcher.stdin,  # its writing end, which the shell closes again
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,  # and no session, which Linux weighs as a whole (docs/decisions/0014)
        )

    def _command(self) -> list[str]:
        host, triton = self._settings.host, runtime.bundled_triton()
        return [
            str(triton / "bin" / "tritonserver"),
            f"--model-repository={self._settings.model_repository.absolute()}",
            f"--backend-directory={self._directory / 'backends'}",
            f"--cache-directory={triton / 'caches'}",
            *(f"--{protocol}-address={host}" for protocol in ("http", "grpc", "metrics")),
            f"--http-port={self.http_port}",
            f"--grpc-port={self.grpc_port}",
            f"--metrics-port={self.metrics_port}",
            "--allow-gpu-metrics=false",
            "--model-control-mode=explicit",
            # The hand-written configurations are complete; asking every model for its own costs seconds.
            "--disable-auto-complete-config",
            f"--exit-timeout-secs={self._settings.exit_timeout}",
            f"--backend-config=python,shm-region-prefix-name={self._prefix}",
        ]

    def _load(self, models: tuple[str, ...]) -> None:
        deadline = _Deadline(self, "open its ports", self._settings.start_deadline)
        control = Control(self._settings.host, self.http_port, deadline.check)
        while not control.live():
            deadline.check()
            time.sleep(0.05)
        for model in models:
            deadline = _Deadline(self, f"load {model}", self._settings.load_deadline)
            control = Control(self._settings.host, self.http_port, deadline.check)
            try:
                control.load(model)
            except Transient:
                raise
            except LauncherError as error:
                raise LauncherError(self.describe(str(error))) from error
            logger.info("%s is ready after %.1f s", model, time.monotonic() - self._begun)

    def describe(self, failure: str) -> str:
        """Return `failure` with the end of the server's output."""
        return f"{failure}\nThe last lines of its output:\n{self.tail()}"

    def _clear_up(self) -> None:
        assert self._watcher.stdin is not None
        self._watcher.stdin.close()
        self._watcher.wait()


class _Deadline:
    """Ends the wait for a server that died, stands still or takes too long."""

    def __init__(self, server: Server, task: str, seconds: float) -> None:
        self._server, self._task, self._seconds = server, task, seconds
        self._stall = server._settings.stall
        self._started = self._looked = self._progressed = time.monotonic()
        self._cpu = 0.0

    def check(self) -> None:
        """Raise Transient when another start may help, LauncherError when not."""
        code = self._server.exit_code
        if code is not None:
            self._server._log.close(1.0)
            how = f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
            raise (Transient if code < 0 or self._lost_its_port() else LauncherError)(
                self._server.describe(f"Triton {how} before it could {self._task}")
            )
        now = time.monotonic()
        if now - self._started > self._seconds:
            raise LauncherError(
                self._server.describe(f"Triton did not {self._task} within {self._seconds:g} s")
            )
        if now - self._looked > 1.0:
            self._looked = now
            self._check_progress(now)

    def _check_progress(self, now: float) -> None:
        cpu = processes.cpu_seconds(self._server.pid)
        if cpu - self._cpu > _IDLE * (now - self._progressed):
            self._cpu, self._progressed = cpu, now
        elif now - self._progressed > self._stall:
            raise Transient(
                self._server.describe(f"Triton stood still for {self._stall:g} s when it was to {self._task}")
            )

    def _lost_its_port(self) -> bool:
        """Return whether a port that was free when it was chosen no longer was."""
        settings = self._server._settings
        chosen = 0 in (settings.http_port, settings.grpc_port, settings.metrics_port)
        return chosen and re.search(r"already in use|failed to start", self._server.tail()) is not None


def _start_watcher(prefix: str, directory: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "auralis_xtts.launcher.watcher", prefix, str(directory)],
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,  # out of reach of whatever ends the launcher's process group
    )


def _ports(settings: Settings) -> tuple[int, int, int]:
    """Return the ports to use; those of 0 are free ones, all bound at once so that they differ."""
    sockets: list[socket.socket] = []
    try:
        for port in (settings.http_port, settings.grpc_port, settings.metrics_port):
            sockets.append(probe := socket.socket())
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, port))
            except OSError as error:
                raise LauncherError(f"cannot listen on {settings.host}:{port}: {error.strerror}") from error
        http, grpc, metrics = (probe.getsockname()[1] for probe in sockets)
        return http, grpc, metrics
    finally:
        for probe in sockets:
            probe.close()
