"""The path from a request to sound: text and voice to the engine, utterance by utterance, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import uuid4

import numpy as np

from auralis.engine.base import AudioChunk, Engine, SpeechInput
from auralis.errors import InvalidRequestError
from auralis.request import SpeechRequest
from auralis.text.pipeline import Pipeline, Utterance
from auralis.voices.conditioning import Voice, VoiceParameters, load
from auralis.voices.library import Library
from auralis_xtts.contract import Release

RELEASES_KEPT = 4
"""Releases whose tokenizer is kept."""

CONTEXT = 300
"""Characters from which the language of a piece is told, its own the last of them."""


@dataclass
class Usage:
    """What has been spoken so far, counted in text ids and audio codes."""

    input_tokens: int = 0
    output_tokens: int = 0


class Speaker:
    """Speaks requests with an engine, in the voices of a library.

    Any number of requests may be spoken at the same time.
    """

    def __init__(self, engine: Engine, voices: Library) -> None:
        self._engine = engine
        self._voices = voices
        self._pipeline = lru_cache(RELEASES_KEPT)(Pipeline)

    async def speak(
        self, request: SpeechRequest, usage: Usage | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        """Yield the sound of `request`, float32 at 24 kHz, while it is made; `usage` is counted on the way.

        While one utterance plays, the next is made ready.  Raises InvalidRequestError before anything else
        happens, and the errors of `Engine`.
        """
        release = await self._release(request)
        utterances = _utterances(self._pipeline(release), request)
        voice = await self._voice(request, release)
        usage = Usage() if usage is None else usage

        async def following() -> AsyncGenerator[AudioChunk, None] | None:
            utterance = await anext(utterances, None)
            if utterance is None:
                return None
            usage.input_tokens += len(utterance.text_ids)
            return self._engine.synthesize(_speech(request, release, voice, utterance))

        upcoming: _Begun | None = _Begun(following)
        playing: _Begun | None = None
        try:
            while upcoming is not None:
                playing, upcoming = upcoming, None
                if (started := await playing.started()) is None:
                    return
                chunk, rest = started
                upcoming = _Begun(following)
                usage.output_tokens += len(chunk.codes)
                yield chunk
                async for chunk in rest:
                    usage.output_tokens += len(chunk.codes)
                    yield chunk
        finally:
            for begun in filter(None, (playing, upcoming)):
                await begun.close()
            await utterances.aclose()

    async def check(self, request: SpeechRequest) -> None:
        """Raise what `speak` would raise for anything but the text, as far as that is known at once.

        Recordings are decoded, but no voice is computed of them.
        """
        release = await self._release(request)
        self._pipeline(release).language(request.language)
        if request.voice is None:
            await asyncio.to_thread(load, request.references, _voice_parameters(request))
        else:
            self._voices.find(request.voice, release)

    async def _release(self, request: SpeechRequest) -> Release:
        release = request.release
        if release is None:
            release = (await self._engine.releases())[0]
        return await self._engine.describe(release)

    async def _voice(self, request: SpeechRequest, release: Release) -> Voice:
        voice = request.references if request.voice is None else request.voice
        return await self._voices.get(voice, _voice_parameters(request), release)


_Started = tuple[AudioChunk, AsyncGenerator[AudioChunk, None]]
_Following = Callable[[], Coroutine[Any, Any, AsyncGenerator[AudioChunk, None] | None]]


class _Begun:
    """An utterance under way: its first chunk is fetched whether or not anybody waits for it yet."""

    def __init__(self, following: _Following) -> None:
        self._following = following
        self._chunks: AsyncGenerator[AudioChunk, None] | None = None
        self._first = asyncio.create_task(self._fetch())

    async def started(self) -> _Started | None:
        """Return the first chunk and those after it; None if there is no utterance any more."""
        return await self._first

    async def close(self) -> None:
        """End the utterance, if it has not ended."""
        self._first.cancel()
        await asyncio.gather(self._first, return_exceptions=True)
        if self._chunks is not None:
            await self._chunks.aclose()

    async def _fetch(self) -> _Started | None:
        self._chunks = await self._following()
        return None if self._chunks is None else (await anext(self._chunks), self._chunks)


def _utterances(pipeline: Pipeline, request: SpeechRequest) -> AsyncGenerator[Utterance, None]:
    """Return the utterances of a request; what is wrong with a text that is there already is raised now."""
    if isinstance(request.text, str):
        return _given(pipeline.utterances(request.text, request.language))
    return _arriving(pipeline, request.text, request.language)


async def _given(utterances: Iterator[Utterance]) -> AsyncGenerator[Utterance, None]:
    for utterance in utterances:
        yield utterance


async def _arriving(
    pipeline: Pipeline, pieces: AsyncIterable[str], language: str
) -> AsyncGenerator[Utterance, None]:
    pipeline.language(language)
    context = ""
    async for piece in pieces:
        context = f"{context} {piece}"[-CONTEXT:]
        spoken = pipeline.language(language, context)
        with suppress(InvalidRequestError):  # it has nothing to pronounce; the language is known
            for utterance in pipeline.utterances(piece, spoken):
                yield utterance


def _voice_parameters(request: SpeechRequest) -> VoiceParameters:
    return VoiceParameters(
        max_ref_length=request.max_ref_length,
        gpt_cond_len=request.gpt_cond_len,
        gpt_cond_chunk_len=request.gpt_cond_chunk_len,
        sound_norm_refs=request.sound_norm_refs,
        preprocessing=request.preprocessing,
    )


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
