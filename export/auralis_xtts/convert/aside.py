"""Writing to a model repository all at once: aside first, then into place by renaming.

1. The directory aside is a hidden sibling of the repository, since a polling Triton takes any directory in
   the repository for a model.  Where renaming from there fails (the repository is a mount point), it is a
   hidden directory in `xtts/`, where Triton ignores what is not a version number.
2. The file `whole` in it says that all is written and checked.  From then on an interrupted writer's work is
   finished by the next one; before, it is deleted.  Either way no release stays mixed or half there.
3. A lock on the repository lets one writer work at a time; the kernel drops it with the process.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from safetensors import SafetensorError

from auralis_xtts import contract
from auralis_xtts.errors import RepositoryError

ASIDE = ".auralis-export"
WHOLE, TREE, REPLACED = "whole", "tree", "replaced"


@contextlib.contextmanager
def locked(repository: Path) -> Iterator[None]:
    """Hold the repository for one writer; settle what an interrupted one left.

    The directory is made if it does not exist.  Raises RepositoryError, also while another writer holds it.
    """
    with plain_write_errors(repository):
        repository.mkdir(parents=True, exist_ok=True)
        handle = os.open(repository, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RepositoryError(f"{repository}: another export or promotion is at work") from None
        except OSError:  # some network filesystems have no locks on directories
            pass
        for aside in _places(repository):
            settle(aside, repository)
        yield
    finally:
        os.close(handle)


def make_aside(repository: Path) -> Path:
    """Create and return the first of the places from which a rename into the repository works."""
    error: OSError | None = None
    for aside in _places(repository):
        try:
            (aside / TREE).mkdir(parents=True)
            probe = repository / f"{ASIDE}-probe"  # a file, which no Triton takes for a model
            (aside / probe.name).touch()
            (aside / probe.name).rename(probe)
            probe.unlink()
        except OSError as refusal:
            shutil.rmtree(aside, ignore_errors=True)
            error = refusal
        else:
            return aside
    raise RepositoryError(f"{repository}: cannot be written ({error and error.strerror})")


@contextlib.contextmanager
def plain_write_errors(repository: Path) -> Iterator[None]:
    """Turn what the operating system says about writing into a RepositoryError."""
    try:
        yield
    except FileExistsError:
        raise RepositoryError(f"{repository}: not a directory") from None
    except (OSError, SafetensorError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise RepositoryError(f"{repository}: cannot be written ({reason})") from None


def settle(aside: Path, repository: Path) -> None:
    """Finish an export whose release is whole, and remove what is aside."""
    if (aside / WHOLE).exists():
        with plain_write_errors(repository):
            _move_into_place(aside, repository)
    shutil.rmtree(aside, ignore_errors=True)
    with contextlib.suppress(OSError):
        aside.parent.rmdir()  # `xtts`, if it was made for the sake of what is aside


def _places(repository: Path) -> tuple[Path, Path]:
    resolved = repository.resolve()
    return (
        resolved.parent / f"{ASIDE}-{resolved.name}",
        resolved / contract.ENSEMBLE.name / ASIDE,
    )


def _move_into_place(aside: Path, repository: Path) -> None:
    """Rename each version directory and file of the tree; may be interrupted and called again.

    Parts go first and ensembles after them: a polling Triton never sees an ensemble without its parts.
    """
    parts = [part.name for part in contract.PARTS]
    for model in sorted((aside / TREE).iterdir(), key=lambda x: (x.name not in parts, x.name)):
        target = repository / model.name
        if not target.exists():
            model.rename(target)
            continue
        for entry in sorted(model.iterdir()):
            _replace(entry, target / entry.name, aside / REPLACED / model.name / entry.name)
        model.rmdir()


def _replace(entry: Path, target: Path, replaced: Path) -> None:
    if target.is_dir():
        shutil.rmtree(replaced, ignore_errors=True)
        replaced.parent.mkdir(parents=True, exist_ok=True)
        target.rename(replaced)
    entry.rename(target)
