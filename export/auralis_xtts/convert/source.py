"""Where a checkpoint comes from: a path on this machine or the Hugging Face hub, and its files' hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from auralis_xtts.bundled import NAME, bundled
from auralis_xtts.errors import CheckpointError

HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")

FILES = (
    "config.json",
    "vocab.json",
    "tokenizer.json",
    "model.pth",
    "model.safetensors",
    "xtts-v2.safetensors",
    "gpt2_model.safetensors",
    "speakers_xtts.pth",
)
"""The files of a hub repository that an export reads; nothing else is downloaded."""


def locate(source: str | Path) -> Path:
    """Return the local file or directory that `source` names, downloading it if it is a hub id.

    What exists on this machine is never looked up on the hub; `mini` is the checkpoint that comes with the
    package.  Raises CheckpointError.
    """
    if str(source) == NAME:
        return bundled()
    path = Path(source).expanduser()
    if path.exists():
        return path
    if not HUB_ID.fullmatch(str(source)):
        raise CheckpointError(f"{source}: no such file or directory")
    return _download(str(source))


def sha256(files: Iterable[Path]) -> str:
    """Return the hexadecimal SHA-256 of the files' bytes, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


def _download(hub_id: str) -> Path:
    import httpx  # slow to import, and most exports read a local directory
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError

    try:
        return Path(snapshot_download(hub_id, allow_patterns=list(FILES)))
    except GatedRepoError:
        reason = "on the Hugging Face hub it asks for a login (hf auth login)"
    except RepositoryNotFoundError:
        reason = "neither here nor on the Hugging Face hub"
    except LocalEntryNotFoundError:
        reason = "not on this machine, and the Hugging Face hub cannot be reached (or HF_HUB_OFFLINE is set)"
    except (httpx.HTTPError, OSError, ValueError) as error:  # hub errors are of these three kinds
        reason = f"the Hugging Face hub answers: {str(error).splitlines()[0]}"
    raise CheckpointError(f"{hub_id}: {reason}")
