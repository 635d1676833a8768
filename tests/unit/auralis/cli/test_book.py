import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auralis.books.book import Book, Chapter
from auralis.cli.book import narrate, progress_bar
from auralis.cli.main import app
from auralis.engine.fake import FakeEngine
from auralis.request import SpeechRequest
from auralis_xtts.contract import Release
from served import VOCABULARY


@pytest.mark.parametrize(
    ("book", "output", "voice", "complaint"),
    [
        ("missing.txt", "out.m4b", "Ana Florence", "cannot read missing.txt"),
        ("book.pdf", "out.m4b", "Ana Florence", "must end with one of .epub"),
        ("book.txt", "out.m4b", "missing.wav", "cannot read missing.wav"),
        ("book.txt", "out.wav", "Ana Florence", "must end with .m4b or .mp3"),
        ("book.txt", "nowhere/out.m4b", "Ana Florence", "cannot write nowhere/out.m4b.parts"),
        ("book.txt", "out.m4b", "Ana Florence", "cannot be reached"),
    ],
)
def test_a_failure_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: str, output: str, voice: str, complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("book.txt").write_text("Chapter 1\n\nIt was a night.")
    arguments = ["book", book, "-o", output, "--voice", voice, "--triton-url", "127.0.0.1:1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert complaint in line
    assert not Path(output).exists()


@pytest.mark.parametrize(
    ("declared", "given", "language", "said"),
    [
        ("de-AT", None, "de", ""),
        ("de-AT", "en", "en", ""),
        ("de-AT", "auto", "en", ""),
        (None, None, "en", ""),
        ("sv", None, "en", "language 'sv' is not spoken by this model"),
    ],
)
async def test_a_book_is_spoken_in_the_language_that_it_declares(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    declared: str | None,
    given: str | None,
    language: str,
    said: str,
) -> None:
    class Bilingual(FakeEngine):
        async def describe(self, release: int) -> Release:
            return replace(await super().describe(release), languages=("en", "de"))

    engine = Bilingual(vocabulary=VOCABULARY, speakers=("Ana Florence",))
    book = Book("Night", (Chapter("One", "It was a dark night, and nobody was there."),), language=declared)
    manner = SpeechRequest("-", voice="Ana Florence")
    await narrate(engine, book, tmp_path / "night.mp3", manner, given, "mini")
    tag = json.loads(VOCABULARY)["model"]["vocab"][f"[{language}]"]
    assert tag in engine.spoken[0].text_ids
    assert said in capsys.readouterr().err


def test_the_bar_is_as_long_as_the_book() -> None:
    book = Book("Night", (Chapter("One", "x" * 100), Chapter("Two", "x" * 50)))
    (task,) = progress_bar(book).tasks
    assert (task.total, task.description) == (150, "Night")
