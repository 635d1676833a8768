"""Voices and consents on disk: whole, safe, and there again after a restart."""

import asyncio
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auralis.engine.fake import FakeEngine
from auralis.errors import ConflictError, InvalidRequestError, NotFoundError, StorageError, TooLargeError
from auralis.voices.conditioning import Voice
from auralis.voices.consents import ConsentStore
from auralis.voices.shelf import LARGEST_RECORDING
from auralis.voices.store import VoiceStore
from auralis_xtts.contract import Release

Recording = Callable[..., bytes]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "voices"


async def release(checkpoint: str = "a" * 64) -> Release:
    return replace(await FakeEngine().describe(1), checkpoint=checkpoint)


async def test_what_is_kept_is_there_again(directory: Path, recording: Recording) -> None:
    store, sample = VoiceStore(directory), recording(1.0)
    voice = await store.create("  Grandmother ", sample, "cons_1")
    assert voice.name == "Grandmother"
    renamed = await store.rename(voice.id, "Großmutter")
    for each in (store, VoiceStore(directory)):
        assert each.all() == [renamed]
        assert each.find(voice.id) == each.find("GROSSMUTTER") == renamed
        assert each.find("Grandmother") is None
        assert await each.recording(voice.id) == sample
    assert renamed == replace(voice, name="Großmutter")
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()} == {0o600}
    await store.remove(voice.id)
    assert store.all() == VoiceStore(directory).all() == []
    assert list(directory.iterdir()) == []
    with pytest.raises(NotFoundError):
        await store.remove(voice.id)


async def test_consents_are_kept_too_and_may_share_a_name(directory: Path, recording: Recording) -> None:
    store = ConsentStore(directory)
    consents = [await store.create("Ada", "en-US", recording(1.0)) for _ in range(2)]
    assert {consent.language for consent in ConsentStore(directory).all()} == {"en-US"}
    assert len({consent.id for consent in consents}) == 2
    with pytest.raises(InvalidRequestError, match="BCP 47") as caught:
        await store.create("Ada", "english please", recording(1.0))
    assert caught.value.param == "language"


async def test_latents_belong_to_a_checkpoint(directory: Path, recording: Recording) -> None:
    store, one = VoiceStore(directory), await release()
    stored = await store.create("Ada", recording(1.0))
    voice = Voice(np.ones((32, 8), np.float32), np.ones(512, np.float32), 1)
    assert await store.latents(stored, one) is None
    await store.keep_latents(stored, voice, one)
    kept = await VoiceStore(directory).latents(stored, replace(one, release=7))
    assert kept is not None
    np.testing.assert_array_equal(kept.gpt_cond_latent, voice.gpt_cond_latent)
    assert kept.release == 7
    for other in (await release("b" * 64), replace(one, width=9), replace(one, checkpoint="../../x")):
        assert await store.latents(stored, other) is None
    (latents,) = directory.glob("*.safetensors")
    latents.write_bytes(latents.read_bytes()[:100])
    assert await store.latents(stored, one) is None
    await store.remove(stored.id)
    await store.keep_latents(stored, voice, one)  # by a request that was under way
    assert list(directory.iterdir()) == []


async def test_what_was_interrupted_is_no_voice_and_goes_when_it_is_old(
    directory: Path, recording: Recording
) -> None:
    store = VoiceStore(directory)
    whole, damaged, lost = [await store.create(name, recording(1.0)) for name in ("a", "b", "c")]
    (directory / f"{damaged.id}.json").write_text('{"id": ')
    (directory / f"{lost.id}.recording").unlink()
    orphan, half = directory / f"voice_{24 * '0'}.recording", directory / ".new-xyz"
    other = directory / "README"
    for path in (orphan, half, other):
        path.touch()
    assert VoiceStore(directory).all() == [whole]
    assert orphan.exists()
    for path in directory.iterdir():
        os.utime(path, (0, 0))
    assert VoiceStore(directory).all() == [whole]
    assert not orphan.exists()
    assert not half.exists()
    assert other.exists()
    assert await VoiceStore(directory).recording(whole.id)


@pytest.mark.parametrize(
    ("name", "sample", "kind", "param"),
    [
        ("", None, InvalidRequestError, "name"),
        ("   ", None, InvalidRequestError, "name"),
        ("a" * 65, None, InvalidRequestError, "name"),
        ("a\nb", None, InvalidRequestError, "name"),
        ("a\x00", None, InvalidRequestError, "name"),
        ("TAKEN", None, ConflictError, "name"),
        ("Ada", b"", InvalidRequestError, "audio_sample"),
        ("Ada", b"no audio", InvalidRequestError, "audio_sample"),
        ("Ada", bytes(LARGEST_RECORDING + 1), TooLargeError, "audio_sample"),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_leaves_nothing(
    directory: Path,
    recording: Recording,
    name: str,
    sample: bytes | None,
    kind: type[InvalidRequestError],
    param: str,
) -> None:
    store = VoiceStore(directory)
    await store.create("Taken", recording(1.0))
    before = sorted(directory.iterdir())
    with pytest.raises(kind) as caught:
        await store.create(name, recording(1.0) if sample is None else sample)
    assert caught.value.param == param
    assert sorted(directory.iterdir()) == before


async def test_a_name_that_looks_like_a_path_is_only_a_name(directory: Path, recording: Recording) -> None:
    store = VoiceStore(directory)
    voice = await store.create("../../etc/passwd", recording(1.0))
    assert {path.name.partition(".")[0] for path in directory.iterdir()} == {voice.id}


async def test_there_is_a_most_and_two_at_once_cannot_take_one_name(
    directory: Path, recording: Recording
) -> None:
    store = VoiceStore(directory, most=2)
    tries = [store.create("Ada", recording(1.0)) for _ in range(3)]
    results: list[Any] = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["ConflictError"] * 2 + ["StoredVoice"]
    await store.create("Ben", recording(1.0))
    with pytest.raises(InvalidRequestError, match="2 voices are kept already"):
        await store.create("Cat", recording(1.0))


async def test_a_change_goes_on_when_who_asked_has_gone(directory: Path, recording: Recording) -> None:
    store = VoiceStore(directory)
    voice = await store.create("Ada", recording(1.0))
    renaming = asyncio.create_task(store.rename(voice.id, "Ben"))
    await asyncio.sleep(0)
    renaming.cancel()
    await asyncio.gather(renaming, return_exceptions=True)
    await store.rename(voice.id, "Cat")  # after the other one, which had begun
    assert [each.name for each in VoiceStore(directory).all()] == ["Cat"]


async def test_a_disk_that_fails_is_named(directory: Path, recording: Recording) -> None:
    directory.parent.mkdir()
    directory.touch()  # a file where the directory should be
    with pytest.raises(StorageError, match="voices cannot be written"):
        await VoiceStore(directory).create("Ada", recording(1.0))
