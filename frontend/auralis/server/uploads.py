"""Recordings that are uploaded as part of a form."""

from __future__ import annotations

from fastapi import UploadFile

from auralis.errors import InvalidRequestError
from auralis.voices.shelf import LARGEST_RECORDING


async def read(upload: UploadFile | None, param: str) -> bytes:
    """Return the bytes of an uploaded recording, no more than show that it is too large."""
    if upload is None:
        raise InvalidRequestError(f"{param} is missing: a recording, as a file of a form", param)
    try:
        return await upload.read(LARGEST_RECORDING + 1)
    finally:
        await upload.close()
