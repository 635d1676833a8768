"""An engine that is there, and all that speaks with it, in one event loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from rich.console import Console

from auralis.background import Background, Stream
from auralis.engine.base import Engine
from auralis.engine.source import Source
from auralis.output import TTSOutput
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.throughput import Throughput
from auralis.timeline import Timeline
from auralis.voices.cache import VoiceCache
from auralis.voices.conditioning import Voice
from auralis.voices.library import Library
from auralis.voices.names import Names
from auralis.voices.store import VoiceStore
from auralis_xtts.contract import OUTPUT_SAMPLE_RATE

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Voices:
    """Where uploaded voices are kept, as the server does with --voices-dir, and what further names mean."""

    directory: Path | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def library(self, engine: Engine) -> Library:
        """Return the voices that `engine` can speak in."""
        store = None if self.directory is None else VoiceStore(self.directory / "voices")
        return Library(engine, VoiceCache(engine), store, Names(self.names))


class Session:
    """Speaks `most` requests at a time, and lets others wait, for the length of an `async with` block.

    `background` is where it lives.
    """

    def __init__(
        self, source: Source | Callable[[], Engine], voices: Voices, most: int, background: Background
    ) -> None:
        self._source = source
        self._voices = voices
        self._background = background
        self._places = asyncio.Semaphore(most)
        self._throughput = Throughput()
        self._streams: WeakSet[Stream[TTSOutput]] = WeakSet()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            engine = await self._engine(stack)
            self._speaker = Speaker(engine, self._voices.library(engine))
            reporting = asyncio.create_task(self._throughput.report())
            stack.callback(reporting.cancel)
            stack.push_async_callback(self._leave)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def voice(self, request: SpeechRequest) -> Voice:
        """Return the voice of `request`, computed if it is not known yet."""
        return await self._speaker.voice(request)

    def stream(
        self,
        request: SpeechRequest,
        began: float | None = None,
        voice: Voice | None = None,
        timestamps: str | None = None,
    ) -> Stream[TTSOutput]:
        """Return the sound of `request`, piece by piece; nothing is begun before the first is asked for.

        `began`, seconds of `time.time()`, is when the request began; `voice` is the request's own voice, if
        it has been computed before.  With `timestamps`, one of `captions.TIMESTAMPS`, the piece that ends an
        utterance says when what was said.
        """
        began = time.time() if began is None else began
        stream = Stream(self._outputs(request, began, voice, timestamps), self._background.submit)
        self._streams.add(stream)
        return stream

    async def _outputs(
        self, request: SpeechRequest, began: float, voice: Voice | None, timestamps: str | None
    ) -> AsyncGenerator[TTSOutput, None]:
        timeline = None if timestamps is None else Timeline()
        heard = 0
        speaking = self._speaker.speak(request, timeline=timeline, voice=voice)
        async with self._places, aclosing(speaking) as chunks:
            async for chunk in chunks:
                tokens = len(chunk.codes)
                self._throughput.heard(len(chunk.samples), tokens)
                told = [] if timeline is None else timeline.take()
                if timestamps == "sentence":
                    told = [replace(sentence, words=()) for sentence in told]
                if len(chunk.samples) or told:
                    yield TTSOutput(
                        chunk.samples,
                        OUTPUT_SAMPLE_RATE,
                        start_time=began,
                        end_time=time.time(),
                        token_length=tokens,
                        sentences=tuple(each.later(-heard / OUTPUT_SAMPLE_RATE) for each in told),
                    )
                heard += len(chunk.samples)
            self._throughput.finished()

    async def _engine(self, stack: AsyncExitStack) -> Engine:
        if not isinstance(self._source, Source):
            engine = self._source()
            stack.push_async_callback(engine.close)
            return engine
        from auralis.engine.triton import TritonEngine  # gRPC, which takes its time

        where = self._source.triton_url
        began = time.monotonic()
        if where:
            log.info("connecting to the Triton at %s", where)
        else:
            log.info("exporting %s, unless that has been done, and starting Triton", self._source.model)
        running = await stack.enter_async_context(self._source.engine())
        engine = TritonEngine(running.url)
        stack.push_async_callback(engine.close)
        if running.local is not None:
            with Console(stderr=True).status("starting Triton and loading the model"):
                await running.ready(engine)
        releases = await engine.releases()
        log.info("ready after %.0f s; release %d speaks", time.monotonic() - began, releases[0])
        return engine

    async def _leave(self) -> None:
        """End what is being spoken."""
        await asyncio.gather(*(stream.abort() for stream in self._streams))
