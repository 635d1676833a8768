"""A book -> an audiobook, chapter by chapter; what is finished is kept until all of it is."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from auralis.appearing import appearing
from auralis.audio.encode import start_encoder
from auralis.books.audiobook import SUFFIXES, Spoken, bind, check_cover
from auralis.books.book import Book, Chapter
from auralis.errors import InvalidRequestError, StorageError
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.text.sections import sections
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

SECTION = 500
"""Characters that are handed to the speaker at once, and so the steps of the progress."""

PAUSE = 1.5
"""Seconds of silence after a chapter."""


@dataclass(frozen=True)
class Narration:
    """How a book is spoken: `manner` is a request whose text does not count.

    `model` names what speaks: chapters that another one has spoken are not taken for its own.
    """

    speaker: Speaker
    manner: SpeechRequest
    model: str

    async def narrate(self, book: Book, output: Path, told: Callable[[str, int], None]) -> float:
        """Speak `book` into `output`, an .m4b or .mp3 file, and return its seconds.

        Chapters are kept in the directory `output`.parts, and found there again after an interruption; it is
        removed in the end.  `told` is called with a chapter's title and a number of characters, whenever so
        many more are done with.  Raises InvalidRequestError, StorageError, and the errors of the engine.
        """
        suffix = output.suffix.lower()
        if suffix not in SUFFIXES:
            raise InvalidRequestError(f"{output} must end with {' or '.join(SUFFIXES)}", "output")
        if book.cover is not None:
            check_cover(book.cover)
        parts = output.with_name(f"{output.name}.parts")
        try:
            parts.mkdir(exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot write {parts}: {error.strerror}") from error
        chapters = [
            await self._chapter(number, chapter, parts, told)
            for number, chapter in enumerate(book.chapters, start=1)
        ]
        heard = [chapter for chapter in chapters if chapter.samples]
        if not heard:
            raise InvalidRequestError("the book has nothing in it that can be pronounced", "book")
        with appearing(output) as file:
            await asyncio.to_thread(bind, book, heard, file, suffix)
        for path in parts.glob("*.flac"):
            path.unlink()
        with suppress(OSError):  # somebody has put something there
            parts.rmdir()
        return sum(chapter.samples for chapter in heard) / OUTPUT_SAMPLE_RATE

    async def _chapter(
        self, number: int, chapter: Chapter, parts: Path, told: Callable[[str, int], None]
    ) -> Spoken:
        """Return a chapter, spoken now or before; a file's name ends with its number of samples."""
        name = f"{number:04}-{self._digest(chapter)}"
        for path in parts.glob(f"{name}-*.flac"):
            told(chapter.title, len(chapter.text))
            return Spoken(chapter.title, path, int(path.stem.rpartition("-")[2]))
        spoken = parts / f"{name}.flac"
        samples = await self._speak(chapter, spoken, told)
        kept = spoken.with_name(f"{name}-{samples}.flac")
        spoken.replace(kept)
        return Spoken(chapter.title, kept, samples)

    async def _speak(self, chapter: Chapter, path: Path, told: Callable[[str, int], None]) -> int:
        async def text() -> AsyncGenerator[str, None]:
            for section in sections(chapter.text, SECTION):
                yield section
                told(chapter.title, len(section))

        encoder = start_encoder("flac")
        samples = 0
        with appearing(path) as file:
            file.write(encoder.header())
            async with aclosing(self.speaker.speak(replace(self.manner, text=text()))) as chunks:
                async for chunk in chunks:
                    samples += len(chunk.samples)
                    file.write(await asyncio.to_thread(encoder.encode, chunk.samples))
            if samples:
                silence = np.zeros(round(PAUSE * OUTPUT_SAMPLE_RATE), np.float32)
                samples += len(silence)
                file.write(encoder.encode(silence))
            file.write(encoder.finish())
        return samples

    def _digest(self, chapter: Chapter) -> str:
        """Return a hash of all that a chapter's sound depends on."""
        manner = replace(self.manner, text="-", references=(b"-",), voice=None, voices={})
        digest = hashlib.sha256(repr((self.model, self.manner.voice, manner, chapter.text)).encode())
        for reference in self.manner.references:
            digest.update(hashlib.sha256(reference).digest())
        return digest.hexdigest()[:16]
