"""A directory of named recordings: for each `<id>.recording`, and `<id>.json` that says what it is.

The JSON file is written last and removed first, each in one step: what is on the shelf is there as a whole.
One server at a time owns a shelf.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError

from auralis.errors import ConflictError, InvalidRequestError, NotFoundError, StorageError, TooLargeError
from auralis.voices.names import checked, same

log = structlog.get_logger(__name__)

LARGEST_RECORDING = 10 << 20
"""Bytes, as OpenAI has it."""

LEFTOVER_SECONDS = 3600
"""Age from which files that belong to nothing are removed; a younger one may be about to belong."""

_ID = re.compile(r"[a-z]+_[0-9a-f]{24}")


@dataclass(frozen=True)
class Entry:
    """What every recording on a shelf has; `created_at` in seconds since 1970."""

    id: str
    name: str
    created_at: int


E = TypeVar("E", bound=Entry)
T = TypeVar("T")


class Shelf(Generic[E]):
    """The entries in `directory`, at most `most`, read when it is made.

    `kind` is what an entry is, a dataclass; `what` how people call it, and the field of a request that names
    one.  With `unique`, no two have the same name.
    """

    def __init__(self, directory: Path, kind: type[E], what: str, *, most: int, unique: bool) -> None:
        self.directory = directory
        self._adapter: TypeAdapter[E] = TypeAdapter(kind)
        self._what = what
        self._most = most
        self._unique = unique
        self._changing = asyncio.Lock()
        with self._storage("be read"):
            self._entries = {entry.id: entry for entry in self._read()}
            self._tidy()

    def all(self) -> list[E]:
        """Return the entries, the newest first."""
        return sorted(self._entries.values(), key=lambda entry: (entry.created_at, entry.id), reverse=True)

    def get(self, identifier: str) -> E:
        """Return an entry by its id; raises NotFoundError."""
        if identifier not in self._entries:
            raise NotFoundError(f"there is no {self._what} {identifier[:80]!r}", self._what)
        return self._entries[identifier]

    def named(self, name: str) -> E | None:
        """Return the newest entry of that name."""
        return next((entry for entry in self.all() if same(entry.name, name)), None)

    async def add(self, entry: E, recording: bytes) -> E:
        """Keep a recording; raises InvalidRequestError, ConflictError or StorageError."""
        return await self._whole(self._add(entry, recording))

    async def rename(self, identifier: str, name: str) -> E:
        """Give an entry another name; raises as `add` does, and NotFoundError."""
        return await self._whole(self._rename(identifier, checked(name)))

    async def remove(self, identifier: str) -> None:
        """Remove an entry and all that belongs to it; raises NotFoundError or StorageError."""
        await self._whole(self._remove(identifier))

    async def recording(self, identifier: str) -> bytes:
        """Return the bytes of a recording; raises NotFoundError or StorageError."""
        entry = self.get(identifier)
        with self._storage("be read"):
            return await asyncio.to_thread(self._path(entry.id, "recording").read_bytes)

    async def keep(self, identifier: str, suffix: str, data: bytes) -> None:
        """Keep something that was made of a recording, for as long as the recording is there."""

        async def keep() -> None:
            if identifier in self._entries:
                await asyncio.to_thread(self._write, self._path(identifier, suffix), data)

        await self._whole(keep())

    async def kept(self, identifier: str, suffix: str) -> bytes | None:
        """Return what was kept beside a recording, if it is there."""
        try:
            return await asyncio.to_thread(self._path(identifier, suffix).read_bytes)
        except OSError:
            return None

    async def _add(self, entry: E, recording: bytes) -> E:
        if len(self._entries) >= self._most:
            raise InvalidRequestError(
                f"{self._most} {self._what}s are kept already, which is the most: delete one"
            )
        self._check_name(entry)
        await asyncio.to_thread(self._write, self._path(entry.id, "recording"), recording)
        await asyncio.to_thread(self._write, self._path(entry.id, "json"), self._adapter.dump_json(entry))
        self._entries[entry.id] = entry
        return entry

    async def _rename(self, identifier: str, name: str) -> E:
        entry = replace(self.get(identifier), name=name)
        self._check_name(entry)
        await asyncio.to_thread(self._write, self._path(entry.id, "json"), self._adapter.dump_json(entry))
        self._entries[identifier] = entry
        return entry

    async def _remove(self, identifier: str) -> None:
        entry = self.get(identifier)
        await asyncio.to_thread(self._path(entry.id, "json").unlink, missing_ok=True)
        del self._entries[identifier]
        for path in list(self.directory.glob(f"{entry.id}.*")):
            path.unlink(missing_ok=True)

    async def _whole(self, change: Coroutine[Any, Any, T]) -> T:
        """Make one change after the other, and each to its end, even if who asked for it has gone."""

        async def alone() -> T:
            async with self._changing:
                with self._storage("be written"):
                    return await change

        return await asyncio.shield(asyncio.ensure_future(alone()))

    def _check_name(self, entry: E) -> None:
        other = self.named(entry.name) if self._unique else None
        if other is not None and other.id != entry.id:
            raise ConflictError(f"there is a {self._what} named {other.name!r} already", "name")

    def _path(self, identifier: str, suffix: str) -> Path:
        return self.directory / f"{identifier}.{suffix}"

    def _write(self, target: Path, data: bytes) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.directory, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)

    def _read(self) -> Iterator[E]:
        for path in self.directory.glob("*.json"):
            try:
                entry = self._adapter.validate_json(path.read_bytes())
            except ValidationError as error:
                log.warning("passed over what cannot be read", file=str(path), reason=str(error))
                continue
            if (
                entry.id == path.stem
                and _ID.fullmatch(entry.id)
                and self._path(entry.id, "recording").exists()
            ):
                yield entry

    def _tidy(self) -> None:
        """Remove what an interrupted change left."""
        for path in self.directory.glob("*"):
            owner = path.name.partition(".")[0]
            orphan = _ID.fullmatch(owner) and not self._path(owner, "json").exists()
            with suppress(FileNotFoundError):
                old = time.time() - path.stat().st_mtime > LEFTOVER_SECONDS
                if old and (orphan or path.name.startswith(".new-")):
                    path.unlink()

    @contextmanager
    def _storage(self, verb: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(f"{self._what}s cannot {verb}: {error.strerror}") from error


def new_entry(prefix: str, name: str) -> dict[str, Any]:
    """Return the fields of a new entry."""
    return {
        "id": f"{prefix}_{secrets.token_hex(12)}",
        "name": checked(name),
        "created_at": int(time.time()),
    }


def check_size(recording: bytes, param: str) -> None:
    """Raise TooLargeError for a recording that is too large to be kept."""
    if len(recording) > LARGEST_RECORDING:
        raise TooLargeError(f"{param} is larger than {LARGEST_RECORDING >> 20} MiB", param)
