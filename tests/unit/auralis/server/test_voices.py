"""The SDK's `audio.voices` and `audio.voice_consents`, unchanged, and what `voice` can then be."""

from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from auralis.engine.fake import CREATED, FakeEngine
from auralis.server.settings import Settings
from auralis.voices.names import OPENAI_NAMES
from served import VOCABULARY, sdk, served

SPEAKERS = ("Ada Example", "Ben Example")


def engine() -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=SPEAKERS)


async def speak(client: openai.AsyncOpenAI, voice: Any) -> bytes:
    response = await client.audio.speech.create(
        model="tts-1", input="Hello.", voice=voice, response_format="pcm", extra_body={"seed": 1}
    )
    return response.content


async def test_a_consent_is_kept_listed_renamed_and_deleted(oracle_reference: Path) -> None:
    async with served(engine()) as url, sdk(url) as client:
        consents = client.audio.voice_consents
        made = [
            await consents.create(
                name=f"consent {i}",
                language="en-US",
                recording=("c.wav", oracle_reference.read_bytes(), "audio/wav"),
            )
            for i in range(3)
        ]
        assert [consent.object for consent in made] == ["audio.voice_consent"] * 3
        assert await consents.retrieve(made[0].id) == made[0]
        listed = [consent async for consent in consents.list(limit=1)]  # page after page
        assert {consent.id for consent in listed} == {consent.id for consent in made}
        assert len(listed) == 3
        renamed = await consents.update(made[0].id, name="other")
        assert renamed.name == (await consents.retrieve(made[0].id)).name == "other"
        deleted = await consents.delete(made[0].id)
        assert (deleted.id, deleted.deleted, deleted.object) == (made[0].id, True, "audio.voice_consent")
        with pytest.raises(openai.NotFoundError):
            await consents.retrieve(made[0].id)


async def test_an_uploaded_voice_speaks_by_name_and_id_until_it_is_deleted(
    oracle_reference: Path, recording: str, tmp_path: Path
) -> None:
    settings = Settings(voices_dir=tmp_path / "kept")
    async with served(engine(), settings) as url, sdk(url) as client:
        consent = await client.audio.voice_consents.create(
            name="consent", language="en", recording=oracle_reference
        )
        voice = await client.audio.voices.create(
            name="Grandmother", consent=consent.id, audio_sample=oracle_reference
        )
        assert (voice.object, voice.name, voice.type) == ("audio.voice", "Grandmother", "audio_sample")
        assert voice.model_extra == {**(voice.model_extra or {}), "warnings": []}
        with pytest.raises(openai.ConflictError) as caught:
            await client.audio.voices.create(
                name="grandmother", consent=consent.id, audio_sample=oracle_reference
            )
        assert caught.value.param == "name"
        assert caught.value.response.headers["x-should-retry"] == "false"
        expected = await speak(client, [recording])
        for each in ("Grandmother", "grandmother", voice.id, {"id": voice.id}):
            assert await speak(client, each) == expected

    async with (  # after a restart
        served(engine(), settings) as url,
        sdk(url) as client,
        httpx.AsyncClient(base_url=f"{url}/v1/audio/voices") as plain,
    ):
        assert await speak(client, "Grandmother") == expected
        renamed = await plain.post(f"/{voice.id}", json={"name": "Nan"})
        assert renamed.json()["name"] == (await plain.get(f"/{voice.id}")).json()["name"] == "Nan"
        assert await speak(client, "nan") == expected
        deleted = await client.delete(f"/audio/voices/{voice.id}", cast_to=httpx.Response)
        assert deleted.json() == {"object": "audio.voice.deleted", "id": voice.id, "deleted": True}
        with pytest.raises(openai.NotFoundError, match="there are Ada Example, Ben Example, alloy") as gone:
            await speak(client, voice.id)
        assert gone.value.code == "voice_not_found"
    assert list((tmp_path / "kept" / "voices").iterdir()) == []


async def test_the_checkpoints_speakers_and_openais_names_speak() -> None:
    served_engine = engine()
    async with served(served_engine) as url, sdk(url) as client:
        sounds = {name: await speak(client, name) for name in (*SPEAKERS, *OPENAI_NAMES)}
    assert len(set(sounds.values())) == 2
    assert sounds["Ada Example"] != sounds["Ben Example"]
    embedding = (await served_engine.speaker("Ada Example", 1)).speaker_embedding
    assert (served_engine.spoken[0].speaker_embedding == embedding).all()


async def test_the_list_is_what_open_webui_reads_and_goes_page_by_page(oracle_reference: Path) -> None:
    async with served(engine()) as url, httpx.AsyncClient(base_url=url) as client:
        form = {"name": "Grandmother"}  # no consent: nobody is asked for one here
        sample = {"audio_sample": oracle_reference.read_bytes()}
        voice = (await client.post("/v1/audio/voices", data=form, files=sample)).json()
        listed = (await client.get("/v1/audio/voices")).json()
        assert listed["object"] == "list"
        assert listed["voices"] == [
            {"id": voice["id"], "name": "Grandmother"},
            *({"id": name, "name": name} for name in SPEAKERS),
        ]
        assert [entry["type"] for entry in listed["data"]] == ["audio_sample", "built_in", "built_in"]
        created = [entry["created_at"] for entry in listed["data"]]
        assert created == [voice["created_at"], CREATED + 1, CREATED + 1]
        first = (await client.get("/v1/audio/voices?limit=2")).json()
        assert (first["has_more"], first["last_id"]) == (True, "Ada Example")
        rest = (await client.get("/v1/audio/voices", params={"after": first["last_id"]})).json()
        assert [entry["id"] for entry in rest["data"]] == ["Ben Example"]
        assert not rest["has_more"]
        assert (await client.get("/v1/audio/voices/ada%20example")).json() == listed["data"][1]


async def test_models_are_named_with_release_and_aliases() -> None:
    async with served(FakeEngine(releases=(2, 1))) as url, sdk(url) as client:
        models = [model async for model in client.models.list()]
        assert [model.created - CREATED for model in models] == [2, 1, 2]
        assert [(model.id, model.to_dict()["release"]) for model in models] == [
            ("xttsv2", 2),
            ("xttsv2@1", 1),
            ("xttsv2@2", 2),
        ]
        assert models[0].to_dict()["aliases"] == ["tts-1", "tts-1-hd", "gpt-4o-mini-tts"]
        assert await client.models.retrieve("xttsv2@1") == models[1]
        alias = await client.models.retrieve("gpt-4o-mini-tts")
        assert (alias.id, alias.to_dict()["release"]) == ("gpt-4o-mini-tts", 2)
        with pytest.raises(openai.NotFoundError, match="xttsv2@2, tts-1") as caught:
            await client.models.retrieve("whisper-1")
    assert caught.value.code == "model_not_found"
