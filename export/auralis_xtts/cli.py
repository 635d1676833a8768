"""`auralis.export`: checkpoints to releases in a model repository.

    auralis.export repository --checkpoint PATH_OR_HUB_ID --release 2 --out model_repository
    auralis.export list --repository model_repository
    auralis.export promote --release 2 --repository model_repository --triton-url localhost:8001

Exits with 1 and one line on the standard error when something is wrong with a checkpoint or a repository.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from auralis_xtts.errors import ExportError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn XTTS v2 checkpoints into releases of a Triton model repository.",
)


class Dtype(StrEnum):
    """Number format of the GPT."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


Repository = Annotated[Path, typer.Option(help="The model repository.")]


@app.command()
def repository(
    checkpoint: Annotated[
        str, typer.Option(help="Directory, file or Hugging Face hub id, in Coqui's or Auralis's layout.")
    ],
    out: Annotated[Path, typer.Option(help="The model repository; made if it does not exist.")],
    release: Annotated[int, typer.Option(min=1, help="Number of the release.")] = 1,
    gpt_checkpoint: Annotated[
        str | None, typer.Option(help="The GPT's half of a checkpoint in Auralis's layout.")
    ] = None,
    dtype: Annotated[
        Dtype, typer.Option(help="The GPT's numbers: float32 equals the reference, bfloat16 is faster.")
    ] = Dtype.FLOAT32,
    max_num_seqs: Annotated[
        int | None, typer.Option(min=1, help="Utterances that the GPT decodes at once.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the release if it exists.")] = False,
) -> None:
    """Export a checkpoint as a release; on any failure the repository stays as it was."""
    with _one_line_errors(), _exit_on_sigterm(), _progress_bar() as bar:
        task = bar.add_task("checkpoint", total=1.0)
        # torch and onnx take seconds to import, which --help need not.
        from auralis_xtts.convert.checkpoint import load_checkpoint
        from auralis_xtts.convert.release import EngineOptions
        from auralis_xtts.convert.repository import export_release

        export_release(
            load_checkpoint(checkpoint, gpt_checkpoint),
            release,
            out,
            options=EngineOptions(dtype=dtype.value, max_num_seqs=max_num_seqs),
            overwrite=overwrite,
            progress=lambda step, done: bar.update(task, description=step, completed=done),
        )
    typer.echo(f"release {release} of {checkpoint} is in {out}")


@app.command()
def promote(
    release: Annotated[int, typer.Option(min=1, help="The release that `xtts` is to stand for.")],
    repository: Repository,
    triton_url: Annotated[
        str | None, typer.Option(help="host:port (gRPC) of a Triton that runs and is to load it.")
    ] = None,
) -> None:
    """Make `xtts` stand for a release; going back is the same with the other number."""
    with _one_line_errors():
        from auralis_xtts.convert.control import Control
        from auralis_xtts.convert.promote import promote

        before = promote(repository, release, Control(triton_url).load if triton_url else None)
    typer.echo(f"xtts is release {release} now, it was {before}")


@app.command("list")
def list_releases(repository: Repository) -> None:
    """List the releases of a repository; the promoted one has a star."""
    with _one_line_errors():
        from auralis_xtts.convert.promote import releases

        installed = releases(repository)
    for one in installed:
        state = f"incomplete: lacks {one.missing[0]}" if one.missing else one.name
        typer.echo(f"{'*' if one.promoted else ' '} {one.release:>4}  {one.checkpoint[:12]:12}  {state}")


@contextlib.contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except ExportError as error:
        typer.echo(f"auralis.export: {error}", err=True)
        raise typer.Exit(1) from None


@contextlib.contextmanager
def _exit_on_sigterm() -> Iterator[None]:
    """Make SIGTERM an exit like others, so that what is half done is cleaned up."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _progress_bar() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description:>10}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,  # so that an error is the one line that stays
    )


if __name__ == "__main__":
    app()
