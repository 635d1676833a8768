"""The page at `/` and the one at `/docs`: files beside this one, which need nothing from anywhere else."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

FILES = Path(__file__).with_name("playground")

_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; media-src blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-cache",
}


def install(app: FastAPI) -> None:
    """Have `app` answer with the pages."""

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(FILES / "index.html", headers=_HEADERS)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(FILES / "docs.html", headers=_HEADERS)

    app.mount("/playground", StaticFiles(directory=FILES))
