"""Files that are there when they are complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from auralis.errors import InvalidRequestError


@contextmanager
def appearing(output: Path) -> Iterator[BinaryIO]:
    """Yield a file beside `output` that takes its place at the end, or vanishes with an exception."""
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise InvalidRequestError(f"cannot write {output}: {error.strerror}") from None
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        aside.chmod(0o666 & ~_umask())
        aside.replace(output)
    finally:
        aside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
