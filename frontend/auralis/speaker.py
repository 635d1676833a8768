"""The path from a request to sound: text and voice to the engine, utterance by utterance, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any
from uuid import uuid4

import numpy as np

from auralis.audio.reference_check import ReferenceWarning
from auralis.audio.tail import Tail
from auralis.cast import Cast
from auralis.delivery import silence, spoken
from auralis.engine.base import AudioChunk, Engine, SpeechInput
from auralis.engine.ending import ended
from auralis.request import SpeechRequest
from auralis.script import Part, Script
from auralis.text.lexicon import Lexicon
from auralis.text.pipeline import Pipeline, Utterance
from auralis.text.syllables import expected
from auralis.timeline import Timeline
from auralis.voices.conditioning import Voice
from auralis.voices.library import Library
from auralis_xtts.contract import Release

RELEASES_KEPT = 4
"""Releases whose tokenizer is kept."""


Place = AbstractAsyncContextManager[object]


@dataclass
class Usage:
    """What has been spoken so far, counted in text ids and audio codes.

    `warnings` say what may be wrong with the recordings of the voices, `ignored` are the sampling parameters
    that were asked for and are fixed by the model; both are there with the first sound.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    warnings: tuple[ReferenceWarning, ...] = ()
    ignored: tuple[str, ...] = ()


class Speaker:
    """Speaks requests with an engine, in the voices of a library.

    `lexicon` are words and what is read in their place, beside those of a request.  Any number of requests
    may be spoken at the same time.
    """

    def __init__(self, engine: Engine, voices: Library, lexicon: Mapping[str, str] | None = None) -> None:
        self._engine = engine
        self._voices = voices
        self._lexicon = lexicon or {}
        self._compiled = Lexicon(self._lexicon)
        self._pipelines = lru_cache(RELEASES_KEPT)(Pipeline)
        self._making = Lock()

    async def speak(
        self,
        request: SpeechRequest,
        usage: Usage | None = None,
        timeline: Timeline | None = None,
        voice: Voice | None = None,
        place: Place | None = None,
    ) -> AsyncGenerator[AudioChunk, None]:
        """Yield the sound of `request`, float32 at 24 kHz, while it is made.

        `usage` is counted, and `timeline` told what is heard, on the way.  `voice` is the request's own, if
        it was asked for before.  While one utterance plays, the next is made ready.  `place` is entered for
        each while the engine is at it, and left while there is nothing to speak.  Raises InvalidRequestError
        before anything else happens, and the errors of `Engine`.
        """
        release = await self._release(request)
        lexicon = self._lexicon_of(request)
        script = await asyncio.to_thread(self._script, release, request, lexicon)
        parts = await asyncio.to_thread(script.parts)
        cast = Cast(self._voices, request, release, voice)
        await cast.gather(script.voices)
        usage = Usage() if usage is None else usage
        place = nullcontext() if place is None else place
        usage.warnings = cast.warnings
        usage.ignored = _ignored(request, release)

        async def following() -> tuple[Part, AsyncGenerator[AudioChunk, None]] | None:
            part = await anext(parts, None)
            if part is None:
                return None
            if part.utterance is None:
                return part, silence(part.pause)
            heard = await cast.voice(part.voice)
            usage.input_tokens += len(part.utterance.text_ids)
            chunks = _at(place, self._engine.synthesize(_speech(request, release, heard, part.utterance)))
            if request.trim_tail:
                chunks = ended(chunks, Tail(expected(part.utterance.text, part.utterance.language)))
            return part, spoken(part, chunks)

        upcoming: _Begun | None = _Begun(following)
        playing: _Begun | None = None
        try:
            while upcoming is not None:
                playing, upcoming = upcoming, None
                if (started := await playing.started()) is None:
                    return
                upcoming = _Begun(following)
                async for chunk in started.chunks(timeline):
                    usage.output_tokens += len(chunk.codes)
                    yield chunk
        finally:
            for begun in filter(None, (playing, upcoming)):
                await begun.close()
            await parts.aclose()

    async def voice(self, request: SpeechRequest) -> Voice:
        """Return the request's own voice; raises as `speak` does."""
        return await Cast(self._voices, request, await self._release(request)).voice(None)

    async def check(self, request: SpeechRequest) -> tuple[str, ...]:
        """Raise what `speak` would raise for anything but the text, as far as that is known at once.

        Recordings are decoded, but no voice is computed of them.  Returns what `Usage.ignored` will be.
        """
        release = await self._release(request)
        await asyncio.to_thread(lambda: self._pipeline(release).language(request.language))
        self._lexicon_of(request)
        await Cast(self._voices, request, release).check()
        return _ignored(request, release)

    def _pipeline(self, release: Release) -> Pipeline:
        """Return the pipeline of `release`, made once; a quarter of a second, so not for the event loop."""
        with self._making:
            return self._pipelines(release)

    def _script(self, release: Release, request: SpeechRequest, lexicon: Lexicon) -> Script:
        return Script(self._pipeline(release), request, lexicon)

    def _lexicon_of(self, request: SpeechRequest) -> Lexicon:
        """Return the speaker's lexicon, with the request's entries, which come first."""
        return Lexicon({**self._lexicon, **request.lexicon}) if request.lexicon else self._compiled

    async def _release(self, request: SpeechRequest) -> Release:
        release = request.release
        if release is None:
            release = (await self._engine.releases())[0]
        return await self._engine.describe(release)


_Following = Callable[[], Coroutine[Any, Any, tuple[Part, AsyncGenerator[AudioChunk, None]] | None]]


@dataclass(frozen=True)
class _Started:
    """A part whose first chunk is there."""

    part: Part
    first: AudioChunk
    rest: AsyncGenerator[AudioChunk, None]

    async def chunks(self, timeline: Timeline | None) -> AsyncGenerator[AudioChunk, None]:
        if timeline is not None:
            timeline.begin(self.part)
        chunk: AudioChunk | None = self.first
        while chunk is not None:
            if timeline is not None:
                timeline.hear(chunk.samples)
                if chunk.finish_reason:  # what was said is known with its last sound
                    await timeline.end()
            yield chunk
            chunk = await anext(self.rest, None)
        if timeline is not None:
            await timeline.end()


class _Begun:
    """A part under way: its first chunk is fetched whether or not anybody waits for it yet."""

    def __init__(self, following: _Following) -> None:
        self._following = following
        self._chunks: AsyncGenerator[AudioChunk, None] | None = None
        self._first = asyncio.create_task(self._fetch())

    async def started(self) -> _Started | None:
        """Return the part, with its first chunk; None if there is none any more."""
        return await self._first

    async def close(self) -> None:
        """End the part, if it has not ended."""
        self._first.cancel()
        await asyncio.gather(self._first, return_exceptions=True)
        if self._chunks is not None:
            await self._chunks.aclose()

    async def _fetch(self) -> _Started | None:
        if (following := await self._following()) is None:
            return None
        part, self._chunks = following
        return _Started(part, await anext(self._chunks), self._chunks)


async def _at(place: Place, chunks: AsyncGenerator[AudioChunk, None]) -> AsyncGenerator[AudioChunk, None]:
    async with place, aclosing(chunks):
        async for chunk in chunks:
            yield chunk


def _ignored(request: SpeechRequest, release: Release) -> tuple[str, ...]:
    return tuple(sorted(request.sampling.keys() & set(release.fixed_sampling)))


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
