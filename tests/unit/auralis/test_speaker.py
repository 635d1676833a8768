import asyncio
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, InvalidRequestError, NotFoundError
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.voices.cache import VoiceCache
from auralis.voices.library import Library
from served import VOCABULARY

SENTENCES = "This sentence is one of many, and all of them are quite alike. " * 12


@pytest.fixture
def reference(oracle_reference: Path) -> bytes:
    return oracle_reference.read_bytes()


def speaker(engine: FakeEngine) -> Speaker:
    return Speaker(engine, Library(engine, VoiceCache(engine)))


async def test_who_leaves_ends_the_utterance_and_the_one_made_ready(reference: bytes) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    async with aclosing(speaker(engine).speak(SpeechRequest(SENTENCES, (reference,)))) as chunks:
        await anext(chunks)
        await anext(chunks)
        playing, ready = await engine.started.get(), await engine.started.get()
        assert engine.active == [playing, ready]
    assert engine.active == []
    assert {await engine.left.get(), await engine.left.get()} == {playing, ready}
    assert engine.started.empty()


async def test_who_is_cancelled_before_the_first_sound_leaves_nothing(reference: bytes) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY, gate=asyncio.Semaphore(0))
    chunks = speaker(engine).speak(SpeechRequest(SENTENCES, (reference,)))
    waiting = asyncio.ensure_future(anext(chunks))
    started = await engine.started.get()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert engine.active == []
    assert await engine.left.get() == started


async def test_a_failure_of_the_next_utterance_comes_in_its_place(reference: bytes) -> None:
    """The first utterance is heard to its end."""
    engine = FakeEngine(vocabulary=VOCABULARY)
    chunks = speaker(engine).speak(SpeechRequest(SENTENCES, (reference,)))
    first = await anext(chunks)
    heard = first.samples.size
    await engine.started.get()
    engine.failure = EngineError("broken")
    with pytest.raises(EngineError, match="broken"):
        heard += sum([chunk.samples.size async for chunk in chunks])
    assert engine.active == []


async def test_a_voice_is_computed_once_and_a_release_may_be_named(reference: bytes) -> None:
    engine = FakeEngine(releases=(2, 1), vocabulary=VOCABULARY)
    voices = VoiceCache(engine)
    for release in (None, 2, 1):
        request = SpeechRequest("Hello there.", (reference,), release=release)
        assert [chunk async for chunk in Speaker(engine, Library(engine, voices)).speak(request)]
    assert [speech.release for speech in engine.spoken] == [2, 2, 1]
    assert voices.misses == 2
    promoted, same, other = (speech.speaker_embedding for speech in engine.spoken)
    assert np.array_equal(promoted, same)
    assert not np.array_equal(same, other)


async def test_what_is_not_there_is_refused_before_anything_is_asked(reference: bytes) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    with pytest.raises(NotFoundError):
        await anext(speaker(engine).speak(SpeechRequest("Hello.", (reference,), release=9)))
    with pytest.raises(InvalidRequestError, match="gpt_cond_chunk_len"):
        await anext(speaker(engine).speak(SpeechRequest("Hello.", (reference,), gpt_cond_chunk_len=0)))
    assert engine.spoken == []
