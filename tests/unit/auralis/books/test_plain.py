from pathlib import Path

import pytest

from auralis.books.reading import read_book
from auralis.errors import InvalidRequestError


def titles(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    book = read_book(path)
    assert all(chapter.text.strip() for chapter in book.chapters)
    return [book.title, *(chapter.title for chapter in book.chapters)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Just a text. Chapter 2 is mentioned.", ["book"]),
        (
            "A preface.\n\nChapter 1\n\nOne.\n\nCHAPTER II. The end\n\nTwo.",
            ["book", "Chapter 1", "CHAPTER II. The end"],
        ),
        ("Kapitel eins\n\nEins.\n\nKapitel 2: Weiter\n\nZwei.", ["Kapitel eins", "Kapitel 2: Weiter"]),
        ("Глава 1\n\nЯ.\r\n\r\nГлава 2\r\n\r\nПил.", ["Глава 1", "Глава 2"]),  # noqa: RUF001
        ("第一章 夜\n\n夜。\n\n第2章\n\n昼。", ["第一章 夜", "第2章"]),
        ("Prologue\n\nOnce.\n\nPart Two\n\nTwice.", ["Prologue", "Part Two"]),
    ],
)
def test_chapters_of_plain_text(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert titles(tmp_path / "book.txt", text) == ["book", *expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No heading.", ["book", "book"]),
        (
            "# A *book*\n\nBy me.\n\n## One\n\nOne.\n\n### Not\n\n## Two\n\nTwo.",
            ["A book", "A book", "One", "Two"],
        ),
        ("Before.\n\n# One\n\nOne.\n```\n# not one\n```\n# Two #\n\nTwo.", ["book", "book", "One", "Two"]),
    ],
)
def test_chapters_of_markdown(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert titles(tmp_path / "book.md", text) == expected


def test_marks_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "book.md"
    path.write_text("# One\n\nThis is **bold**, and [a link](http://x.org/y).\n\n* a point\n")
    (chapter,) = read_book(path).chapters
    assert chapter.text.split("\n\n")[:2] == ["One.", "This is bold, and a link."]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("book.txt", b"caf\xe9 au lait", "UTF-8"),
        ("book.txt", b" \n\n ", "no text"),
        ("book.md", b"```\ncode\n```", "no text"),
        ("book.pdf", b"%PDF", "must end with"),
    ],
)
def test_what_is_no_book_is_refused(tmp_path: Path, name: str, content: bytes, complaint: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidRequestError, match=complaint):
        read_book(path)
