"""Lists that are read page by page, as the OpenAI protocol has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query

from auralis.errors import NotFoundError

After = Annotated[str | None, Query(description="The id that the page before ended with.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many to return at most.")]


def page(entries: Sequence[Mapping[str, Any]], after: str | None, limit: int) -> dict[str, Any]:
    """Return the entries that follow the one with the id `after`, at most `limit`."""
    ids = [str(entry["id"]) for entry in entries]
    if after is not None and after not in ids:
        raise NotFoundError(f"there is nothing with the id {after[:80]!r} to go on after", "after")
    first = 0 if after is None else ids.index(after) + 1
    shown = ids[first : first + limit]
    return {
        "object": "list",
        "data": list(entries[first : first + limit]),
        "first_id": shown[0] if shown else None,
        "last_id": shown[-1] if shown else None,
        "has_more": first + limit < len(ids),
    }
