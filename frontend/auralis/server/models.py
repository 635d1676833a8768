"""Model names: `xttsv2` is the promoted release, `xttsv2@N` release N; OpenAI's names are aliases."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from auralis.engine.base import Engine
from auralis.errors import NotFoundError
from auralis.server.services import Used

MODEL = "xttsv2"
ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")

router = APIRouter()


@router.get("/v1/models")
async def models(services: Used) -> dict[str, Any]:
    """List the names that `model` can have; the aliases are not listed."""
    names = _names(await services.engine.releases())
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "auralis"} for name in names]
    return {"object": "list", "data": data}


async def resolve(model: str, engine: Engine) -> int:
    """Return the release that a model name means; raises NotFoundError that lists the names there are."""
    releases = await engine.releases()
    if model == MODEL or model in ALIASES:
        return releases[0]
    for release in releases:
        if model == f"{MODEL}@{release}":
            return release
    known = ", ".join((*_names(releases), *ALIASES))
    raise NotFoundError(f"there is no model {model!r}; there are {known}", param="model")


def _names(releases: tuple[int, ...]) -> list[str]:
    return [MODEL, *(f"{MODEL}@{release}" for release in sorted(releases))]
