import asyncio
import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def recording(oracle_reference: Path) -> str:
    """Return the seed's way to say what voice is meant, but for the list around it."""
    return base64.b64encode(oracle_reference.read_bytes()).decode()


@pytest.fixture
def let_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return what has seconds pass at once for everything that the event loop times."""

    def let_pass(seconds: float) -> None:
        loop = asyncio.get_running_loop()
        real = loop.time
        monkeypatch.setattr(loop, "time", lambda: real() + seconds)
        loop.call_soon(lambda: None)  # it looks at its clock when it wakes

    return let_pass
