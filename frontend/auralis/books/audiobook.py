"""Chapters that have been spoken -> one file with a table of contents and a cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.stream import Disposition

from auralis.books.book import Book
from auralis.errors import InvalidRequestError, StorageError
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

_IN_SAMPLES = Fraction(1, OUTPUT_SAMPLE_RATE)


@dataclass(frozen=True)
class _Kind:
    container: str
    encoder: str
    bit_rate: int
    options: tuple[tuple[str, str], ...]


_KINDS = {
    ".m4b": _Kind("mp4", "aac", 64_000, (("brand", "M4B "),)),
    ".mp3": _Kind("mp3", "libmp3lame", 96_000, (("id3v2_version", "3"),)),
}

SUFFIXES = tuple(_KINDS)


@dataclass(frozen=True)
class Spoken:
    """A chapter's sound: `path`, a file of so many `samples` at 24 kHz, mono."""

    title: str
    path: Path
    samples: int


def bind(book: Book, chapters: Sequence[Spoken], target: BinaryIO, suffix: str) -> None:
    """Write `chapters` one after the other into `target`, as `suffix`, one of `SUFFIXES`, says.

    No more of the sound is held than a moment.  Raises StorageError.
    """
    kind = _KINDS[suffix]
    try:
        with av.open(target, "w", format=kind.container, options=dict(kind.options)) as opened:
            container = cast(OutputContainer, opened)
            _write(container, kind, book, chapters)
    except (FFmpegError, OSError) as error:
        raise StorageError(f"the book cannot be written: {error.strerror or error}") from error


def check_cover(cover: bytes) -> None:
    """Raise InvalidRequestError for what is neither a JPEG nor a PNG file."""
    if not cover.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise InvalidRequestError("the cover must be a JPEG or PNG file", "cover")


def _write(container: OutputContainer, kind: _Kind, book: Book, chapters: Sequence[Spoken]) -> None:
    stream = cast(AudioStream, container.add_stream(kind.encoder, rate=OUTPUT_SAMPLE_RATE, layout="mono"))
    stream.bit_rate = kind.bit_rate
    cover = None if book.cover is None else _add_cover(container, book.cover)
    told = {"title": book.title, "album": book.title, "artist": book.author, "genre": "Audiobook"}
    container.metadata.update({name: value for name, value in told.items() if value})
    container.set_chapters(list(_marks(chapters)))
    container.start_encoding()
    if cover is not None:
        container.mux(cover)
    position = 0
    for frame in _frames(chapters):
        frame.pts, frame.time_base = position, _IN_SAMPLES
        position += frame.samples
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _marks(chapters: Sequence[Spoken]) -> Iterator[Any]:
    start = 0
    for number, chapter in enumerate(chapters):
        end = start + chapter.samples
        yield {
            "id": number,
            "start": start * 1000 // OUTPUT_SAMPLE_RATE,
            "end": end * 1000 // OUTPUT_SAMPLE_RATE,
            "time_base": Fraction(1, 1000),
            "metadata": {"title": chapter.title},
        }
        start = end


def _frames(chapters: Sequence[Spoken]) -> Iterator[av.AudioFrame]:
    for chapter in chapters:
        with av.open(str(chapter.path)) as opened:
            yield from cast(InputContainer, opened).decode(audio=0)


def _add_cover(container: OutputContainer, cover: bytes) -> av.Packet:
    """Add the picture as a stream of its own; return its one packet."""
    with av.open(BytesIO(cover)) as picture:
        stream = container.add_stream_from_template(cast(InputContainer, picture).streams.video[0])
    stream.disposition = Disposition.attached_pic
    packet = av.Packet(cover)
    packet.stream = stream
    packet.pts = packet.dts = 0
    packet.is_keyframe = True
    return packet
