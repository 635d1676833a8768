"""The ensemble's config.pbtxt: which release its steps pin, and the same text with another one pinned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig as TritonConfig

from auralis_xtts.errors import RepositoryError

CONFIG = "config.pbtxt"

_NAME = re.compile(r'^(name\s*:\s*)"[^"]*"', re.MULTILINE)
_VERSION = re.compile(r"(\bmodel_version\s*:\s*)-?\d+")


def read_config(path: Path) -> str:
    """Return the text of a config.pbtxt; raises RepositoryError."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RepositoryError(f"{path}: missing") from None
    except (OSError, ValueError) as error:
        raise RepositoryError(f"{path}: cannot be read ({error})") from None


def pinned_release(text: str, path: Path) -> int:
    """Return the release that all steps of the ensemble pin; raises RepositoryError that names `path`."""
    versions = _pins(_parse(text, path))
    if len(versions) != 1:
        raise RepositoryError(f"{path}: the ensemble's steps must pin one release, not {sorted(versions)}")
    return int(versions.pop())


def pin(text: str, name: str, release: int, path: Path) -> str:
    """Return the ensemble's text with another name and release, all else and the comments as they were.

    Raises RepositoryError that names `path` if the result is not an ensemble of that name and release.
    """
    changed = _VERSION.sub(rf"\g<1>{release}", _NAME.sub(rf'\g<1>"{name}"', text))
    config = _parse(changed, path)
    if config.name != name:
        raise RepositoryError(f'{path}: has no line name: "..."')
    if _pins(config) != {release}:
        raise RepositoryError(f"{path}: every step must have a model_version")
    return changed


def _pins(config: Any) -> set[int]:
    return {step.model_version for step in config.ensemble_scheduling.step}


def _parse(text: str, path: Path) -> Any:
    try:
        return text_format.Parse(text, TritonConfig())
    except text_format.ParseError as error:
        raise RepositoryError(f"{path}: not a model configuration ({error})") from None
