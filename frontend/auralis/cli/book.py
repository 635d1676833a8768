"""`auralis book`: an audiobook of a book."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from auralis.books.book import Book
from auralis.books.narration import Narration
from auralis.books.reading import read_book
from auralis.cli import options
from auralis.cli.failure import one_line
from auralis.engine.base import Engine
from auralis.engine.source import MODEL, Source
from auralis.engine.triton import TritonEngine
from auralis.errors import InvalidRequestError
from auralis.request import SpeechRequest, sampling_parameters
from auralis.server import logs
from auralis.speaker import Speaker
from auralis.text.language import AUTO, resolve
from auralis.text.lexicon_file import read_lexicon
from auralis.voices.cache import VoiceCache
from auralis.voices.library import Library

ESTIMATED_FROM = 600.0
"""Seconds of the past by which the time left is told."""


def book(
    source: Annotated[Path, typer.Argument(metavar="BOOK", help="An .epub, .txt or .md file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The audiobook: an .m4b or .mp3 file.")],
    voice: options.Voice,
    model: Annotated[
        str, typer.Option(help="Checkpoint for a Triton of our own: a directory, a Hugging Face id, or mini.")
    ] = MODEL,
    gpt_model: Annotated[
        str | None,
        typer.Option("--gpt_model", "--gpt-model", help="The GPT's checkpoint, where it is kept apart."),
    ] = None,
    triton_url: Annotated[
        str | None, typer.Option(help="host:port of the gRPC interface of a Triton that runs already.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            help="The language of the book, or auto: that of each passage. If not given, what an EPUB says."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same sound.")] = None,
    title: Annotated[str | None, typer.Option(help="In place of the one that the book has.")] = None,
    author: Annotated[str | None, typer.Option(help="In place of the one that the book has.")] = None,
    cover: Annotated[
        Path | None, typer.Option(help="A JPEG or PNG file in place of the book's.", dir_okay=False)
    ] = None,
    lexicon: Annotated[
        Path | None, typer.Option(help="A file of words and what is read in their place.", dir_okay=False)
    ] = None,
) -> None:
    """Speak a book into an audiobook with chapters.

    Finished chapters are kept beside it: after an interruption, the same command goes on where it was.
    """
    logs.configure(logging.ERROR)
    with one_line():
        read = read_book(source)
        read = replace(
            read,
            title=title or read.title,
            author=author or read.author,
            cover=options.content(cover) if cover is not None else read.cover,
        )
        manner = SpeechRequest(
            text="-",
            **options.voice(voice),
            sampling=sampling_parameters({"seed": seed}),
            lexicon=read_lexicon(lexicon) if lexicon is not None else {},
        )
        seconds = asyncio.run(_narrated(read, output, manner, language, Source(triton_url, model, gpt_model)))
        typer.echo(f"{output}: {len(read.chapters)} chapters, {_clock(seconds)}")


async def _narrated(
    read: Book, output: Path, manner: SpeechRequest, language: str | None, source: Source
) -> float:
    async with source.engine() as running:
        engine = TritonEngine(running.url)
        try:
            with Console(stderr=True).status("loading the model"):
                await running.ready(engine)
            model = source.triton_url or source.model
            return await running.alongside(narrate(engine, read, output, manner, language, model))
        finally:
            await engine.close()


async def narrate(
    engine: Engine, read: Book, output: Path, manner: SpeechRequest, language: str | None, model: str
) -> float:
    """Speak a book as `Narration` does, with a progress bar, and return its seconds.

    It is spoken in `language`; for None in that which the book declares, if the model speaks it.
    """
    manner = replace(manner, language=await _declared(read, engine) if language is None else language)
    narration = Narration(Speaker(engine, Library(engine, VoiceCache(engine))), manner, model)
    with progress_bar(read) as progress:
        (task,) = progress.task_ids

        def told(title: str, characters: int) -> None:
            progress.update(task, advance=characters, description=title[:40])

        return await narration.narrate(read, output, told)


async def _declared(read: Book, engine: Engine) -> str:
    """Return the language that the book says it is in, or "auto"; says so if the model does not speak it."""
    if read.language is None:
        return AUTO
    release = await engine.describe((await engine.releases())[0])
    try:
        return resolve(read.language, "", release.languages)
    except InvalidRequestError as error:
        typer.echo(
            f"the book's own {error.message}; the text of each passage tells its language instead", err=True
        )
        return AUTO


def progress_bar(read: Book) -> Progress:
    """Return a line on standard error: the chapter, how much is done, and the time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    progress = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        speed_estimate_period=ESTIMATED_FROM,
    )
    progress.add_task(read.title[:40], total=sum(len(chapter.text) for chapter in read.chapters))
    return progress


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
