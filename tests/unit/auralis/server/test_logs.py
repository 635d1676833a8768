"""What the server writes of its requests, read back from the lines themselves."""

import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError
from auralis.server import logs
from served import VOCABULARY, served

SECRET_TEXT = "Xylophones are quite confidential."
SECRET_KEY = "sk-0123456789"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    before, level, settings = root.handlers[:], root.level, structlog.get_config()
    logs.configure()
    yield written
    root.handlers[:] = before
    for name in logs.TELL_ADDRESSES:
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.setLevel(level)
    structlog.configure(**settings)


async def test_every_line_is_json_with_the_request_and_nothing_private(
    lines: io.StringIO, recording: str
) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    good = {"model": "xttsv2", "input": SECRET_TEXT, "voice": [recording]}
    bodies = [
        good,
        {**good, "voice": [recording[:-9] + "!"]},
        {**good, SECRET_TEXT: 1},
        {**good, "top_k": "1"},
    ]
    headers = {"authorization": f"Bearer {SECRET_KEY}", "x-request-id": "mine-1"}
    url_of_a_secret = f"/v1/audio/speech?key={SECRET_KEY}"
    async with served(engine) as url, httpx.AsyncClient(base_url=url, headers=headers) as client:
        for body in bodies:
            await client.post(url_of_a_secret, json=body)
        engine.failure = EngineError("broken")
        await client.post("/v1/audio/speech", json=good)
    written = lines.getvalue()
    for secret in (SECRET_TEXT, "Xylophones", SECRET_KEY, recording[100:140]):
        assert secret not in written
    entries = [json.loads(line) for line in written.splitlines()]
    requests = [entry for entry in entries if entry["event"] == "request"]
    assert [(entry["status"], entry["request_id"], entry["path"]) for entry in requests] == [
        (status, "mine-1", "/v1/audio/speech") for status in (200, 400, 400, 400, 500)
    ]
    assert all(entry["timestamp"] and entry["level"] == "info" for entry in requests)
