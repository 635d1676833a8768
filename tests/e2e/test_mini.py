"""The voice that comes with the package, without a flag: what it says is what is heard."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from openai import AsyncOpenAI, BadRequestError

from auralis_xtts.bundled import bundled
from front_end import FrontEnd
from training.judges import Judges, word_errors

pytestmark = pytest.mark.timeout(900)

VOICES = ("karl", "mina", "otto", "vera")
SENTENCES = (
    "The old lighthouse keeper counted seven ships before breakfast.",
    "Please leave your wet boots beside the kitchen door.",
    "My cousin repairs broken radios in her spare time.",
    "When the rain finally stopped, the children ran across the muddy field to see whether the bridge was "
    "still standing, and came home in the dark with water in their boots.",
)
RATE = 24_000


@pytest.fixture(scope="module")
def mini(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontEnd]:
    places = {"XDG_CACHE_HOME": str(cache), "XDG_DATA_HOME": str(tmp_path_factory.mktemp("data"))}
    server = FrontEnd(tmp_path_factory.mktemp("mini") / "log", **places)
    asyncio.run(server.ready())
    yield server
    assert server.stop() == 0, server.log.read_text()[-4000:]


@pytest.fixture
async def client(mini: FrontEnd) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(api_key="any", base_url=f"{mini.url}/v1", timeout=300, max_retries=0) as client:
        yield client


async def speech(client: AsyncOpenAI, text: str, voice: str) -> NDArray[np.float32]:
    answer = await client.audio.speech.create(
        model="xttsv2", voice=voice, input=text, response_format="wav", extra_body={"seed": 1}
    )
    samples, rate = soundfile.read(io.BytesIO(answer.content), dtype="float32")
    assert rate == RATE
    return np.asarray(samples)


def pitch(sound: NDArray[np.float32]) -> float:
    """Return the median pitch in Hz, by autocorrelation below 1.5 kHz, of what is loud and periodic."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, 1536)[::480]
    power = np.square(frames).mean(axis=1)
    window = np.hanning(1536)
    spectra = np.square(np.abs(np.fft.rfft(frames[power > power.mean() / 4] * window, 4096)))
    spectra[:, 1500 * 4096 // RATE :] = 0
    shape = np.fft.irfft(np.square(np.abs(np.fft.rfft(window, 4096))))
    alike = np.fft.irfft(spectra)[:, : RATE // 60] / shape[: RATE // 60]
    lags = RATE // 400 + alike[:, RATE // 400 :].argmax(axis=1)
    periodic = alike[np.arange(len(alike)), lags] > 0.6 * alike[:, 0]
    return float(np.median(RATE / lags[periodic]))


async def test_every_voice_is_understood(client: AsyncOpenAI) -> None:
    """By Whisper, and all of them at once."""
    said = [(text, voice) for voice in VOICES for text in SENTENCES]
    sounds = await asyncio.gather(*(speech(client, *each) for each in said))
    judges, errors, words = Judges(RATE), 0, 0
    for (text, _), sound in zip(said, sounds, strict=True):
        wrong, count = word_errors(text, judges.transcribe(sound))
        errors, words = errors + wrong, words + count
    assert errors <= 0.15 * words


async def test_every_voice_has_the_pitch_of_its_recording(client: AsyncOpenAI) -> None:
    sounds = await asyncio.gather(*(speech(client, " ".join(SENTENCES), voice) for voice in VOICES))
    for voice, sound in zip(VOICES, sounds, strict=True):
        recording, _ = soundfile.read(bundled() / "voices" / f"{voice}.wav", dtype="float32")
        assert pitch(sound) == pytest.approx(pitch(recording), rel=0.12), voice


async def test_its_voices_have_recordings(client: AsyncOpenAI) -> None:
    names = {path.stem for path in (bundled() / "voices").glob("*.wav")}
    assert names == set(VOICES)
    listed = await client.get("/audio/voices", cast_to=object)
    assert names <= {voice["name"] for voice in listed["data"]}  # type: ignore[index]


async def test_other_languages_are_refused_with_a_way_out(client: AsyncOpenAI) -> None:
    with pytest.raises(BadRequestError, match="XTTS v2 speaks it: --model AstraMindAI/xttsv2"):
        await client.audio.speech.create(
            model="xttsv2", voice="vera", input="Guten Morgen.", extra_body={"language": "de"}
        )
