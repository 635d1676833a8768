"""A book of a million characters, spoken by the engine's double, and what memory that takes."""

import random
import threading
from pathlib import Path

import psutil
import pytest

from auralis.books.narration import Narration
from auralis.books.plain import plain_text
from auralis.engine.fake import FakeEngine
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.voices.cache import VoiceCache
from auralis.voices.library import Library
from auralis_xtts.contract import Sampling
from served import VOCABULARY

pytestmark = [pytest.mark.load, pytest.mark.timeout(1800)]

CHAPTERS, CHARACTERS = 20, 50_000
MOST_BYTES = 200 << 20
SENTENCE = "the night was dark and Mr. Smith paid 3.50 dollars on 12 May 1984 for 25% more of it"


def chapter(number: int, characters: int) -> str:
    dice = random.Random(number)
    text = f"Chapter {number}\n\n"
    while len(text) < characters:
        sentence = " ".join(dice.choices(SENTENCE.split(), k=dice.randint(4, 25))).capitalize()
        text += sentence + dice.choice((". ", ".\n\n", "? ", "!\n"))
    return text


class Watch:
    """The most memory that this process has had since the block began, beyond what it had then."""

    def __enter__(self) -> "Watch":
        self._over = threading.Event()
        self._memory = psutil.Process().memory_info
        self._idle = self._memory().rss
        self.most = 0
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, self._memory().rss - self._idle)


async def test_a_long_book_needs_little_memory(tmp_path: Path) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana",))
    manner = SpeechRequest("-", voice="Ana", sampling=Sampling(seed=1, max_tokens=1))
    narration = Narration(Speaker(engine, Library(engine, VoiceCache(engine))), manner, "fake")
    warming = plain_text(chapter(0, 300), "warm")
    await narration.narrate(warming, tmp_path / "warm.m4b", lambda *_: None)
    with Watch() as watch:
        text = "\n\n".join(chapter(number, CHARACTERS) for number in range(1, CHAPTERS + 1))
        assert len(text) >= CHAPTERS * CHARACTERS
        book = plain_text(text, "long")
        assert len(book.chapters) == CHAPTERS
        await narration.narrate(book, tmp_path / "long.m4b", lambda *_: None)
    assert watch.most < MOST_BYTES
