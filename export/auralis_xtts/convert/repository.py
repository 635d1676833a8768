"""A model repository that a release is added to, all of it or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import auralis_xtts
from auralis_xtts import contract
from auralis_xtts.convert.aside import TREE, WHOLE, locked, make_aside, plain_write_errors, settle
from auralis_xtts.convert.checkpoint import Checkpoint
from auralis_xtts.convert.ensemble import CONFIG, pin, read_config
from auralis_xtts.convert.release import EngineOptions, Progress, write_release
from auralis_xtts.errors import RepositoryError

_SPACE_FACTOR = 1.2  # of the weights' size: they are written once, graphs and tables come on top
_SPACE_REST = 64 << 20


def template_directory() -> Path:
    """Return the model repository with the hand-written configurations: the wheel's, or the checkout's."""
    package = Path(auralis_xtts.__file__).parent
    for directory in (package / "model_repository", package.parents[1] / "model_repository"):
        if (directory / contract.ENSEMBLE.name / CONFIG).is_file():
            return directory
    raise RepositoryError(f"the model configurations are missing from the installation ({package})")


def export_release(
    checkpoint: Checkpoint,
    release: int,
    repository: Path,
    *,
    options: EngineOptions | None = None,
    overwrite: bool = False,
    progress: Progress = lambda _step, _done: None,
) -> None:
    """Add `checkpoint` to `repository` as `release`, with the ensemble `xtts_v<release>` that pins it.

    An absent or empty repository gets the hand-written configurations, and `xtts` pins this release.  On any
    failure or interruption the repository is as it was.

    Raises:
        RepositoryError: The release exists and `overwrite` is false, there is no space, or writing fails.
        ConversionError: A graph computes something else than its network.
    """
    if release < 1:
        raise RepositoryError(f"a release is a whole number from 1 on, not {release}")
    with locked(repository):
        _check_absent(repository, release, overwrite)
        aside = make_aside(repository)
        try:
            _check_space(aside, checkpoint)
            with plain_write_errors(repository):
                write_release(checkpoint, release, aside / TREE, options or EngineOptions(), progress)
                _write_configurations(repository, release, aside / TREE)
                (aside / WHOLE).touch()
            progress("in place", 0.99)
        finally:
            settle(aside, repository)
    progress("done", 1.0)


def _check_absent(repository: Path, release: int, overwrite: bool) -> None:
    names = [*(part.name + f"/{release}" for part in contract.PARTS), contract.ensemble_name(release)]
    there = [name for name in names if (repository / name).exists()]
    if there and not overwrite:
        raise RepositoryError(
            f"{repository}: holds release {release} already ({there[0]}); --overwrite replaces it"
        )


def _check_space(aside: Path, checkpoint: Checkpoint) -> None:
    weights = sum(tensor.numel() * tensor.element_size() for tensor in checkpoint.state.values())
    needed, free = int(weights * _SPACE_FACTOR) + _SPACE_REST, shutil.disk_usage(aside).free
    if free < needed:
        raise RepositoryError(
            f"{aside.parent}: not enough space, {needed >> 20} MiB are needed and {free >> 20} MiB are free"
        )


def _write_configurations(repository: Path, release: int, tree: Path) -> None:
    """Write the ensemble that pins the release, and the hand-written files that the repository lacks."""
    templates = template_directory()
    ensemble = contract.ENSEMBLE.name
    ours, original = repository / ensemble / CONFIG, templates / ensemble / CONFIG
    source = ours if ours.exists() else original
    texts = {
        contract.ensemble_name(release): pin(
            read_config(source), contract.ensemble_name(release), release, source
        )
    }
    for part in contract.PARTS:
        if not (repository / part.name / CONFIG).exists():
            texts[part.name] = read_config(templates / part.name / CONFIG)
    if source is original:
        texts[ensemble] = pin(read_config(original), ensemble, release, original)
    for name, text in texts.items():
        (tree / name).mkdir(exist_ok=True)
        (tree / name / CONFIG).write_text(text, encoding="utf-8")
    for name in {contract.ensemble_name(release), ensemble}.intersection(texts):
        # An ensemble has no files of its own, but Triton wants a version directory, and git a file in it.
        (tree / name / "1").mkdir()
        (tree / name / "1" / ".keep").touch()
