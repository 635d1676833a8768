"""A GPT-2 of XTTS in plain torch, float32, without a cache: what the decoder is held against.

It reads the Coqui state dict and shares no code with the package.  It does not generate: it says for given
codes which latent each was drawn from and how every code scored there.  Greedy codes are right when each is
the best of its row, since every row depends only on the codes before it.
"""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

PLACEHOLDER, START = 1, 1024


class ReferenceGpt:
    def __init__(self, state: Mapping[str, torch.Tensor], layers: int, heads: int) -> None:
        self._state = {name: x.detach() for name, x in state.items()}
        self._layers, self._heads = layers, heads

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return x @ self._state[f"{name}.weight"] + self._state[f"{name}.bias"]

    def _norm(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return functional.layer_norm(
            x, x.shape[-1:], self._state[f"{name}.weight"], self._state[f"{name}.bias"]
        )

    def _block(self, name: str, x: torch.Tensor) -> torch.Tensor:
        qkv = self._linear(f"{name}.attn.c_attn", self._norm(f"{name}.ln_1", x))
        q, k, v = (y.unflatten(-1, (self._heads, -1)).transpose(0, 1) for y in qkv.chunk(3, dim=-1))
        attended = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self._linear(f"{name}.attn.c_proj", attended.transpose(0, 1).flatten(1))
        hidden = self._linear(f"{name}.mlp.c_fc", self._norm(f"{name}.ln_2", x))
        return x + self._linear(f"{name}.mlp.c_proj", functional.gelu(hidden, approximate="tanh"))

    def prompt(self, ids: NDArray[np.int32], voice: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return [32 + len(ids) + 2, width]."""
        text = torch.tensor([261, *ids.tolist(), 0])
        positions = self._state["gpt.text_pos_embedding.emb.weight"][: len(text)]
        embedded = self._state["gpt.text_embedding.weight"][text] + positions
        return np.concatenate((voice, embedded.numpy()))

    def latents(self, prompt: NDArray[np.float32], codes: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return [len(codes), width]: row k is the latent that code k is drawn from."""
        fed = torch.tensor([START, *codes[:-1].tolist()])
        positions = self._state["gpt.mel_pos_embedding.emb.weight"][: len(fed)]
        x = torch.cat([torch.from_numpy(prompt), self._state["gpt.mel_embedding.weight"][fed] + positions])
        for layer in range(self._layers):
            x = self._block(f"gpt.gpt.h.{layer}", x)
        x = self._norm("gpt.final_norm", self._norm("gpt.gpt.ln_f", x))
        return np.asarray(x[len(prompt) :].numpy(), dtype=np.float32)

    def scores(
        self, latents: NDArray[np.float32], codes: NDArray[np.int32], penalty: float
    ) -> NDArray[np.float32]:
        """Return the logits [len(codes), codes] after the repetition penalty, as Hugging Face applies it."""
        head = self._state["gpt.mel_head.weight"], self._state["gpt.mel_head.bias"]
        logits = functional.linear(torch.from_numpy(latents), *head)
        for step, row in enumerate(logits):
            seen = torch.tensor(sorted({PLACEHOLDER, START, *codes[:step].tolist()}))
            row[seen] = torch.where(row[seen] < 0, row[seen] * penalty, row[seen] / penalty)
        return np.asarray(logits.numpy(), dtype=np.float32)
