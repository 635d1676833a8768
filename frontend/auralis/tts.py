"""The path from a request to sound: text and voice to the engine, utterance by utterance, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from functools import lru_cache
from uuid import uuid4

import numpy as np

from auralis.engine.base import AudioChunk, Engine, SpeechInput
from auralis.request import SpeechRequest
from auralis.text.pipeline import Pipeline, Utterance
from auralis.voices.cache import VoiceCache
from auralis.voices.conditioning import Voice, VoiceParameters
from auralis_xtts.contract import Release

RELEASES_KEPT = 4
"""Releases whose tokenizer is kept."""


class Speaker:
    """Speaks requests with an engine; `voices` keeps what has been computed of references.

    Any number of requests may be spoken at the same time.
    """

    def __init__(self, engine: Engine, voices: VoiceCache) -> None:
        self._engine = engine
        self._voices = voices
        self._pipeline = lru_cache(RELEASES_KEPT)(Pipeline)

    async def speak(self, request: SpeechRequest) -> AsyncGenerator[AudioChunk, None]:
        """Yield the sound of `request`, float32 at 24 kHz, while it is made.

        While one utterance plays, the next is made ready.  Raises InvalidRequestError before anything else
        happens, and the errors of `Engine`.
        """
        release = await self._release(request)
        utterances = self._pipeline(release).utterances(request.text, request.language)
        voice = await self._voice(request, release)
        inputs = (_speech(request, release, voice, utterance) for utterance in utterances)
        upcoming = self._begin(inputs)
        playing: _Begun | None = None
        try:
            while upcoming is not None:
                playing, upcoming = upcoming, None
                chunk = await playing.first()
                upcoming = self._begin(inputs)
                yield chunk
                async for chunk in playing.rest():
                    yield chunk
        finally:
            for begun in filter(None, (playing, upcoming)):
                await begun.close()

    async def _release(self, request: SpeechRequest) -> Release:
        release = request.release
        if release is None:
            release = (await self._engine.releases())[0]
        return await self._engine.describe(release)

    def _begin(self, inputs: Iterator[SpeechInput]) -> _Begun | None:
        speech = next(inputs, None)
        return None if speech is None else _Begun(self._engine.synthesize(speech))

    async def _voice(self, request: SpeechRequest, release: Release) -> Voice:
        parameters = VoiceParameters(
            max_ref_length=request.max_ref_length,
            gpt_cond_len=request.gpt_cond_len,
            gpt_cond_chunk_len=request.gpt_cond_chunk_len,
            sound_norm_refs=request.sound_norm_refs,
        )
        return await self._voices.get(request.references, parameters, release.release)


class _Begun:
    """An utterance under way: its first chunk is fetched whether or not anybody waits for it yet."""

    def __init__(self, chunks: AsyncGenerator[AudioChunk, None]) -> None:
        self._chunks = chunks
        self._first = asyncio.create_task(self._fetch())

    async def first(self) -> AudioChunk:
        return await self._first

    def rest(self) -> AsyncGenerator[AudioChunk, None]:
        return self._chunks

    async def close(self) -> None:
        """End the utterance, if it has not ended."""
        self._first.cancel()
        await asyncio.gather(self._first, return_exceptions=True)
        await self._chunks.aclose()

    async def _fetch(self) -> AudioChunk:
        return await anext(self._chunks)


def _speech(request: SpeechRequest, release: Release, voice: Voice, utterance: Utterance) -> SpeechInput:
    return SpeechInput(
        utterance_id=uuid4().hex,
        release=release.release,
        text_ids=np.array(utterance.text_ids, np.int32),
        gpt_cond_latent=voice.gpt_cond_latent,
        speaker_embedding=voice.speaker_embedding,
        sampling=request.sampling,
        chunk_schedule=request.chunk_schedule,
    )
