from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from auralis.audio.files import decode_file
from auralis.books.book import Book, Chapter
from auralis.books.narration import PAUSE, Narration
from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, InvalidRequestError
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.voices.cache import VoiceCache
from auralis.voices.library import Library
from auralis_xtts.contract import Sampling
from served import VOCABULARY

VOICE = "Ana Florence"


def cover() -> bytes:
    target = BytesIO()
    with av.open(target, "w", format="image2pipe") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 32, 16, "rgb24"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 32, 3), np.uint8), format="rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return target.getvalue()


BOOK = Book(
    "Night & Day",
    (
        Chapter("One", "One.\n\nIt was a night. And it was dark."),
        Chapter("Marks", "* * *"),
        Chapter("Two", "Two.\n\nThen it was day. That was all."),
    ),
    author="A. Writer",
    cover=cover(),
)


def narration(engine: FakeEngine, seed: int = 1) -> Narration:
    manner = SpeechRequest("-", voice=VOICE, language="en", sampling=Sampling(seed=seed))
    return Narration(Speaker(engine, Library(engine, VoiceCache(engine))), manner, "mini")


def fake(**how: object) -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=(VOICE,), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".m4b", ".mp3"])
async def test_a_book_becomes_one_file_with_chapters_and_a_cover(tmp_path: Path, suffix: str) -> None:
    output, told = tmp_path / f"book{suffix}", list[tuple[str, int]]()
    seconds = await narration(fake()).narrate(BOOK, output, lambda *what: told.append(what))
    with av.open(str(output)) as container:
        chapters = container.chapters()
        assert container.metadata["title"] == "Night & Day"
        assert container.metadata["artist"] == "A. Writer"
        pictures = [stream for stream in container.streams.video if stream.disposition]
        assert [(stream.width, stream.height) for stream in pictures] == [(32, 16)]
    assert [chapter["metadata"]["title"] for chapter in chapters] == ["One", "Two"]
    assert chapters[0]["start"] == 0
    assert chapters[0]["end"] == chapters[1]["start"]
    assert float(chapters[1]["end"] * chapters[1]["time_base"]) == pytest.approx(seconds, abs=0.001)
    samples, rate = decode_file(output)
    assert len(samples) / rate == pytest.approx(seconds, abs=0.1)
    border = float(chapters[1]["start"] * chapters[1]["time_base"])
    quiet = samples[round((border - PAUSE + 0.1) * rate) : round((border - 0.1) * rate)]
    assert np.abs(quiet).max() < 0.02
    assert sum(characters for _, characters in told) == sum(len(each.text) for each in BOOK.chapters)
    assert list(tmp_path.iterdir()) == [output]


async def test_an_interrupted_book_goes_on_where_it_was(tmp_path: Path) -> None:
    output = tmp_path / "book.m4b"
    broken = fake()

    def break_in_the_last(title: str, _: int) -> None:
        if title == "Marks":
            broken.failure = EngineError("broken")

    with pytest.raises(EngineError):
        await narration(broken).narrate(BOOK, output, break_in_the_last)
    assert not output.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["book.m4b.parts"]
    kept = sorted((tmp_path / "book.m4b.parts").iterdir())
    assert [path.name[:4] for path in kept] == ["0001", "0002"]
    second = fake()
    seconds = await narration(second).narrate(BOOK, output, lambda *_: None)
    assert 0 < len(second.spoken) < len(broken.spoken) + len(second.spoken)
    whole = fake()
    again = tmp_path / "again.m4b"
    assert await narration(whole).narrate(BOOK, again, lambda *_: None) == seconds
    assert len(second.spoken) < len(whole.spoken)
    np.testing.assert_array_equal(decode_file(output)[0], decode_file(again)[0])


async def test_what_was_spoken_in_another_way_is_not_taken_for_this(tmp_path: Path) -> None:
    output = tmp_path / "book.mp3"
    spoken = []
    for seed in (1, 2, 2):
        engine = fake()

        def interrupt(title: str, _: int) -> None:
            if title == "Two":
                raise EngineError("interrupted")

        with pytest.raises(EngineError):
            await narration(engine, seed).narrate(BOOK, output, interrupt)
        spoken.append(len(engine.spoken))
    assert spoken[0] == spoken[1] > spoken[2]


async def test_what_cannot_be_narrated_is_refused(tmp_path: Path) -> None:
    for book, output in (
        (BOOK, tmp_path / "book.wav"),
        (Book("x", (Chapter("x", "..."),)), tmp_path / "book.mp3"),
        (Book("x", BOOK.chapters, cover=b"GIF"), tmp_path / "book.mp3"),
    ):
        with pytest.raises(InvalidRequestError):
            await narration(fake()).narrate(book, output, lambda *_: None)
        assert not output.exists()
