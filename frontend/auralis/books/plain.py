"""Books in plain text and in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auralis.books.book import Book, Chapter
from auralis.chat.speakable import Speakable

_NUMBER = r"(?:\d{1,3}|[IVXLC]{1,7}|[a-z\u00e0-\u00ff]{2,12})"
_WORDS = (
    "chapter|part|book|kapitel|teil|chapitre|partie|cap[ií]tulo|parte|capitolo|hoofdstuk|deel|"
    "rozdział|część|глава|часть|kapitola|část|fejezet|rész|bölüm|k\u0131s\u0131m"
)
_HEADING = re.compile(
    rf"(?:^|\n[^\S\n]*\n)[^\S\n]*("
    rf"(?:(?:{_WORDS})[^\S\n]+{_NUMBER}|(?:prologue|epilogue|preface|introduction|prolog|epilog))\b[^\n]{{0,80}}"
    r"|第[\d一二三四五六七八九十百]{1,5}[章回部][^\n]{0,40}"
    r")(?=\n|$)",
    re.IGNORECASE,
)
_MARK = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})")


def plain_text(text: str, title: str) -> Book:
    """Return a book of plain text; lines such as "Chapter 2" begin its chapters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").removeprefix("\ufeff")
    headings = list(_HEADING.finditer(text))
    starts = [match.start(1) for match in headings]
    parts = [(title, text[: starts[0] if starts else None])]
    for match, end in zip(headings, [*starts, len(text)][1:], strict=True):
        parts.append((match[1].strip(), text[match.start(1) : end]))
    return Book(title, tuple(Chapter(*part) for part in parts if part[1].strip()))


def markdown(text: str, title: str) -> Book:
    """Return a book in Markdown.

    Its chapters begin with the headings of the first level; a single one is the book's title, and the second
    level counts.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    marks = list(_marks(lines))
    firsts = [name for _, level, name in marks if level == 1]
    chapter_level = 1 if len(firsts) > 1 else 2
    if len(firsts) == 1:
        title = firsts[0]
    cuts = [(number, name) for number, level, name in marks if level <= chapter_level]
    if not cuts or cuts[0][0] > 0:
        cuts.insert(0, (0, title))
    ends = [number for number, _ in cuts[1:]] + [len(lines)]
    chapters = []
    for (start, name), end in zip(cuts, ends, strict=True):
        written = "\n".join(lines[start:end])
        speakable = Speakable()
        read = speakable.feed(written) + speakable.finish()
        if read.strip():
            chapters.append(Chapter(_read(name), read))
    return Book(_read(title), tuple(chapters))


def _marks(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the line, the level and the text of each heading that is not in a block of code."""
    fence = ""
    for number, line in enumerate(lines):
        if match := _FENCE.match(line):
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence):
                fence = ""
        elif not fence and (match := _MARK.match(line)):
            yield number, len(match[1]), match[2]


def _read(heading: str) -> str:
    speakable = Speakable()
    return (speakable.feed(heading) + speakable.finish()).strip().removesuffix(".").strip()
