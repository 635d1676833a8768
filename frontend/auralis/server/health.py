"""Is this process alive; would a request be spoken now?"""

from __future__ import annotations

from fastapi import APIRouter

from auralis.server.services import Used

router = APIRouter()


@router.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/health/ready")
async def ready(services: Used) -> dict[str, str]:
    """Answer 503 with the part that is dead, unless a tiny synthesis has come back."""
    await services.readiness.check()
    return {"status": "ready"}
