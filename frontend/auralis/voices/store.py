"""Uploaded voices: the recordings, and what each release's networks make of them."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from auralis.audio.decode import decode
from auralis.voices.conditioning import Voice
from auralis.voices.consents import CHECKED_SECONDS
from auralis.voices.shelf import Entry, Shelf, check_size, new_entry
from auralis_xtts.contract import GPT_COND_LATENT, SPEAKER_EMBEDDING, Release


@dataclass(frozen=True)
class StoredVoice(Entry):
    """`consent` is the id of the consent that it was made with, if any was asked for."""

    consent: str | None = None


class VoiceStore(Shelf[StoredVoice]):
    """The voices in `directory`, at most `most`; no two have the same name.

    What a checkpoint's networks made of a recording is kept beside it, under the checkpoint's hash: another
    checkpoint finds nothing there and has it made anew.
    """

    def __init__(self, directory: Path, most: int = 1000) -> None:
        super().__init__(directory, StoredVoice, "voice", most=most, unique=True)

    async def create(self, name: str, sample: bytes, consent: str | None = None) -> StoredVoice:
        """Keep a voice; raises InvalidRequestError, ConflictError or StorageError."""
        voice = StoredVoice(**new_entry("voice", name), consent=consent)
        check_size(sample, "audio_sample")
        await asyncio.to_thread(decode, sample, CHECKED_SECONDS, "audio_sample")
        return await self.add(voice, sample)

    def find(self, name: str) -> StoredVoice | None:
        """Return the voice of that id or name."""
        return self._entries.get(name) or self.named(name)

    async def latents(self, voice: StoredVoice, release: Release) -> Voice | None:
        """Return what was kept for the checkpoint of `release`, if it is there and whole."""
        data = await self.kept(voice.id, _suffix(release))
        try:
            tensors = load(data or b"")
            latents, embedding = tensors[GPT_COND_LATENT.name], tensors[SPEAKER_EMBEDDING.name]
        except (SafetensorError, KeyError):
            return None
        if latents.shape[-1] != release.width or latents.dtype != np.float32:
            return None
        return Voice(latents, embedding, release.release)

    async def keep_latents(self, stored: StoredVoice, voice: Voice, release: Release) -> None:
        """Keep what the networks of `release` made of a recording; raises StorageError."""
        tensors = {
            GPT_COND_LATENT.name: voice.gpt_cond_latent,
            SPEAKER_EMBEDDING.name: voice.speaker_embedding,
        }
        await self.keep(stored.id, _suffix(release), save(tensors))


def _suffix(release: Release) -> str:
    """Return the file name's end: a hash of the hash, which is safe whatever a release says of itself."""
    return f"{hashlib.sha256(release.checkpoint.encode()).hexdigest()[:16]}.safetensors"
