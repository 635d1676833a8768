"""A book: chapters in order, and what stands on its cover."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 64 << 20
"""Bytes of a book's text, and of each file in one."""


@dataclass(frozen=True)
class Chapter:
    """`text` has its heading in it; an empty line stands between paragraphs."""

    title: str
    text: str


@dataclass(frozen=True)
class Book:
    """`cover` is a JPEG or PNG file; `language` a tag as the book has it."""

    title: str
    chapters: tuple[Chapter, ...]
    author: str | None = None
    language: str | None = None
    cover: bytes | None = None
