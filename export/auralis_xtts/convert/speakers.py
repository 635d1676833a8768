"""The speakers that come with a checkpoint: `speakers_xtts.pth`, and how a release carries them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import GPT_COND_LATENT, LONGEST_SPEAKER_NAME, SPEAKER_EMBEDDING
from auralis_xtts.convert.weights import read_torch
from auralis_xtts.errors import CheckpointError

SPEAKERS = "speakers_xtts.pth"

_NAME = re.compile(rf"[^\W_](?:.{{0,{LONGEST_SPEAKER_NAME - 2}}}\S)?")


@dataclass(frozen=True, eq=False)
class CheckpointSpeaker:
    """What the model needs of a speaker: `gpt_cond_latent` [32, d], `speaker_embedding` [512], float32."""

    gpt_cond_latent: torch.Tensor
    speaker_embedding: torch.Tensor


def read_speakers(directory: Path, config: ModelConfig) -> dict[str, CheckpointSpeaker]:
    """Return the speakers in `directory` by name, in the file's order; none if there is no such file.

    Raises CheckpointError for a file that is damaged, unsafe, or of a model of another size.
    """
    path = directory / SPEAKERS
    if not path.is_file():
        return {}
    content = read_torch(path)
    if not isinstance(content, Mapping):
        raise CheckpointError(f"{path}: not a table of speakers")
    return {_name(path, name): _speaker(path, name, entry, config) for name, entry in content.items()}


def write_speakers(speakers: Mapping[str, CheckpointSpeaker], target: Path) -> None:
    """Write the speakers in order: `gpt_cond_latent` [n, 32, d] and `speaker_embedding` [n, 512]."""
    save_file(
        {
            GPT_COND_LATENT.name: torch.stack([each.gpt_cond_latent for each in speakers.values()]),
            SPEAKER_EMBEDDING.name: torch.stack([each.speaker_embedding for each in speakers.values()]),
        },
        target,
    )


def _name(path: Path, name: Any) -> str:
    if not (isinstance(name, str) and name.isprintable() and _NAME.fullmatch(name)):
        raise CheckpointError(
            f"{path}: {str(name)[:80]!r} is no name for a speaker (1 to {LONGEST_SPEAKER_NAME} characters)"
        )
    return name


def _speaker(path: Path, name: Any, entry: Any, config: ModelConfig) -> CheckpointSpeaker:
    shapes = {
        GPT_COND_LATENT.name: (GPT_COND_LATENT.dims[0], config.width),
        SPEAKER_EMBEDDING.name: (config.speaker_width,),
    }
    tensors = {}
    for key, shape in shapes.items():
        tensor = entry.get(key) if isinstance(entry, Mapping) else None
        if not isinstance(tensor, torch.Tensor):
            raise CheckpointError(f"{path}: the speaker {name!r} lacks {key}")
        if tensor.squeeze().shape != shape:
            found = list(tensor.shape)
            raise CheckpointError(f"{path}: {key} of {name!r} has the shape {found}, not {list(shape)}")
        if not bool(torch.isfinite(tensor).all()):
            raise CheckpointError(f"{path}: {key} of {name!r} holds values that are not finite")
        tensors[key] = tensor.detach().squeeze().float().clone()
    return CheckpointSpeaker(**tensors)
