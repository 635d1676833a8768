"""What a name stands for, and the voice that comes of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from auralis.engine.fake import FakeEngine
from auralis.errors import InvalidRequestError, NotFoundError
from auralis.voices.cache import VoiceCache
from auralis.voices.conditioning import VoiceParameters
from auralis.voices.library import CheckpointVoice, Library
from auralis.voices.names import OPENAI_NAMES, Names
from auralis.voices.store import StoredVoice, VoiceStore

Recording = Callable[..., bytes]

SPEAKERS = ("Ada Example", "Ben Example", "Ana Florence")


class Shelved:
    """A library over an engine, with all that it is made of."""

    def __init__(
        self, directory: Path, names: dict[str, str] | None = None, speakers: tuple[str, ...] = SPEAKERS
    ) -> None:
        self.engine = FakeEngine(releases=(1, 2), speakers=speakers)
        self.cache = VoiceCache(self.engine)
        self.store = VoiceStore(directory)
        self.library = Library(self.engine, self.cache, self.store, Names(names))

    async def means(self, name: str) -> str:
        found = self.library.find(name, await self.engine.describe(1))
        return f"stored {found.name}" if isinstance(found, StoredVoice) else found.name


async def test_uploaded_ones_come_first_then_speakers_then_openais_names(
    tmp_path: Path, recording: Recording
) -> None:
    shelved = Shelved(tmp_path)
    assert await shelved.means("ada example") == "Ada Example"
    assert await shelved.means("marin") == "Ana Florence"  # the usual one is there
    assert {await shelved.means(name) for name in OPENAI_NAMES} == set(SPEAKERS)
    voice = await shelved.store.create("Alloy", recording(1.0))
    assert await shelved.means("alloy") == await shelved.means(voice.id) == "stored Alloy"


async def test_the_table_decides_and_is_not_replaced_by_a_guess(tmp_path: Path, recording: Recording) -> None:
    shelved = Shelved(tmp_path, {"Alloy": "ben example", "boss": "Grandmother", "echo": "nobody"})
    await shelved.store.create("Grandmother", recording(1.0))
    assert await shelved.means("alloy") == "Ben Example"
    assert await shelved.means("BOSS") == "stored Grandmother"
    with pytest.raises(NotFoundError):
        await shelved.means("echo")
    with pytest.raises(InvalidRequestError, match="name"):
        Names({"": "x"})


async def test_an_unknown_name_is_told_what_there_is(tmp_path: Path, recording: Recording) -> None:
    shelved = Shelved(tmp_path)
    await shelved.store.create("Grandmother", recording(1.0))
    with pytest.raises(NotFoundError, match=r"no voice 'x+'; there are Grandmother, Ada.*alloy") as caught:
        await shelved.means("x" * 5000)
    assert caught.value.param == "voice"
    assert len(str(caught.value)) < 500
    with pytest.raises(NotFoundError, match="there are none"):
        await Shelved(tmp_path / "other", speakers=()).means("alloy")


async def test_a_speaker_of_the_checkpoint_is_the_engines(tmp_path: Path) -> None:
    shelved = Shelved(tmp_path)
    voice = await shelved.library.get("Ada Example", VoiceParameters(), await shelved.engine.describe(2))
    there = await shelved.engine.speaker("Ada Example", 2)
    np.testing.assert_array_equal(voice.gpt_cond_latent, there.gpt_cond_latent)
    np.testing.assert_array_equal(voice.speaker_embedding, there.speaker_embedding)
    assert voice.release == 2
    assert CheckpointVoice("Ada Example") == shelved.library.find(
        "Ada Example", await shelved.engine.describe(2)
    )


async def test_an_uploaded_voice_is_computed_once_per_checkpoint_even_across_restarts(
    tmp_path: Path, recording: Recording
) -> None:
    first, sample = Shelved(tmp_path), recording(2.0)
    await first.store.create("Ada", sample)
    for number in (1, 2):  # the double's releases are of different checkpoints
        release = await first.engine.describe(number)
        computed = await first.cache.get([sample], VoiceParameters(), number)
        misses = first.cache.misses
        voice = await first.library.get("Ada", VoiceParameters(), release)
        again = Shelved(tmp_path)
        kept = await again.library.get("ada", VoiceParameters(), release)
        assert (again.cache.misses, first.cache.misses) == (0, misses)
        for each in (voice, kept):
            np.testing.assert_array_equal(each.gpt_cond_latent, computed.gpt_cond_latent)
            np.testing.assert_array_equal(each.speaker_embedding, computed.speaker_embedding)
    other = Shelved(tmp_path)
    short = VoiceParameters(max_ref_length=1)
    voice = await other.library.get("Ada", short, await other.engine.describe(1))
    assert other.cache.misses == 1  # with other parameters it is another voice
    assert not np.array_equal(voice.gpt_cond_latent, kept.gpt_cond_latent)
    assert len(list(tmp_path.glob("*.safetensors"))) == 2
