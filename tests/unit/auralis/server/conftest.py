import base64
from collections.abc import Iterator
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
