"""The examples, with the engine's double in place of a model."""

import ast
import asyncio
import inspect
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import openai
import pytest
import soundfile

from auralis import TTS, TTSOutput
from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.errors import InvalidRequestError
from auralis.server.settings import Settings
from examples import EXAMPLES, cells, example
from fake_llm import fake_llm, saying
from served import VOCABULARY, served

VOICE = "Ana Florence"


def engine() -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=(VOICE,))


@pytest.fixture
def tts() -> Iterator[TTS]:
    with TTS(engine=engine) as tts:
        yield tts


def test_every_example_is_tested() -> None:
    tested = Path(__file__).read_text()
    for path in EXAMPLES.iterdir():
        assert path.suffix == ".md" or f'"{path.stem}"' in tested


def test_a_book(tts: TTS, tmp_path: Path) -> None:
    example("ebook").speak_book(
        tts, "Chapter one. It was a night.\n\nAnd a day.", VOICE, tmp_path / "book.mp3"
    )
    assert TTSOutput.from_file(tmp_path / "book.mp3").duration > 1


async def test_a_batch(tts: TTS, tmp_path: Path) -> None:
    lines = ["The first line.", "The second one.", "And a third."]
    paths = await example("batch").speak_lines(tts, lines, VOICE, tmp_path)
    assert [path.name for path in paths] == ["001.wav", "002.wav", "003.wav"]
    assert all(soundfile.info(path).duration > 0.5 for path in paths)


def test_a_first_sound(tts: TTS, oracle_reference: Path, tmp_path: Path) -> None:
    for spoken in example("demo").demonstrate(tts, [VOICE], oracle_reference, tmp_path / "spoken"):
        assert soundfile.info(spoken.path).duration == pytest.approx(spoken.audio, abs=1e-3)
        assert 0 < spoken.first <= spoken.taken
    assert {path.name for path in (tmp_path / "spoken").iterdir()} == {f"{VOICE}.wav", "clone.wav"}


def test_a_stream_into_a_file(tts: TTS, tmp_path: Path) -> None:
    streaming = example("streaming")
    with streaming.into_file(tmp_path / "speech.wav") as hear:
        seconds = streaming.speak(tts, iter(["Hello there. ", "How are you?\n"]), VOICE, hear)
    assert soundfile.info(tmp_path / "speech.wav").duration == pytest.approx(seconds)


async def test_a_chat(tmp_path: Path) -> None:
    answer, said = example("voice_chat").answer, ("Well, this is ", "a short answer. ", "Bye!")
    settings = Settings(ready_seconds=0, llm=Policy(anywhere=True))
    async with fake_llm(saying(*said)) as llm, served(engine(), settings) as url:
        client = openai.OpenAI(api_key="any", base_url=f"{url}/v1", max_retries=0)
        asked = [{"role": "user", "content": "Hi"}]
        with client:
            text = await asyncio.to_thread(
                answer, client, "llm", VOICE, asked, tmp_path / "answer.wav", openai_api_url=llm.url
            )
    assert text == "".join(said)
    with wave.open(str(tmp_path / "answer.wav")) as file:
        assert file.getnframes() > 24_000


def test_a_page(tts: TTS, oracle_reference: Path) -> None:
    app = example("gradio_app")
    recording = soundfile.read(oracle_reference, dtype="int16")
    for recordings, microphone in (([str(oracle_reference)], None), (None, (24_000, recording[0]))):
        rate, samples = app.speak(tts, "Hello.", None, recordings, microphone, "auto", 0.75, 1.0, False)
        assert (rate, samples.dtype) == (24_000, np.int16)
    with pytest.raises(InvalidRequestError):
        app.speak(tts, "Hello.", None, None, None, "auto", 0.75, 1.0, False)


@pytest.mark.extras
async def test_a_page_itself(tts: TTS) -> None:
    """In an event loop: where none runs, Gradio makes some and leaves them open."""
    assert example("gradio_app").page(tts).fns


async def test_a_notebook(oracle_reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cells, as code, in this test's event loop; players and plots need packages of their own."""
    monkeypatch.chdir(tmp_path)
    Path("reference.wav").write_bytes(oracle_reference.read_bytes())
    names: dict[str, Any] = {"engine": engine}
    for cell in cells("notebook"):
        if "plot()" in cell:
            mpl.use("Agg")
        cell = cell.replace("TTS()", "TTS(engine=engine)").replace("output.display()", "")
        result = eval(compile(cell, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
        if inspect.isawaitable(result):
            await result
    seconds = names["output"].duration
    assert TTSOutput.from_file("faster.mp3").duration == pytest.approx(seconds / 1.2, abs=1e-3)


@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # Pipecat uses what it deprecates
async def test_a_service_of_pipecat(tts: TTS) -> None:
    from pipecat.frames import frames

    module = example("pipecat_service")
    service = module.AuralisTTSService(tts, VOICE)
    made = [frame async for frame in service.run_tts("Hello there.", "context")]
    assert {type(frame) for frame in made} == {frames.TTSAudioRawFrame}
    assert sum(frame.num_frames for frame in made) > 12_000
    broken = module.AuralisTTSService(tts, "Nobody")
    (error,) = [frame async for frame in broken.run_tts("Hello there.", "context")]
    assert "Nobody" in error.error
