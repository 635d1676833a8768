"""The speakers that a release carries (`convert.speakers` writes them)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from auralis_xtts.contract import GPT_COND_LATENT, SPEAKER_EMBEDDING, ContractError, Parameter

SPEAKERS_FILE = "speakers.safetensors"


class Speakers:
    """The voices of the speakers `names`, of the release in `directory`."""

    def __init__(self, directory: Path, names: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        tensors = load_file(directory / SPEAKERS_FILE) if names else {}
        self._tensors = [tensors.get(each.name, ()) for each in (GPT_COND_LATENT, SPEAKER_EMBEDDING)]

    def voice(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the conditioning latents [32, d] and the embedding [512]; raises ContractError."""
        if name not in self._places:
            raise ContractError(f"{Parameter.SPEAKER}: the release has no speaker {name!r}")
        latents, embeddings = self._tensors
        return latents[self._places[name]], embeddings[self._places[name]]
