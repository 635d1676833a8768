"""How a command fails: one line on standard error, status 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from auralis.errors import AuralisError


@contextmanager
def one_line() -> Iterator[None]:
    """Turn an error of ours, or of the operating system, into a line and status 1."""
    try:
        yield
    except (AuralisError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
