"""Debian's Firefox, headless, driven by WebDriver BiDi, which it speaks itself: it needs no geckodriver.

Without a sound card it never starts to play: PulseAudio stands in for one.
"""

import itertools
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE = 120
"""Seconds; the machine may be very busy."""

PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "media.autoplay.default": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class FirefoxPage:
    """What is done on a page; `complaints` are errors of scripts and broken rules."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        self._context = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def value(self, script: str) -> Any:
        """Return the value of a JavaScript expression: text, a number, a truth or nothing."""
        told = self._send(
            "script.evaluate", expression=script, target={"context": self._context}, awaitPromise=True
        )
        assert told["type"] == "success", told
        return told["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is truthy."""
        self.value(
            f"(async () => {{ while (!({condition})) await new Promise((r) => setTimeout(r, 50)); }})()"
        )

    def text(self, identifier: str) -> str:
        return str(self.value(f"document.getElementById('{identifier}').textContent"))

    def write(self, identifier: str, text: str) -> None:
        """Put `text` in place of what a field holds, key by key."""
        self.value(f"document.getElementById('{identifier}').select()")
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._send("input.performActions", context=self._context, actions=[keyboard])

    def _send(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(PATIENCE))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.complaints.append(str(message["params"]["text"]))
            elif message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]


@contextmanager
def firefox(directory: Path) -> Iterator[FirefoxPage]:
    """Start a Firefox whose profile, and all else that it keeps, is in that directory."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (directory / "user.js").write_text("\n".join(lines))
    with _sound_card(directory) as card:
        log = directory / "log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [
                    "firefox-esr",
                    "--headless",
                    "--no-remote",
                    "--remote-debugging-port=0",
                    "--profile",
                    directory,
                ],
                stderr=output,
                env={**os.environ, "HOME": str(directory), "PULSE_SERVER": card},
            )
        try:
            while (listening := _LISTENS.search(log.read_text())) is None:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            with connect(f"{listening[1]}/session", max_size=None) as socket:
                yield FirefoxPage(socket)
        finally:
            process.kill()
            process.wait()


@contextmanager
def _sound_card(directory: Path) -> Iterator[str]:
    """Yield the address of a sound server that plays to nobody."""
    socket = directory / "card"
    modules = ("module-null-sink", f"module-native-protocol-unix socket={socket} auth-anonymous=1")
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
    process = subprocess.Popen(
        [*command, *(f"--load={module}" for module in modules)],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(directory), "XDG_RUNTIME_DIR": str(directory)},
    )
    try:
        while not socket.exists():
            assert process.poll() is None, "PulseAudio ended at once"
            time.sleep(0.1)
        yield f"unix:{socket}"
    finally:
        process.terminate()
        process.wait()
