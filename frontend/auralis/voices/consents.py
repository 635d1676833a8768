"""Consents: recordings of people who agree that their voice is used."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from auralis.audio.decode import decode
from auralis.errors import InvalidRequestError
from auralis.voices.shelf import Entry, Shelf, check_size, new_entry

CHECKED_SECONDS = 60
"""Of a recording that is to be kept, this much is decoded to see whether it is one."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")


@dataclass(frozen=True)
class Consent(Entry):
    """`language` is the BCP 47 tag of the phrase that is spoken."""

    language: str


class ConsentStore(Shelf[Consent]):
    """The consents in `directory`."""

    def __init__(self, directory: Path, most: int = 1000) -> None:
        super().__init__(directory, Consent, "consent", most=most, unique=False)

    async def create(self, name: str, language: str, recording: bytes) -> Consent:
        """Keep a consent; raises InvalidRequestError or StorageError."""
        if not _LANGUAGE.fullmatch(language):
            raise InvalidRequestError("language must be a BCP 47 tag, such as en-US", "language")
        consent = Consent(**new_entry("cons", name), language=language)
        check_size(recording, "recording")
        await asyncio.to_thread(decode, recording, CHECKED_SECONDS, "recording")
        return await self.add(consent, recording)
