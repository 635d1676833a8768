"""A file -> a book."""

from __future__ import annotations

from pathlib import Path

from auralis.books.book import LARGEST, Book
from auralis.books.epub import read_epub
from auralis.books.plain import markdown, plain_text
from auralis.errors import InvalidRequestError

_PLAIN = {".txt": plain_text, ".md": markdown, ".markdown": markdown}

SUFFIXES = (".epub", *_PLAIN)


def read_book(path: Path) -> Book:
    """Return the book in an EPUB, in plain text or in Markdown; raises InvalidRequestError."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidRequestError(f"{path} must end with one of {', '.join(SUFFIXES)}", "book")
    try:
        if suffix == ".epub":
            return read_epub(path)
        data = path.read_bytes()
    except OSError as error:
        raise InvalidRequestError(f"cannot read {path}: {error.strerror}", "book") from None
    if len(data) > LARGEST:
        raise InvalidRequestError(f"{path} is larger than {LARGEST >> 20} MiB", "book")
    try:
        book = _PLAIN[suffix](data.decode("utf-8-sig"), path.stem)
    except UnicodeDecodeError:
        raise InvalidRequestError(f"{path} is not in UTF-8", "book") from None
    if not book.chapters:
        raise InvalidRequestError(f"{path} has no text in it", "book")
    return book
