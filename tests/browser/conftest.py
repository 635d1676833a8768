"""Debian's Chromium (`make browser`), headless, and the application in a thread beside the tests."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.server.settings import Settings
from browser_page import Page
from served import VOCABULARY, served

FLAGS = (
    "--headless",
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, and needs no leave
    "--use-fake-ui-for-media-stream",
)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    profile = tmp_path_factory.mktemp("chromium")
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service("/usr/bin/chromedriver", env={**os.environ, "HOME": str(profile)})
    with Chrome(options, service) as browser:
        yield browser


@pytest.fixture
def portal() -> Iterator[BlockingPortal]:
    with structlog.testing.capture_logs(), start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=("Ada Example",))


@pytest.fixture
def page(chromium: Chrome, portal: BlockingPortal, engine: FakeEngine, tmp_path: Path) -> Iterator[Page]:
    """Open the page of a fresh server; at the end, nothing may have gone wrong in it unseen."""
    server: AbstractContextManager[str] = portal.wrap_async_context_manager(
        served(engine, Settings(ready_seconds=0, llm=Policy(anywhere=True)))
    )
    with server as url:
        page = Page(chromium, url, tmp_path)
        page.open()
        page.write("text", "Hello there.")
        yield page
        complaints = page.complaints()
        page.leave()
    assert complaints == []
