from pathlib import Path

import pytest
from typer.testing import CliRunner

from auralis.books.book import Book, Chapter
from auralis.cli.book import progress_bar
from auralis.cli.main import app


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


def test_the_bar_is_as_long_as_the_book() -> None:
    book = Book("Night", (Chapter("One", "x" * 100), Chapter("Two", "x" * 50)))
    (task,) = progress_bar(book).tasks
    assert (task.total, task.description) == (150, "Night")
