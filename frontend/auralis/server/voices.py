"""/v1/audio/voices: what `voice` can be, and uploads to it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile

from auralis.audio.decode import decode
from auralis.audio.reference_check import LOOKED_AT, check_reference
from auralis.errors import InvalidRequestError
from auralis.server import uploads
from auralis.server.consents import NameBody
from auralis.server.models import MODEL, resolve
from auralis.server.pages import After, Limit, page
from auralis.server.services import Services, Used
from auralis.voices.library import CheckpointVoice
from auralis.voices.store import StoredVoice
from auralis_xtts.contract import Release

router = APIRouter(prefix="/v1/audio/voices", tags=["voices"])


@router.post("")
async def create(
    services: Used,
    name: Annotated[str, Form()],
    audio_sample: Annotated[UploadFile | None, File()] = None,
    consent: Annotated[str | None, Form()] = None,
    type: Annotated[str, Form()] = "audio_sample",
) -> dict[str, Any]:
    """Keep a voice: its name and a recording of it.

    `consent` may name a consent that was uploaded before.  `warnings` of the answer say what may keep the
    recording from making a good voice.
    """
    if type != "audio_sample":
        raise InvalidRequestError("a voice is made of an audio_sample; there is no other type", "type")
    if consent is not None:
        services.consents.get(consent)
    sample = await uploads.read(audio_sample, "audio_sample")
    stored = await services.voices.create(name, sample, consent)
    warnings = await asyncio.to_thread(_warnings, sample)
    return {**_uploaded(stored), "warnings": warnings}


@router.get("")
async def voices(
    services: Used, after: After = None, limit: Limit = 100, model: str = MODEL
) -> dict[str, Any]:
    """List the uploaded voices, the newest first, and the speakers that the model brings along.

    `data` is a page of them; `voices` has them all, for clients that know no pages.
    """
    release = await _release(services, model)
    documents = [_document(voice, release) for voice in services.voices.all()]
    documents += [_document(CheckpointVoice(speaker), release) for speaker in release.speakers]
    names = [{"id": document["id"], "name": document["name"]} for document in documents]
    return {**page(documents, after, limit), "voices": names}


@router.get("/{voice_id}")
async def retrieve(voice_id: str, services: Used, model: str = MODEL) -> dict[str, Any]:
    """Return the voice of that id or name."""
    if (stored := services.voices.find(voice_id)) is not None:
        return _uploaded(stored)
    release = await _release(services, model)
    return _document(services.library.find(voice_id, release), release)


@router.post("/{voice_id}")
async def rename(voice_id: str, body: NameBody, services: Used) -> dict[str, Any]:
    """Give an uploaded voice another name."""
    return _uploaded(await services.voices.rename(voice_id, body.name))


@router.delete("/{voice_id}")
async def delete(voice_id: str, services: Used) -> dict[str, Any]:
    """Delete an uploaded voice and all that was made of it."""
    await services.voices.remove(voice_id)
    return {"object": "audio.voice.deleted", "id": voice_id, "deleted": True}


def _warnings(sample: bytes) -> list[dict[str, str]]:
    return [asdict(warning) for warning in check_reference(decode(sample, LOOKED_AT, "audio_sample"))]


async def _release(services: Services, model: str) -> Release:
    return await services.engine.describe(await resolve(model, services.engine))


def _document(voice: StoredVoice | CheckpointVoice, release: Release) -> dict[str, Any]:
    if isinstance(voice, StoredVoice):
        return _uploaded(voice)
    return _voice(voice.name, voice.name, release.created, "built_in")


def _uploaded(voice: StoredVoice) -> dict[str, Any]:
    return _voice(voice.id, voice.name, voice.created_at, "audio_sample")


def _voice(identifier: str, name: str, created_at: int, kind: str) -> dict[str, Any]:
    return {
        "object": "audio.voice",
        "id": identifier,
        "name": name,
        "created_at": created_at,
        "type": kind,
    }
