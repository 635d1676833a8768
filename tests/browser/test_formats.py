"""What Chromium makes of the files that are streamed."""

import pytest
from anyio.from_thread import BlockingPortal

from auralis.audio.encode import FORMATS
from auralis.engine.fake import FakeEngine
from browser_page import Page

FETCH = """
  const [format, done] = [arguments[0], arguments[arguments.length - 1]];
  const body = { model: "xttsv2", input: "Hello there.", voice: "Ada Example", response_format: format };
  const asked = fetch("/v1/audio/speech", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
"""
DECODE = """
  asked.then((answer) => answer.arrayBuffer())
    .then((file) => new OfflineAudioContext(1, 1, 24000).decodeAudioData(file))
    .then((sound) => done(sound.duration), (error) => done(String(error)));
"""
PLAY = """
  asked.then((answer) => answer.blob()).then((file) => {
    const player = new Audio(URL.createObjectURL(file));
    player.onended = () => done(player.currentTime);
    player.onerror = () => done(player.error.message);
    player.playbackRate = 4;
    player.play();
  });
"""


async def seconds(engine: FakeEngine) -> float:
    """Return how long the last utterance is."""
    chunks = [chunk async for chunk in engine.synthesize(engine.spoken[-1])]
    return sum(len(chunk.samples) for chunk in chunks) / 24_000


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "pcm"])
def test_a_browser_decodes_all_of_it(
    page: Page, engine: FakeEngine, portal: BlockingPortal, name: str
) -> None:
    decoded = page.browser.execute_async_script(FETCH + DECODE, name)
    assert decoded == pytest.approx(portal.call(seconds, engine), abs=0.02)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "pcm"])
def test_a_browser_plays_it_to_the_end(
    page: Page, engine: FakeEngine, portal: BlockingPortal, name: str
) -> None:
    played = page.browser.execute_async_script(FETCH + PLAY, name)
    assert played == pytest.approx(portal.call(seconds, engine), abs=0.1)
