"""All voices that can be asked for by name, and those that come as recordings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from auralis.engine.base import Engine
from auralis.errors import NotFoundError, StorageError
from auralis.voices.cache import VoiceCache
from auralis.voices.conditioning import Voice, VoiceParameters, load
from auralis.voices.names import LONGEST_NAME, OPENAI_NAMES, Names, same
from auralis.voices.store import StoredVoice, VoiceStore
from auralis_xtts.contract import Release

log = structlog.get_logger(__name__)

NAMES_TOLD = 20
"""Names that an error lists before it breaks off."""


@dataclass(frozen=True)
class CheckpointVoice:
    """A speaker that a release brings along."""

    name: str


class Library:
    """Uploaded voices first, then the release's own speakers, then what OpenAI's names stand for.

    `cache` computes and keeps the voices of recordings.  Without `store` there are no uploaded voices.
    """

    def __init__(
        self,
        engine: Engine,
        cache: VoiceCache,
        store: VoiceStore | None = None,
        names: Names | None = None,
    ) -> None:
        self._engine = engine
        self._cache = cache
        self._store = store
        self._names = names or Names()

    def find(self, name: str, release: Release) -> StoredVoice | CheckpointVoice:
        """Return what `name` stands for; raises NotFoundError that lists the names there are."""
        meant = self._names.meant(name)
        found = self._literally(name, release) or (self._literally(meant, release) if meant else None)
        if found is None and meant is None:
            speaker = self._names.speaker(name, release.speakers)
            found = CheckpointVoice(speaker) if speaker else None
        if found is None:
            raise NotFoundError(self._unknown(name, release), "voice")
        return found

    async def get(self, voice: str | Sequence[bytes], parameters: VoiceParameters, release: Release) -> Voice:
        """Return the voice of that name, or of these recordings, as `release` takes it.

        `parameters` say how recordings are used; the speakers of a release are what they are.  Raises
        NotFoundError for a name that stands for nothing, InvalidRequestError for recordings that cannot be
        used, and the errors of the engine.
        """
        if not isinstance(voice, str):
            return await self._cache.get(voice, parameters, release.release)
        found = self.find(voice, release)
        if isinstance(found, StoredVoice):
            assert self._store is not None
            return await self._stored(self._store, found, parameters, release)
        latents = await self._engine.speaker(found.name, release.release)
        return Voice(latents.gpt_cond_latent, latents.speaker_embedding, release.release)

    async def check(
        self, voice: str | Sequence[bytes], parameters: VoiceParameters, release: Release
    ) -> None:
        """Raise what `get` would raise, as far as that is known without the engine.

        Recordings are decoded for it, but those of a voice that is there.
        """
        if isinstance(voice, str):
            self.find(voice, release)
        elif not await self._cache.holds(voice, parameters, release.release):
            await asyncio.to_thread(load, voice, parameters)

    async def _stored(
        self, store: VoiceStore, stored: StoredVoice, parameters: VoiceParameters, release: Release
    ) -> Voice:
        usual = parameters == VoiceParameters()
        if usual and (kept := await store.latents(stored, release)) is not None:
            return kept
        recording = await store.recording(stored.id)
        voice = await self._cache.get([recording], parameters, release.release)
        if usual:
            try:
                await store.keep_latents(stored, voice, release)
            except StorageError as error:  # it is there, if only for now
                log.warning("a voice is not kept", reason=error.message)
        return voice

    def _literally(self, name: str, release: Release) -> StoredVoice | CheckpointVoice | None:
        if self._store is not None and (stored := self._store.find(name)) is not None:
            return stored
        return next((CheckpointVoice(each) for each in release.speakers if same(each, name)), None)

    def _unknown(self, name: str, release: Release) -> str:
        stored = [voice.name for voice in self._store.all()] if self._store is not None else []
        names = [*stored, *release.speakers, *(OPENAI_NAMES if release.speakers else ())]
        if not names:
            there = "there are none: upload one, or send recordings of the voice in base64"
        else:
            rest = len(names) - NAMES_TOLD
            there = f"there are {', '.join(names[:NAMES_TOLD])}" + (f" and {rest} more" if rest > 0 else "")
        return f"there is no voice {name[:LONGEST_NAME]!r}; {there}"
