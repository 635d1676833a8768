"""/v1/audio/voice_consents: recordings of people who agree that their voice is used."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict

from auralis.server import uploads
from auralis.server.pages import After, Limit, page
from auralis.server.services import Used
from auralis.voices.consents import Consent

router = APIRouter(prefix="/v1/audio/voice_consents", tags=["voices"])


class NameBody(BaseModel):
    """Another name for what has one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str


@router.post("")
async def create(
    services: Used,
    name: Annotated[str, Form()],
    language: Annotated[str, Form()],
    recording: Annotated[UploadFile, File()],
) -> dict[str, Any]:
    """Keep a consent: a name for it, the BCP 47 tag of the phrase, and the recording."""
    return _document(
        await services.consents.create(name, language, await uploads.read(recording, "recording"))
    )


@router.get("")
async def consents(services: Used, after: After = None, limit: Limit = 20) -> dict[str, Any]:
    """List consents, the newest first."""
    return page([_document(consent) for consent in services.consents.all()], after, limit)


@router.get("/{consent_id}")
async def retrieve(consent_id: str, services: Used) -> dict[str, Any]:
    """Return one consent."""
    return _document(services.consents.get(consent_id))


@router.post("/{consent_id}")
async def rename(consent_id: str, body: NameBody, services: Used) -> dict[str, Any]:
    """Give a consent another name."""
    return _document(await services.consents.rename(consent_id, body.name))


@router.delete("/{consent_id}")
async def delete(consent_id: str, services: Used) -> dict[str, Any]:
    """Delete a consent and its recording; voices that were made with it stay."""
    await services.consents.remove(consent_id)
    return {"id": consent_id, "object": "audio.voice_consent", "deleted": True}


def _document(consent: Consent) -> dict[str, Any]:
    return {
        "object": "audio.voice_consent",
        "id": consent.id,
        "name": consent.name,
        "language": consent.language,
        "created_at": consent.created_at,
    }
