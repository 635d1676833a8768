"""The page in a real browser, in front of the engine's double."""

from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal
from selenium.webdriver.common.keys import Keys

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineUnavailableError
from browser_page import Page
from fake_llm import fake_llm, saying


async def sound(engine: FakeEngine) -> int:
    """Return how many samples all that was spoken has."""
    spoken = list(engine.spoken)
    return sum([len(chunk.samples) for speech in spoken async for chunk in engine.synthesize(speech)])


def test_a_text_is_spoken_with_a_level_and_can_be_downloaded(
    page: Page, engine: FakeEngine, portal: BlockingPortal
) -> None:
    page.choose("Ada Example")
    page.submit("speak-form")
    page.wait_for_text("first", " s")
    painted = "document.getElementById('level').getContext('2d').getImageData(0, 0, 600, 12).data"
    page.wait(f"{painted}.some((value) => value > 0)")  # bars that reach the upper quarter
    page.wait_for_text("status", "Done.")
    samples = portal.call(sound, engine)
    assert page.text("length") == f"{samples / 24_000:.2f} s"
    assert len(page.downloaded()) == 44 + 2 * samples
    assert page.text("error") == ""


def test_an_uploaded_voice_is_used_and_can_be_kept(
    page: Page, engine: FakeEngine, portal: BlockingPortal, oracle_reference: Path
) -> None:
    page.element("upload").send_keys(str(oracle_reference))
    page.wait("document.getElementById('voices').selectedOptions[0]?.text === 'reference.wav'")
    page.submit("speak-form")
    page.wait_for_text("status", "Done.")
    page.write("own-name", "My aunt")
    page.element("keep").click()
    page.wait("document.getElementById('voices').selectedOptions[0]?.text === 'My aunt'")
    page.submit("speak-form")
    for _ in range(2):
        portal.call(engine.started.get)  # so that it is the end of the second one that is waited for
    page.wait_for_text("status", "Done.")
    one, other = engine.spoken
    assert one.speaker_embedding.tobytes() == other.speaker_embedding.tobytes()


def test_a_voice_can_be_recorded(page: Page, engine: FakeEngine) -> None:
    page.element("record").click()
    page.wait("Number.parseInt(document.getElementById('recording').textContent.slice(10)) >= 1")
    page.element("record").click()
    page.wait("document.getElementById('voices').selectedOptions[0]?.text === 'My recording'")
    page.submit("speak-form")
    page.wait_for_text("status", "Done.")
    assert page.text("error") == ""
    assert len(engine.spoken) == 1


def test_what_goes_wrong_is_shown(page: Page, engine: FakeEngine) -> None:
    engine.failure = EngineUnavailableError("the voice has a cold")
    page.expect(503)
    page.choose("Ada Example")
    page.submit("speak-form")
    page.wait_for_text("error", "the voice has a cold")
    page.wait_for_text("status", "Failed.")


def test_a_long_speech_can_be_stopped(page: Page, engine: FakeEngine, portal: BlockingPortal) -> None:
    page.choose("Ada Example")
    page.value("document.getElementById('text').value = 'This is said over and over again. '.repeat(2000)")
    page.submit("speak-form")
    page.wait_for_text("first", " s")
    page.element("stop").click()
    page.wait_for_text("status", "Stopped.")
    portal.call(engine.left.get)
    assert len(page.downloaded()) > 44


def test_an_answer_is_spoken_while_it_is_written(
    page: Page, engine: FakeEngine, portal: BlockingPortal
) -> None:
    said = ("It is ", "a **fine** day. ", "And the sun", " shines.")
    with portal.wrap_async_context_manager(fake_llm(saying(*said), saying("Indeed."))) as llm:
        page.choose("Ada Example")
        page.element("tab-chat").click()
        page.element("llm").click()
        page.element("llm-url").send_keys(llm.url)
        page.element("llm-model").send_keys("llm-7b")
        page.element("message").send_keys("How is the weather?" + Keys.ENTER)
        page.wait_for_text("status", "Done.")
        assert page.text("error") == ""
        assert page.text("messages").endswith("".join(said))
        assert len(page.downloaded()) == 44 + 2 * portal.call(sound, engine)
        page.element("message").send_keys("Really?" + Keys.ENTER)
        page.wait_for_text("messages", "Indeed.")
        page.wait_for_text("status", "Done.")
        first, second = [request.body["messages"] for request in llm.requests]
    assert [message["role"] for message in first] == ["system", "user"]
    assert [message["content"] for message in second[1:]] == ["How is the weather?", "".join(said), "Really?"]


def test_the_keyboard_is_enough(page: Page, engine: FakeEngine) -> None:
    page.choose("Ada Example")
    page.element("tab-speak").send_keys(Keys.ARROW_RIGHT)
    assert page.element("chat").is_displayed()
    assert not page.element("speak").is_displayed()
    assert page.value("document.activeElement.id") == "tab-chat"
    page.press(Keys.ARROW_LEFT, Keys.TAB)
    assert page.value("document.activeElement.id") == "text"
    page.element("text").send_keys(Keys.CONTROL, Keys.ENTER)
    page.wait_for_text("status", "Done.")
    reached = []
    while (at := page.value("document.activeElement.id")) not in reached:
        reached.append(at)
        page.press(Keys.TAB)
    assert {"speed", "language", "download", "voices", "upload", "record"} <= set(reached)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/docs"])
def test_it_fits_a_narrow_screen_and_can_be_read(page: Page, path: str, theme: str) -> None:
    emulated = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", emulated)
    features = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    try:
        page.open(path)
        page.wait("document.querySelector('main').children.length > 0")
        assert page.value("document.documentElement.scrollWidth") == 360
        for selector in ("body", "nav a", "main button, main h2"):
            assert page.value(CONTRAST.format(selector=selector)) >= 4.5, selector
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


CONTRAST = """(() => {{
  const light = (color) => {{
    const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }};
  const element = document.querySelector("{selector}");
  let ground = element;
  while (/, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  const pair = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(light);
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}})()"""


def test_the_api_is_described_without_a_network(page: Page) -> None:
    page.open("/docs")
    page.wait("document.querySelectorAll('.operation').length >= 10")
    assert "POST /v1/audio/speech" in page.text("operations")
    for path in ("/", "/docs"):
        page.open(path)
        page.wait("document.readyState === 'complete'")
        assert page.value(
            "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)"
            ".every((origin) => origin === location.origin)"
        )
