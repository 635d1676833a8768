"""Weight files to named tensors, without running what they contain and without reading them into memory."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from auralis_xtts.errors import CheckpointError

State = dict[str, torch.Tensor]
"""Named weights."""


class _Inert:
    """Stands for an object that a checkpoint carries beside its weights; holds and does nothing."""

    def __new__(cls, *_: object) -> _Inert:
        return object.__new__(cls)

    def __setstate__(self, state: object) -> None: ...


def _dictionary(*_: object) -> dict[Any, Any]:
    return {}


# Coqui pickles its configuration objects beside the weights in model.pth, and its trainer the optimizer
# and numpy's scalars.  torch reads them as the inert class, so that none of their code is needed or run.
_INERT = (
    "TTS.config.shared_configs.BaseDatasetConfig",
    "TTS.tts.configs.xtts_config.XttsConfig",
    "TTS.tts.models.xtts.XttsArgs",
    "TTS.tts.models.xtts.XttsAudioConfig",
    "TTS.tts.layers.xtts.trainer.gpt_trainer.GPTArgs",
    "TTS.tts.layers.xtts.trainer.gpt_trainer.GPTTrainerConfig",
    "TTS.utils.radam.RAdam",
    "_codecs.encode",
    "numpy.core.multiarray.scalar",
    "numpy._core.multiarray.scalar",
    "numpy.dtype",
    "numpy.dtypes.Float32DType",
    "numpy.dtypes.Float64DType",
)
_ALLOWED = [
    *((_Inert, name) for name in _INERT),
    (_dictionary, "collections.defaultdict"),
    (dict, "builtins.dict"),
    (dict, "__builtin__.dict"),
]


def read_weights(path: Path) -> State:
    """Return the tensors of a `.pth` file ({"model": {name: tensor}}) or a `.safetensors` file.

    The tensors are mapped, not read: they cost memory when somebody looks at them.  Raises CheckpointError.
    """
    if path.suffix == ".safetensors":
        return _read_safetensors(path)
    return _model_of(read_torch(path), path)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file that is there itself."""
    try:
        with path.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise CheckpointError(f"{path}: {error.strerror}") from None
    if head.startswith(b"version https://git-lfs"):
        raise CheckpointError(f"{path}: a Git LFS pointer in place of the weights (run: git lfs pull)")
    return head


def _read_safetensors(path: Path) -> State:
    _head(path)
    try:
        with safe_open(path, framework="pt") as file:
            return {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a mapping)
    except SafetensorError as error:
        raise CheckpointError(f"{path}: not a safetensors file, or truncated ({error})") from None


def read_torch(path: Path) -> Any:
    """Return what `torch.save` wrote, if it is tensors in plain containers.  Raises CheckpointError."""
    head = _head(path)
    if not zipfile.is_zipfile(path):
        # A zip file's directory is at its end, so a truncated one still begins like a zip file.
        reason = "truncated" if head.startswith(b"PK\x03\x04") else "not a checkpoint written by torch.save"
        raise CheckpointError(f"{path}: {reason}")
    try:
        with torch.serialization.safe_globals(_ALLOWED):
            return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(f"{path}: {_refusal(error)}") from None
    except (RuntimeError, ValueError, KeyError, EOFError, OSError) as error:
        raise CheckpointError(f"{path}: damaged or not a checkpoint ({str(error).splitlines()[0]})") from None


def _model_of(content: Any, path: Path) -> State:
    model = content.get("model") if isinstance(content, Mapping) else None
    if not isinstance(model, Mapping) or not model:
        raise CheckpointError(f'{path}: not a checkpoint: it holds no "model" with weights')
    return {key: value for key, value in model.items() if isinstance(value, torch.Tensor)}


def _refusal(error: Exception) -> str:
    """Return one line for torch's page of advice."""
    _, found, after = str(error).partition("GLOBAL ")
    if not found:
        return "damaged, or holds objects other than weights"
    return f"refused, since loading it would run {after.split()[0]}"
