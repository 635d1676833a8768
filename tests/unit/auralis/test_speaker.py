import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, InvalidRequestError, NotFoundError
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.timeline import Timeline
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


async def heard(
    engine: FakeEngine, request: SpeechRequest, timeline: Timeline | None = None
) -> NDArray[np.float32]:
    chunks = speaker(engine).speak(request, timeline=timeline)
    return np.concatenate([chunk.samples async for chunk in chunks])


async def alone(engine: FakeEngine, number: int) -> NDArray[np.float32]:
    """Return the sound of an utterance that `engine` was asked for."""
    return np.concatenate([chunk.samples async for chunk in engine.synthesize(engine.spoken[number])])


async def test_pauses_are_silence_between_sounds_that_they_do_not_change(reference: bytes) -> None:
    text = "[pause:0.25s]Hello there.[pause:1500ms]Good bye.[pause:0.5s]"
    engine = FakeEngine(vocabulary=VOCABULARY)
    sound = await heard(engine, SpeechRequest(text, (reference,), markup=True))
    first, second = await alone(engine, 0), await alone(engine, 1)
    silence = [np.zeros(round(24_000 * seconds), np.float32) for seconds in (0.25, 1.5, 0.5)]
    np.testing.assert_array_equal(sound, np.concatenate([silence[0], first, silence[1], second, silence[2]]))


async def test_a_text_is_spoken_in_several_voices_each_made_once_and_one_ahead(reference: bytes) -> None:
    text = "[voice:Ben]One.[/voice]Two.\nAnna: Three.\nben: Four."
    engine = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana", "Ben"))
    voices = VoiceCache(engine)
    request = SpeechRequest(text, voice="Ana", markup=True, voices={"Anna": (reference,), "ben": "Ben"})
    chunks = Speaker(engine, Library(engine, voices)).speak(request)
    async with aclosing(chunks):
        await anext(chunks)
        assert [await engine.started.get(), await engine.started.get()] == engine.active
        async for _ in chunks:
            pass
    one, two, three, four = (speech.speaker_embedding for speech in engine.spoken)
    np.testing.assert_array_equal(one, four)
    np.testing.assert_array_equal(two, (await engine.speaker("Ana", 1)).speaker_embedding)
    np.testing.assert_array_equal(one, (await engine.speaker("Ben", 1)).speaker_embedding)
    assert not np.array_equal(three, one)
    assert voices.misses == 1


async def test_a_voice_that_is_not_there_is_refused_before_any_is_computed(reference: bytes) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    voices = VoiceCache(engine)
    text = "Hello there. " * 100
    for request in (
        SpeechRequest(f"{text}[voice:Nobody]Bye.", (reference,), markup=True),
        SpeechRequest(f"{text}\nAnna: Bye.", (reference,), voices={"Anna": "Nobody"}),
    ):
        with pytest.raises(NotFoundError, match="Nobody") as error:
            await anext(Speaker(engine, Library(engine, voices)).speak(request))
        assert error.value.param == "voice"
        with pytest.raises(NotFoundError, match="Nobody"):
            await anext(
                Speaker(engine, Library(engine, voices)).speak(
                    replace(request, voice="Nobody", references=())
                )
            )
    assert (engine.spoken, voices.misses) == ([], 0)


async def test_a_rate_changes_how_long_its_span_lasts_and_no_other(reference: bytes) -> None:
    text = '<speak>One two three.<prosody rate="200%">Four five six.</prosody>Seven.</speak>'
    engine = FakeEngine(vocabulary=VOCABULARY)
    sound = await heard(engine, SpeechRequest(text, (reference,), markup=True))
    first, second, third = [await alone(engine, number) for number in range(3)]
    assert len(sound) == len(first) + round(len(second) / 2) + len(third)
    np.testing.assert_array_equal(sound[: len(first)], first)
    np.testing.assert_array_equal(sound[-len(third) :], third)


async def test_the_speakers_lexicon_gives_way_to_the_requests(reference: bytes) -> None:
    engine = FakeEngine(vocabulary=VOCABULARY)
    library = Library(engine, VoiceCache(engine))
    told = Speaker(engine, library, {"siobhan": "shivawn", "x": "eks"})
    for request in (
        SpeechRequest("Siobhan x.", (reference,)),
        SpeechRequest("Siobhan x.", (reference,), lexicon={"siobhan": "chivon"}),
    ):
        assert [chunk async for chunk in told.speak(request)]
    for text in ("shivawn eks.", "chivon eks."):
        assert [chunk async for chunk in Speaker(engine, library).speak(SpeechRequest(text, (reference,)))]
    ids = [speech.text_ids.tolist() for speech in engine.spoken]
    assert ids[:2] == ids[2:]


async def test_the_timeline_knows_utterances_to_the_sample_and_all_their_words(reference: bytes) -> None:
    text = "[pause:0.5s]Hello there, you. It is late.[pause:1s]Good bye."
    engine, timeline = FakeEngine(vocabulary=VOCABULARY), Timeline()
    sound = await heard(engine, SpeechRequest(text, (reference,), markup=True), timeline)
    first = len(await alone(engine, 0)) / 24_000
    one, two, three = timeline.take()
    assert (one.text, two.text, three.text) == ("Hello there, you.", "It is late.", "Good bye.")
    borders = [one.start, two.end, three.start, three.end]
    assert borders == pytest.approx([0.5, 0.5 + first, 1.5 + first, len(sound) / 24_000])
    words = [word for sentence in (one, two, three) for word in sentence.words]
    assert [word.text for word in words] == ["Hello", "there,", "you.", "It", "is", "late.", "Good", "bye."]
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert one.start <= times[0]
    assert times[-1] <= three.end
    assert two.start == two.words[0].start
    assert timeline.take() == []
