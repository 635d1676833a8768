"""Which releases a repository holds, and which of them the ensemble `xtts` stands for."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auralis_xtts import contract
from auralis_xtts.convert.aside import locked
from auralis_xtts.convert.ensemble import CONFIG, pin, pinned_release, read_config
from auralis_xtts.errors import RepositoryError

REQUIRED = {
    contract.GPT.name: (
        "model.json",
        "gpt/config.json",
        "gpt/model.safetensors",
        "release.json",
        "geometry.json",
    ),
    contract.VOCODER.name: ("model.onnx",),
    contract.STYLE.name: ("model.onnx",),
    contract.SPEAKER.name: ("model.onnx",),
}
"""The files without which a part of a release cannot be served."""


@dataclass(frozen=True)
class Installed:
    """A release in a repository."""

    release: int
    name: str  # of its checkpoint
    checkpoint: str  # SHA-256
    promoted: bool
    missing: tuple[str, ...]  # what it lacks to be served


def releases(repository: Path) -> list[Installed]:
    """Return the releases in `repository`, oldest number first; raises RepositoryError if it is not one."""
    if not (repository / contract.ENSEMBLE.name / CONFIG).is_file():
        raise RepositoryError(
            f"{repository}: not a model repository, it has no {contract.ENSEMBLE.name}/{CONFIG}"
        )
    config = repository / contract.ENSEMBLE.name / CONFIG
    promoted = pinned_release(read_config(config), config)
    numbers = {
        int(directory.name)
        for part in contract.PARTS
        if (repository / part.name).is_dir()
        for directory in (repository / part.name).iterdir()
        if directory.is_dir() and directory.name.isdecimal()
    }
    return [_installed(repository, number, promoted) for number in sorted(numbers)]


Load = Callable[[str, int | None], None]
"""Makes a running Triton load a model, and checks that the version of it is ready then, if one is given."""


def promote(repository: Path, release: int, load: Load | None = None) -> int:
    """Make `xtts` stand for `release` and return the release that it stood for before.

    The file is replaced in one step.  `load` tells a Triton that runs (`convert.control`); if it fails, the
    file is as it was.  Streams that run finish on the release that they began with.  Raises RepositoryError
    if the release is not there or not complete.
    """
    config = repository / contract.ENSEMBLE.name / CONFIG
    releases(repository)  # refuses what is not a repository before anything is created there
    with locked(repository):
        known = {installed.release: installed for installed in releases(repository)}
        if release not in known:
            there = ", ".join(map(str, known)) or "none"
            raise RepositoryError(f"{repository}: holds no release {release} (there: {there})")
        if known[release].missing:
            raise RepositoryError(f"{repository}: release {release} lacks {known[release].missing[0]}")
        before = read_config(config)
        text = pin(before, contract.ENSEMBLE.name, release, config)
        if load:
            for part in contract.PARTS:
                load(part.name, release)  # a version that is new to it; what is loaded goes on
            load(contract.ensemble_name(release), None)
        _write_atomically(config, text)
        if load:
            try:
                load(contract.ENSEMBLE.name, None)
            except RepositoryError:
                _write_atomically(config, before)
                raise
    return pinned_release(before, config)


def _installed(repository: Path, number: int, promoted: int) -> Installed:
    missing = [
        f"{part}/{number}/{file}"
        for part, files in REQUIRED.items()
        for file in files
        if not (repository / part / str(number) / file).is_file()
    ]
    ensemble = f"{contract.ensemble_name(number)}/{CONFIG}"
    if not (repository / ensemble).is_file():
        missing.append(ensemble)
    name = checkpoint = ""
    path = repository / contract.GPT.name / str(number) / "release.json"
    if path.is_file():
        try:
            release = contract.Release.from_json(path.read_text(encoding="utf-8"))
        except contract.ContractError as error:
            raise RepositoryError(f"{path}: {error}") from None
        name, checkpoint = release.name, release.checkpoint
    return Installed(number, name, checkpoint, number == promoted, tuple(missing))


def _write_atomically(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise RepositoryError(f"{path}: cannot be written ({error.strerror})") from None
