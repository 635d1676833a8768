"""One request spoken into a file, with its progress on the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from auralis import captions
from auralis.appearing import appearing
from auralis.audio.encode import find_format
from auralis.audio.reference_check import ReferenceWarning
from auralis.audio.wav import wav_header
from auralis.engine.source import Source
from auralis.engine.triton import TritonEngine
from auralis.errors import InvalidRequestError
from auralis.request import SpeechRequest
from auralis.speaker import Speaker, Usage
from auralis.timeline import Timeline
from auralis.voices.cache import VoiceCache
from auralis.voices.library import Library
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE


@dataclass
class Figures:
    """Seconds of audio made, seconds from the request to the first sound and to the last.

    `warnings` say what may be wrong with the recordings.
    """

    audio: float = 0.0
    first: float = 0.0
    taken: float = 0.0
    warnings: tuple[ReferenceWarning, ...] = ()


async def say_to(
    output: Path, request: SpeechRequest, source: Source, subtitles: Path | None = None
) -> Figures:
    """Speak `request` into `output`, which appears when it is complete; the suffix decides the format.

    What is said when goes to the file `subtitles`, in the format of its own suffix.
    """
    find_format(format_of(output))
    with appearing(output) as file, subtitled(subtitles) as timeline:
        # The exporter, if it has to run, shows a progress of its own before ours begins.
        async with source.engine() as running:
            engine = TritonEngine(running.url)
            try:
                with progress_bar() as progress:
                    await running.ready(engine)
                    speaker = Speaker(engine, Library(engine, VoiceCache(engine)))
                    speaking = speak(speaker, request, format_of(output), file, progress, timeline)
                    return await running.alongside(speaking)
            finally:
                await engine.close()


async def speak(
    speaker: Speaker,
    request: SpeechRequest,
    name: str,
    file: BinaryIO,
    progress: Progress,
    timeline: Timeline | None = None,
) -> Figures:
    """Speak into `file`, in the format called `name`, and show on `progress` how far it is."""
    figures, began = Figures(), time.monotonic()
    (task,) = progress.task_ids
    progress.update(task, description="speaking")
    encoder = find_format(name).start(OUTPUT_SAMPLE_RATE)
    file.write(encoder.header())
    samples, usage = 0, Usage()
    async with aclosing(speaker.speak(request, usage, timeline)) as chunks:
        async for chunk in chunks:
            samples += len(chunk.samples)
            figures.taken = time.monotonic() - began
            figures.first = figures.first or figures.taken
            figures.audio = samples / OUTPUT_SAMPLE_RATE
            file.write(encoder.encode(chunk.samples))
            progress.update(task, description=_description(figures))
    figures.warnings = usage.warnings
    file.write(encoder.finish())
    if name == "wav":
        file.seek(0)
        file.write(wav_header(OUTPUT_SAMPLE_RATE, samples))
    return figures


def _description(figures: Figures) -> str:
    factor = figures.taken / max(figures.audio, 1e-3)
    return f"{figures.audio:.1f} s of audio, real-time factor {factor:.2f}, first after {figures.first:.2f} s"


def format_of(output: Path) -> str:
    """Return the format that a file's suffix stands for."""
    if not output.suffix:
        raise InvalidRequestError(f"{output} has no suffix to tell the format by, such as .wav")
    return output.suffix[1:].lower()


def progress_bar() -> Progress:
    """Return a line on standard error that is gone at the end."""
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.add_task("loading the model", total=None)
    return progress


@contextmanager
def subtitled(output: Path | None) -> Iterator[Timeline | None]:
    """Yield a timeline of which subtitles are made in the end; None if nobody wants them."""
    if output is None:
        yield None
        return
    form = format_of(output)
    captions.subtitles((), form)  # says what is wrong with it
    timeline = Timeline()
    with appearing(output) as file:
        yield timeline
        file.write(captions.subtitles(timeline.take(), form).encode())
