"""The page in Firefox, in front of the engine's double."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal

from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.errors import EngineUnavailableError
from auralis.server.settings import Settings
from fake_llm import fake_llm, saying
from firefox import FirefoxPage, firefox
from served import served

pytestmark = pytest.mark.firefox

ADA = "[...document.querySelectorAll('#voices option')].find((option) => option.text === 'Ada Example')"
SPEAK = "document.querySelector('#speak-form button.main').click()"


@pytest.fixture
def page(portal: BlockingPortal, engine: FakeEngine, tmp_path: Path) -> Iterator[FirefoxPage]:
    settings = Settings(ready_seconds=0, llm=Policy(anywhere=True))
    server: AbstractContextManager[str] = portal.wrap_async_context_manager(served(engine, settings))
    with server as url, firefox(tmp_path) as page:
        page.open(url)
        page.wait(ADA)
        page.value(f"{ADA}.selected = true")
        yield page


def done(page: FirefoxPage, word: str = "Done.") -> None:
    page.wait(f"document.getElementById('status').textContent.includes('{word}')")


def test_a_text_is_spoken_then_an_answer_then_an_error_is_shown(
    page: FirefoxPage, portal: BlockingPortal, engine: FakeEngine
) -> None:
    page.write("text", "Hello there.")
    page.value(SPEAK)
    done(page)
    assert page.text("error") == ""
    assert 0.5 < float(page.text("length").removesuffix(" s")) < 5
    with portal.wrap_async_context_manager(fake_llm(saying("It is ", "a fine day."))) as llm:
        page.value("document.getElementById('tab-chat').click()")
        page.value("document.getElementById('llm').open = true")
        page.write("llm-url", llm.url)
        page.write("llm-model", "llm-7b")
        page.write("message", "How is the weather?\ue007")
        page.wait("document.getElementById('messages').textContent.endsWith('It is a fine day.')")
        done(page)
        assert page.text("error") == ""
    assert len(engine.spoken) == 2
    assert page.complaints == []
    engine.failure = EngineUnavailableError("the voice has a cold")
    page.value("document.getElementById('tab-speak').click()")
    page.value(SPEAK)
    page.wait("document.getElementById('error').textContent.includes('the voice has a cold')")
    done(page, "Failed.")
