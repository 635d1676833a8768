import asyncio
import gc
import logging
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auralis import TTS, TTSOutput, TTSRequest
from auralis.engine.base import AudioChunk, SpeechInput
from auralis.engine.fake import FakeEngine
from auralis.errors import (
    EngineError,
    EngineUnavailableError,
    InvalidRequestError,
    NotFoundError,
)
from auralis.throughput import Throughput
from auralis_xtts.contract import FinishReason
from served import VOCABULARY

TEXT = "Hello Earth! This is a first sentence. "
LONG = "This sentence is one of many, and all of them are quite alike. " * 12


class Engines:
    """Makes engines, and keeps the one that was made last."""

    def __init__(self, **how: Any) -> None:
        self.how = how
        self.engine: FakeEngine
        self.loop: asyncio.AbstractEventLoop

    def __call__(self) -> FakeEngine:
        self.loop = asyncio.get_running_loop()
        self.engine = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana Florence",), **self.how)
        return self.engine


@pytest.fixture
def engines() -> Engines:
    return Engines()


@pytest.fixture
def tts(engines: Engines) -> Iterator[TTS]:
    with TTS(engine=engines) as tts:
        yield tts
    assert engines.engine.closed
    assert "auralis" not in [thread.name for thread in threading.enumerate()]


@pytest.fixture
def ask(oracle_reference: Path) -> Callable[..., TTSRequest]:
    def request(text: Any = TEXT, **fields: Any) -> TTSRequest:
        return TTSRequest(**{"text": text, "speaker_files": [oracle_reference], "seed": 1, **fields})

    return request


Ask = Callable[..., TTSRequest]


def whole(output: object) -> TTSOutput:
    assert isinstance(output, TTSOutput)
    return output


def pieces(output: object) -> Generator[TTSOutput, None, None]:
    assert isinstance(output, Generator)
    return output


def arriving(output: object) -> AsyncGenerator[TTSOutput, None]:
    assert isinstance(output, AsyncGenerator)
    return output


async def test_all_ways_give_the_same_sound(tts: TTS, ask: Ask) -> None:
    """Also the synchronous ones, though this test has a running event loop, as notebooks have."""
    began = time.time()
    expected = whole(tts.generate_speech(ask()))
    assert expected.token_length is not None
    assert expected.get_info()[1] == 24_000
    assert began <= (expected.start_time or 0) <= (expected.end_time or 0) <= time.time()
    streamed = list(pieces(tts.generate_speech(ask(stream=True))))
    also = [output async for output in arriving(await tts.generate_speech_async(ask(stream=True)))]
    again = whole(await tts.generate_speech_async(ask()))
    assert len(streamed) > 1
    for output in (TTSOutput.combine_outputs(streamed), TTSOutput.combine_outputs(also), again):
        np.testing.assert_array_equal(output.array, expected.array)
        assert output.token_length == expected.token_length


async def test_any_text_is_spoken(tts: TTS, ask: Ask, engines: Engines) -> None:
    async def bits() -> AsyncIterator[str]:
        for bit in TEXT:
            yield bit

    expected = whole(await tts.generate_speech_async(ask())).array
    heard = {len(whole(await tts.generate_speech_async(ask(bits()))).array)}
    heard |= {len(whole(tts.generate_speech(ask(bits()))).array)}
    heard |= {len(whole(tts.generate_speech(ask(iter(TEXT)))).array)}
    assert len(heard) == 1
    assert heard.pop() > 0.8 * len(expected)
    listed = whole(tts.generate_speech(ask(["Hello Earth!", "", "And again."])))
    each = [whole(tts.generate_speech(ask(text))) for text in ("Hello Earth!", "And again.")]
    np.testing.assert_array_equal(listed.array, TTSOutput.combine_outputs(each).array)


async def test_speech_starts_before_the_text_ends(tts: TTS, ask: Ask) -> None:
    """The text goes on only when the first sound is there; it comes from this loop, whose futures it uses."""
    heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def bits() -> AsyncIterator[str]:
        yield "This is how it begins. And "
        await heard
        yield "this is how it ends."

    seconds = 0.0
    async for output in arriving(await tts.generate_speech_async(ask(bits(), stream=True))):
        seconds += output.duration
        if not heard.done():
            heard.set_result(None)
    assert seconds > whole(await tts.generate_speech_async(ask("This is how it begins."))).duration


async def test_a_text_that_fails_ends_the_speech_with_its_error(tts: TTS, ask: Ask) -> None:
    async def bits() -> AsyncIterator[str]:
        yield "This is how it begins. And "
        raise LookupError("the LLM is gone")

    with pytest.raises(LookupError, match="gone"):
        await tts.generate_speech_async(ask(bits()))
    with pytest.raises(LookupError, match="gone"):
        tts.generate_speech(ask(bits()))


async def test_who_leaves_a_stream_ends_the_decoding(tts: TTS, ask: Ask, engines: Engines) -> None:
    generator = arriving(await tts.generate_speech_async(ask(LONG, stream=True)))
    await anext(generator)
    await generator.aclose()
    assert engines.engine.active == []
    blocking = pieces(tts.generate_speech(ask(LONG, stream=True)))
    next(blocking)
    assert engines.engine.active != []
    blocking.close()
    assert engines.engine.active == []
    forgotten = pieces(tts.generate_speech(ask(LONG, stream=True)))
    next(forgotten)
    del forgotten
    gc.collect()
    assert engines.engine.active == []


async def test_cancelling_reaches_the_engine(ask: Ask) -> None:
    engines = Engines(gate=asyncio.Semaphore(0))
    async with TTS(engine=engines) as tts:
        task = asyncio.ensure_future(tts.generate_speech_async(ask(LONG)))
        while not (hasattr(engines, "engine") and engines.engine.active):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while engines.engine.active:
            await asyncio.sleep(0.01)


async def test_no_more_are_spoken_at_once_than_is_said(ask: Ask) -> None:
    """Two hold their places, and a third gets one when one of them ends."""
    engines = Engines(gate=asyncio.Semaphore(0))
    async with TTS(2, engine=engines) as tts:
        tasks = [asyncio.ensure_future(tts.generate_speech_async(ask("Hello."))) for _ in range(5)]
        while not hasattr(engines, "engine") or len(engines.engine.active) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert len(engines.engine.spoken) == 2
        for _ in range(1_000):
            engines.loop.call_soon_threadsafe(engines.how["gate"].release)
        outputs = await asyncio.gather(*tasks)
    assert len({output.array.tobytes() for output in map(whole, outputs)}) == 1


def test_many_threads_at_once(tts: TTS, ask: Ask) -> None:
    with ThreadPoolExecutor(8) as threads:
        outputs = list(threads.map(lambda _: whole(tts.generate_speech(ask())), range(24)))
    assert len({output.array.tobytes() for output in outputs}) == 1


def test_one_object_serves_several_loops(tts: TTS, ask: Ask) -> None:
    first, second = (asyncio.run(tts.generate_speech_async(ask())) for _ in range(2))
    np.testing.assert_array_equal(whole(first).array, whole(second).array)


async def test_it_is_told_when_what_is_said(tts: TTS, ask: Ask) -> None:
    """With the same times whole and as a stream, whose parts are asked one by one."""
    text = "Hello there. How are you? [pause:0.5s] Good bye."
    silent = whole(tts.generate_speech(ask(text, markup=True)))
    assert silent.sentences == ()
    told = whole(tts.generate_speech(ask(text, markup=True, timestamps="word")))
    np.testing.assert_array_equal(told.array, silent.array)
    first, second, third = told.sentences
    assert [first.text, second.text, third.text] == ["Hello there.", "How are you?", "Good bye."]
    assert first.start == 0
    assert third.start == pytest.approx(second.end + 0.5)
    assert third.end == pytest.approx(told.duration)
    assert [word.text for word in told.words] == ["Hello", "there.", "How", "are", "you?", "Good", "bye."]
    parts = list(pieces(tts.generate_speech(ask(text, markup=True, timestamps="word", stream=True))))
    assert len([part for part in parts if part.sentences]) == 2
    for part in parts:
        if part.sentences:
            assert part.sentences[-1].end == pytest.approx(part.duration)
    combined = TTSOutput.combine_outputs(parts)
    assert [word.text for word in combined.words] == [word.text for word in told.words]
    np.testing.assert_allclose(
        [(word.start, word.end) for word in combined.words], [(word.start, word.end) for word in told.words]
    )
    assert combined.to_subtitles() == told.to_subtitles()
    request = ask(text, markup=True, timestamps="sentence")
    request.context_partial_function = await tts.prepare_for_streaming_generation(request)
    output = whole(await tts.generate_speech_async(request))
    assert output.sentences == tuple(replace(sentence, words=()) for sentence in told.sentences)


async def test_the_last_words_are_told_though_nothing_is_heard_after_them(ask: Ask) -> None:
    """The last window of an utterance may be without sound."""

    class Silent(FakeEngine):
        async def synthesize(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
            async for chunk in super().synthesize(speech):
                yield replace(chunk, finish_reason=FinishReason.RUNNING)
            yield AudioChunk(chunk.samples[:0], chunk.codes[:0], chunk.sequence + 1, FinishReason.STOP)

    with TTS(engine=lambda: Silent(vocabulary=VOCABULARY)) as tts:
        *_, last = pieces(tts.generate_speech(ask("Hello there.", timestamps="word", stream=True)))
    assert (len(last.array), last.sentences[0].text, last.sentences[0].end) == (0, "Hello there.", 0.0)


async def test_a_prepared_voice_is_computed_once(tts: TTS, ask: Ask, oracle_reference: Path) -> None:
    request = ask()
    expected = whole(await tts.generate_speech_async(request))
    request.context_partial_function = await tts.prepare_for_streaming_generation(request)
    copied = request.copy()
    copied.speaker_files = "Ana Florence"  # not looked at any more
    for prepared in (request, copied):
        output = whole(await tts.generate_speech_async(prepared))
        np.testing.assert_array_equal(output.array, expected.array)
    copied.stream = True
    combined = TTSOutput.combine_outputs(list(pieces(tts.generate_speech(copied))))
    np.testing.assert_array_equal(combined.array, expected.array)


def test_requests_are_split_between_sentences(tts: TTS, ask: Ask) -> None:
    request = ask(LONG, language="en")
    parts = tts.split_requests(request, max_length=200)
    assert "".join(str(part.text) for part in parts) == LONG
    assert all(len(str(part.text)) <= 200 and str(part.text).endswith(". ") for part in parts)
    assert len({part.request_id for part in parts}) == len(parts)
    assert {part.language for part in parts} == {"en"}
    assert tts.split_requests(request) == [request]
    whole(tts.generate_speech(parts[0]))
    with pytest.raises(InvalidRequestError):
        tts.split_requests(request, 0)


async def test_what_is_wrong_is_said_at_once(tts: TTS, ask: Ask) -> None:
    for broken, kind in (
        (ask(""), InvalidRequestError),
        (ask("...", language="en"), InvalidRequestError),
        (ask([" "]), InvalidRequestError),
        (ask(5), InvalidRequestError),
        (ask(speaker_files=["missing.wav"]), InvalidRequestError),
        (ask(speaker_files=[b"no sound"]), InvalidRequestError),
        (ask(speaker_files=[]), InvalidRequestError),
        (ask(speaker_files="Nobody"), NotFoundError),
        (ask(timestamps="letter"), InvalidRequestError),
        (ask(top_p=7.0), InvalidRequestError),
    ):
        with pytest.raises(kind):
            tts.generate_speech(broken)
        with pytest.raises(kind):
            await tts.generate_speech_async(broken)


def test_a_failure_on_the_way_comes_after_what_was_heard(ask: Ask) -> None:
    with TTS(engine=Engines(failure=EngineError("broken"), fail_after=1)) as tts:
        generator = pieces(tts.generate_speech(ask(stream=True)))
        assert len(next(generator).array)
        with pytest.raises(EngineError, match="broken"):
            list(generator)


def test_without_an_engine_it_says_what_to_do(ask: Ask) -> None:
    with pytest.raises(EngineUnavailableError, match="from_pretrained"):
        TTS().generate_speech(ask())
    with pytest.raises(EngineUnavailableError, match="cannot be reached"):
        TTS().from_pretrained("any", triton_url="127.0.0.1:1")
    for wrong in ({"scheduler_max_concurrency": 0}, {"vllm_logging_level": "loud"}):
        with pytest.raises(InvalidRequestError):
            TTS(**wrong)
    assert "auralis" not in [thread.name for thread in threading.enumerate()]


async def test_after_the_end_there_is_nothing(engines: Engines, ask: Ask) -> None:
    """Speech that is under way ends with an error that says why."""
    engines.how["gate"] = asyncio.Semaphore(1)
    tts = TTS(engine=engines).from_pretrained("any", "any", torch_dtype="float16")
    generator = arriving(await tts.generate_speech_async(ask(LONG, stream=True)))
    await anext(generator)
    waiting = asyncio.ensure_future(anext(generator))
    while len(engines.engine.spoken) < 2:
        await asyncio.sleep(0.01)
    await tts.shutdown()
    with pytest.raises(EngineUnavailableError, match="shut down"):
        await waiting
    await tts.shutdown()
    tts.close()
    assert engines.engine.closed
    assert engines.engine.active == []
    assert "auralis" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(EngineUnavailableError, match="shut down"):
        tts.generate_speech(ask())
    engines.how.clear()
    whole(tts.from_pretrained("any").generate_speech(ask()))  # and it may begin again
    tts.close()


def test_what_nobody_holds_ends_by_itself(engines: Engines, ask: Ask) -> None:
    tts = TTS(engine=engines)
    tts.generate_speech(ask())
    del tts
    gc.collect()
    assert engines.engine.closed


def test_a_program_ends_without_a_word(oracle_reference: Path) -> None:
    """Even in the middle of a stream, and with a request that is not awaited."""
    program = f"""
from auralis import TTS, TTSRequest
from auralis.engine.fake import FakeEngine
from served import VOCABULARY
class Engine(FakeEngine):
    async def close(self):
        print("closed")
tts = TTS(engine=lambda: Engine(vocabulary=VOCABULARY))
generator = tts.generate_speech(TTSRequest({LONG!r}, {str(oracle_reference)!r}, stream=True))
print(len(next(generator).array))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[1:] == ["closed"]


def test_the_log_tells_how_fast_it_goes(caplog: pytest.LogCaptureFixture) -> None:
    throughput = Throughput()
    assert throughput.line() is None
    throughput.heard(24_000, 21)
    throughput.finished()
    line = throughput.line()
    assert line is not None
    assert "requests/s" in line
    assert "tokens/s" in line
    assert "ms per second of audio" in line
    assert throughput.line() is None


def test_a_logger_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    from auralis import setup_logger

    logger, library = setup_logger("/somewhere/my_program.py"), logging.getLogger("auralis")
    try:
        assert logger.name == "my_program"
        logger.info("hello")
        library.info("and from the library")
        logger.debug("nothing")
        assert setup_logger("my_program", logging.DEBUG).handlers == logger.handlers
    finally:
        for each in (logger, library):
            each.handlers.clear()
            each.setLevel(logging.NOTSET)
