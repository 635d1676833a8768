"""`TTS`: speech as a library, for scripts, notebooks and asynchronous programs."""

from __future__ import annotations

import asyncio
import logging
import threading
import weakref
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from auralis.background import Background, Stream, submit_to
from auralis.engine.base import Engine
from auralis.engine.source import MODEL, Source
from auralis.errors import EngineUnavailableError, InvalidRequestError
from auralis.logger import through_logging
from auralis.output import TTSOutput
from auralis.session import Session, Voices
from auralis.text.sections import sections
from auralis.tts_request import TTSRequest
from auralis.voices.conditioning import Voice

log = logging.getLogger(__name__)

LEVELS = ((logging.INFO, "info"), (logging.WARNING, "warn"))
"""Levels of `logging` up to which the local Triton is as talkative as the name on the right says."""

MOST_AT_ONCE = 10


class TTS:
    """Speaks requests, any number at a time, from any thread and from any event loop.

        tts = TTS().from_pretrained("AstraMindAI/xttsv2", gpt_model="AstraMindAI/xtts2-gpt")
        tts.generate_speech(TTSRequest(text="Hello.", speaker_files=["me.wav"])).save("hello.wav")

    `scheduler_max_concurrency` requests are spoken at the same time, the others wait.
    `vllm_logging_level` is how much of the local Triton's log is shown.  With `triton_url`, host:port of the
    gRPC interface of a Triton that runs already, none is started, and `from_pretrained` need not be called;
    `engine` makes an engine of another kind.  `voices_dir` is where the server keeps uploaded voices,
    `voice_names` are further names of voices.

    All work is done in a thread of its own.  `shutdown`, `close`, or the end of a `with` or `async with`
    block ends it, and the local Triton with it; so does the end of the program.

    Every error is an `auralis.errors.AuralisError`.
    """

    def __init__(
        self,
        scheduler_max_concurrency: int | None = MOST_AT_ONCE,
        vllm_logging_level: int | str = logging.WARNING,
        *,
        triton_url: str | None = None,
        engine: Callable[[], Engine] | None = None,
        voices_dir: str | Path | None = None,
        voice_names: Mapping[str, str] | None = None,
    ) -> None:
        self._most = _checked(scheduler_max_concurrency)
        self._level = _level(vllm_logging_level)
        self._url = triton_url
        self._make = engine
        self._voices = Voices(None if voices_dir is None else Path(voices_dir), voice_names or {})
        self._running: _Running | None = None
        self._ended = False
        self._starting = threading.Lock()
        through_logging()

    def from_pretrained(
        self,
        model_name_or_path: str | Path = MODEL,
        gpt_model: str | Path | None = None,
        *,
        triton_url: str | None = None,
        scheduler_max_concurrency: int | None = None,
        **kwargs: Any,
    ) -> Self:
        """Get ready to speak with a checkpoint, and return self.

        `model_name_or_path` is a directory, a Hugging Face id, or `mini`, the small voice that comes with the
        package; `gpt_model` is the GPT's where it is kept apart.  The first time the checkpoint is exported
        into a cache (~/.cache/auralis), with a progress bar on standard error; then a local Triton is
        started.  With `triton_url` that is used instead, and has a checkpoint of its own.  Other arguments,
        which the original passes on to its engine, change nothing.

        Raises LocalEngineError, and EngineUnavailableError for a Triton that cannot be reached.
        """
        if kwargs:
            log.warning("from_pretrained: %s change nothing here", ", ".join(sorted(kwargs)))
        self.close()
        self._url = triton_url or self._url
        if scheduler_max_concurrency is not None:
            self._most = _checked(scheduler_max_concurrency)
        gpt = None if gpt_model is None else str(gpt_model)
        self._start(Source(self._url, str(model_name_or_path), gpt, self._level))
        return self

    def generate_speech(self, request: TTSRequest) -> Any:
        """Speak `request` and wait: a TTSOutput, or a generator of TTSOutput if it says `stream`.

        A text that is an async iterator is iterated in the library's own event loop.
        """
        running = self._there()
        arriving = request.text if isinstance(request.text, AsyncIterable) else None
        if request.stream:
            stream = running.background.run(running.begin(request, arriving))
            return stream.blocking(running.background)
        return running.background.run(running.whole(request, arriving))

    async def generate_speech_async(self, request: TTSRequest) -> Any:
        """Speak `request`: a TTSOutput, or an async generator of TTSOutput if it says `stream`.

        A text that is an async iterator is iterated in the caller's event loop.  Cancelling ends the speech.
        """
        running = await self._here()
        arriving = None
        if isinstance(request.text, AsyncIterable):
            bits = aiter(request.text)
            here = asyncio.get_running_loop()
            arriving = Stream(bits, partial(submit_to, here)).taken(patient=False)
        if request.stream:
            return (await running.background.call(running.begin(request, arriving))).taken()
        return await running.background.call(running.whole(request, arriving))

    @staticmethod
    def split_requests(request: TTSRequest, max_length: int = 100_000) -> list[TTSRequest]:
        """Return requests of at most `max_length` characters each, cut after sentences and never in words.

        A long text need not be split to be spoken.  One that is no string stays as it is.
        """
        if max_length < 1:
            raise InvalidRequestError("max_length must be above 0", "max_length")
        if not isinstance(request.text, str) or len(request.text) <= max_length:
            return [request]
        requests = []
        for section in sections(request.text, max_length):
            part = request.copy()
            part.text, part.request_id = section, uuid4().hex
            requests.append(part)
        return requests

    async def prepare_for_streaming_generation(self, request: TTSRequest) -> Callable[..., Any]:
        """Compute the voice of `request` once; return what to set as `context_partial_function`.

        Requests that have it, `request` and its copies, are then spoken in that voice at once.
        """
        running = await self._here()
        return await running.background.call(running.prepared(request))

    async def shutdown(self) -> None:
        """End what is spoken, and everything that was started; it may be called again."""
        running, self._running, self._ended = self._running, None, True
        if running is not None:
            await running.end()

    def close(self) -> None:
        """The same, for programs that are not asynchronous."""
        running, self._running, self._ended = self._running, None, True
        if running is not None:
            running.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _here(self) -> _Running:
        if self._running is not None:
            return self._running
        running: _Running = await asyncio.to_thread(self._there)
        return running

    def _there(self) -> _Running:
        with self._starting:
            if self._running is not None:
                return self._running
            if self._ended or (self._url is None and self._make is None):
                state = "it has been shut down" if self._ended else "nothing is loaded"
                raise EngineUnavailableError(f"{state}: call from_pretrained first")
            return self._start(Source(self._url, "", None, self._level))

    def _start(self, source: Source) -> _Running:
        running = _Running(self._make or source, self._voices, self._most)
        self._running, self._ended = running, False
        # When nobody holds this object any more, and at the program's end.
        weakref.finalize(self, running.close)
        return running


class _Running:
    """A session and its event loop."""

    def __init__(self, source: Source | Callable[[], Engine], voices: Voices, most: int) -> None:
        self.background = Background("auralis")
        try:
            self.session = self.background.run(self._session(source, voices, most))
        except BaseException:
            self.background.stop()
            self.background.join()
            raise

    async def begin(self, request: TTSRequest, arriving: AsyncIterable[str] | None) -> Stream[TTSOutput]:
        """Return the stream of what `request` says; raises what is wrong with the request itself."""
        spoken = await asyncio.to_thread(request.spoken, arriving)
        context = request.context_partial_function or self.session.stream
        stream: Stream[TTSOutput] = context(spoken, began=request.start_time, timestamps=request.timestamps)
        return stream

    async def whole(self, request: TTSRequest, arriving: AsyncIterable[str] | None) -> TTSOutput:
        """Return all of what `request` says."""
        stream = await self.begin(request, arriving)
        return TTSOutput.combine_outputs([output async for output in stream.local()])

    async def prepared(self, request: TTSRequest) -> Callable[..., Stream[TTSOutput]]:
        """Return `Session.stream` in the voice of `request`."""
        spoken = await asyncio.to_thread(request.spoken, _no_text())
        voice: Voice = await self.session.voice(spoken)
        return partial(self.session.stream, voice=voice)

    def close(self) -> None:
        """End everything, and wait for it where that can be done."""
        if self.background.stopped:
            return
        self.background.submit(self._end())
        self.background.join()

    async def end(self) -> None:
        """End everything, from any event loop."""
        if not self.background.stopped:
            self.background.submit(self._end())
        await asyncio.wrap_future(self.background.ended)
        self.background.join()

    async def _session(self, source: Source | Callable[[], Engine], voices: Voices, most: int) -> Session:
        return await Session(source, voices, most, self.background).__aenter__()

    async def _end(self) -> None:
        try:
            await self.session.__aexit__(None, None, None)
        finally:
            self.background.stop()


async def _no_text() -> AsyncGenerator[str, None]:
    return
    yield


def _checked(most: int | None) -> int:
    most = MOST_AT_ONCE if most is None else most
    if most < 1:
        raise InvalidRequestError("scheduler_max_concurrency must be at least 1", "scheduler_max_concurrency")
    return most


def _level(given: int | str) -> str:
    level = logging.getLevelName(given.upper()) if isinstance(given, str) else given
    names = {"INFO": "info", "WARN": "warn", "ERR": "err"}
    if isinstance(given, str) and given.upper() in names:
        return names[given.upper()]
    if not isinstance(level, int):
        raise InvalidRequestError(
            "vllm_logging_level must be a level of logging, or info, warn or err", "vllm_logging_level"
        )
    return next((name for most, name in LEVELS if level <= most), "err")
