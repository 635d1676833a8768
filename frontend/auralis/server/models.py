"""Model names: `xttsv2` is the promoted release, `xttsv2@N` release N; OpenAI's names are aliases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter

from auralis.engine.base import Engine
from auralis.errors import NotFoundError
from auralis.server.services import Used
from auralis_xtts.contract import Release

MODEL = "xttsv2"
ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")

router = APIRouter(tags=["models"])


@router.get("/v1/models")
async def models(services: Used) -> dict[str, Any]:
    """List the names that `model` can have, each with its release and what else it is called."""
    releases = await services.engine.releases()
    numbers = {MODEL: releases[0], **{f"{MODEL}@{release}": release for release in sorted(releases)}}
    described = await asyncio.gather(*map(services.engine.describe, numbers.values()))
    return {"object": "list", "data": list(map(_document, numbers, described))}


@router.get("/v1/models/{model}")
async def retrieve(model: str, services: Used) -> dict[str, Any]:
    """Return one model, by a name of the list or an alias."""
    release = await resolve(model, services.engine)
    return _document(model, await services.engine.describe(release))


@router.get("/v1/audio/models")
async def audio_models(services: Used) -> dict[str, Any]:
    """List every name that a model goes by, aliases included, in the form that Open WebUI reads."""
    return {"models": [{"id": name, "name": name} for name in _names(await services.engine.releases())]}


async def resolve(model: str, engine: Engine) -> int:
    """Return the release that a model name means; raises NotFoundError that lists the names there are."""
    releases = await engine.releases()
    if model == MODEL or model in ALIASES:
        return releases[0]
    for release in releases:
        if model == f"{MODEL}@{release}":
            return release
    known = ", ".join(_names(releases))
    raise NotFoundError(f"there is no model {model[:80]!r}; there are {known}", param="model")


def _names(releases: Sequence[int]) -> list[str]:
    return [MODEL, *(f"{MODEL}@{release}" for release in sorted(releases)), *ALIASES]


def _document(name: str, release: Release) -> dict[str, Any]:
    aliases = ALIASES if name == MODEL else ()
    return {
        "id": name,
        "object": "model",
        "created": release.created,
        "owned_by": "auralis",
        "release": release.release,
        "aliases": list(aliases),
    }
