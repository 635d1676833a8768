"""`auralis`: speech from the command line."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import typer

from auralis.cli import options
from auralis.cli.book import book
from auralis.cli.failure import one_line
from auralis.cli.saying import Figures, say_to
from auralis.engine.source import MODEL, Source
from auralis.request import SpeechRequest, sampling_parameters
from auralis.server import logs
from auralis.text.lexicon_file import read_lexicon

VOICE = "alloy"
"""A voice that every checkpoint with speakers has: one of its own stands for it."""

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.command()(book)


@app.callback()
def main() -> None:
    """Text-to-speech with voice cloning."""


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="What to speak.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Where the sound goes: a .wav, .mp3 ... file.")
    ],
    voice: options.Voice = [VOICE],  # noqa: B006 (typer reads it and does not change it)
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
    language: Annotated[str, typer.Option(help="The language of the text, or auto.")] = "auto",
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same sound.")] = None,
    greedy: Annotated[bool, typer.Option("--greedy", help="Take the likeliest code every time.")] = False,
    speaker: options.Speakers = None,
    lexicon: options.LexiconFile = None,
    markup: Annotated[
        bool, typer.Option(help="Whether [pause:0.5s], [lang:de], [voice:Anna] and SSML in the text count.")
    ] = True,
    subtitles: Annotated[
        Path | None, typer.Option(help="Where subtitles go: a .srt or .vtt file.", dir_okay=False)
    ] = None,
) -> None:
    """Speak a text."""
    logs.configure(logging.ERROR)
    with one_line():
        request = SpeechRequest(
            text=text,
            **options.voice(voice),
            language=language,
            sampling=sampling_parameters({"seed": seed, **({"do_sample": False} if greedy else {})}),
            markup=markup,
            voices={
                name: tuple(map(options.content, paths)) for name, paths in options.speakers(speaker).items()
            },
            lexicon=read_lexicon(lexicon) if lexicon is not None else {},
        )
        figures = asyncio.run(say_to(output, request, Source(triton_url, model, gpt_model), subtitles))
        for warning in figures.warnings:
            typer.echo(f"warning: the recording of the voice: {warning.message}", err=True)
        typer.echo(_report(output, figures))


def _report(output: Path, figures: Figures) -> str:
    return (
        f"{output}: {figures.audio:.2f} s of audio in {figures.taken:.2f} s "
        f"(real-time factor {figures.taken / max(figures.audio, 1e-3):.2f}), "
        f"first audio after {figures.first:.2f} s"
    )
