"""The prompt of the GPT: the voice, then the text, as embeddings with their positions added."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from auralis_xtts.contract import GPT_COND_LATENT, TEXT_IDS


class PromptError(ValueError):
    """A request's tensors do not fit the model; the message names the tensor and what to do."""


@dataclass(frozen=True)
class PromptTables:
    """What a prompt is made of: rows by text id and rows by place, both `width` wide."""

    embedding: NDArray[np.float32]
    positions: NDArray[np.float32]
    start_token: int
    stop_token: int
    conditioning: int
    max_text_ids: int

    @classmethod
    def load(cls, directory: Path) -> PromptTables:
        """Read `prompt.safetensors` and `config.json` of a vLLM directory (`convert.vllm_dir`)."""
        xtts = json.loads((directory / "config.json").read_text())["xtts"]
        tables = load_file(directory / "prompt.safetensors")
        return cls(
            embedding=tables["text_embedding"],
            positions=tables["text_positions"],
            start_token=xtts["start_text_token"],
            stop_token=xtts["stop_text_token"],
            conditioning=xtts["conditioning"],
            max_text_ids=xtts["max_text_ids"],
        )

    @property
    def width(self) -> int:
        return int(self.embedding.shape[1])

    def embed(self, text_ids: NDArray[np.int32], gpt_cond_latent: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the prompt of a text spoken by a voice.

        Args:
            text_ids: int32 [n], without start and stop token.
            gpt_cond_latent: float32 [conditioning, width].

        Returns:
            float32 [conditioning + n + 2, width].

        Raises:
            PromptError: A tensor has a wrong shape, type or value.
        """
        self._check_text_ids(text_ids)
        self._check_latent(gpt_cond_latent)
        text = np.concatenate(([self.start_token], text_ids, [self.stop_token]))
        return np.concatenate((gpt_cond_latent, self.embedding[text] + self.positions[: len(text)]))

    def _check_text_ids(self, text_ids: NDArray[np.int32]) -> None:
        name = TEXT_IDS.name
        if text_ids.ndim != 1 or text_ids.dtype != np.int32:
            raise PromptError(f"{name} must be int32 [n], not {text_ids.dtype} {list(text_ids.shape)}")
        if not len(text_ids):
            raise PromptError(f"{name} is empty: give at least one id")
        if len(text_ids) >= self.max_text_ids:
            raise PromptError(
                f"{name} holds {len(text_ids)} ids, the model takes fewer than {self.max_text_ids}: "
                "split the text"
            )
        least, most = int(text_ids.min()), int(text_ids.max())
        if least < 0 or most >= len(self.embedding):
            raise PromptError(
                f"{name} holds the id {least if least < 0 else most}, the model has {len(self.embedding)}: "
                "use the vocabulary of this release"
            )

    def _check_latent(self, latent: NDArray[np.float32]) -> None:
        name, shape = GPT_COND_LATENT.name, (self.conditioning, self.width)
        if latent.shape != shape or latent.dtype != np.float32:
            raise PromptError(
                f"{name} must be float32 {list(shape)}, not {latent.dtype} {list(latent.shape)}: "
                "condition the voice with this release"
            )
        if not np.isfinite(latent).all():
            raise PromptError(f"{name} holds values that are not finite: condition the voice again")
