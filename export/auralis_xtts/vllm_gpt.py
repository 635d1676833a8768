"""The XTTS GPT as a vLLM model: GPT-2 blocks with learned positions that count the codes of each request.

The prompt arrives as embeddings that hold their positions already (`serving.prompt`); its last place is the
start code.  Which row of the position table a token takes goes through vLLM's M-RoPE channel, which asks the
model once per request and then counts on by itself: row 0, all zeros, for the prompt, row 1 + m for code m.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn
from vllm.compilation.decorators import support_torch_compile
from vllm.config import VllmConfig
from vllm.model_executor.layers.logits_processor import LogitsProcessor
from vllm.model_executor.layers.vocab_parallel_embedding import ParallelLMHead, VocabParallelEmbedding
from vllm.model_executor.models.gpt2 import GPT2Block
from vllm.model_executor.models.interfaces import SupportsMRoPE
from vllm.model_executor.models.utils import AutoWeightsLoader, maybe_prefix

from auralis_xtts.latent_tap import LatentTap


@support_torch_compile(
    dynamic_arg_dims={"input_ids": 0, "positions": -1, "intermediate_tensors": 0, "inputs_embeds": 0}
)
class XttsGptBody(nn.Module):
    """Codes or embeddings, and rows of the position table, to latents."""

    def __init__(self, *, vllm_config: VllmConfig, prefix: str = "") -> None:
        super().__init__()
        config = vllm_config.model_config.hf_config
        self.embed = VocabParallelEmbedding(config.vocab_size, config.hidden_size, prefix=f"{prefix}.embed")
        self.positions = nn.Embedding(config.xtts["position_rows"], config.hidden_size)
        self.h = nn.ModuleList(
            GPT2Block(
                config, vllm_config.cache_config, vllm_config.quant_config, prefix=f"{prefix}.h.{layer}"
            )
            for layer in range(config.num_hidden_layers)
        )
        self.ln_f = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_epsilon)
        self.final_norm = nn.LayerNorm(config.hidden_size)

    def embed_input_ids(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.embed(input_ids)

    def forward(
        self,
        input_ids: torch.Tensor | None,
        positions: torch.Tensor,
        intermediate_tensors: Any = None,
        inputs_embeds: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the latents [tokens, width]; `positions` [3, tokens] has rows of the table, three times."""
        hidden = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        hidden = hidden + self.positions(positions[0])
        for block in self.h:
            hidden = block(hidden)
        return self.final_norm(self.ln_f(hidden))


class XttsGpt(nn.Module, SupportsMRoPE):
    """What vLLM instantiates for the architecture `XttsGpt`."""

    def __init__(self, *, vllm_config: VllmConfig, prefix: str = "") -> None:
        super().__init__()
        config = vllm_config.model_config.hf_config
        self.config = config
        self.model = XttsGptBody(vllm_config=vllm_config, prefix=maybe_prefix(prefix, "model"))
        self.mel_head = ParallelLMHead(
            config.vocab_size,
            config.hidden_size,
            bias=True,
            quant_config=vllm_config.quant_config,
            prefix=maybe_prefix(prefix, "mel_head"),
        )
        self.logits_processor = LogitsProcessor(config.vocab_size)

    def embed_input_ids(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.model.embed_input_ids(input_ids)

    def get_mrope_input_positions(
        self, input_tokens: list[int], mm_features: list[Any] | None = None
    ) -> tuple[torch.Tensor, int]:
        """Return the rows [3, tokens] of a request's tokens, and what to add to a later place for its row.

        `input_tokens` may hold codes already, of a request that was preempted.
        """
        start = input_tokens.index(self.config.xtts["start_audio_token"])
        rows = (torch.arange(len(input_tokens)) + (1 - start)).clamp(min=0)
        return rows.expand(3, -1).contiguous(), 1 - start

    def forward(
        self,
        input_ids: torch.Tensor | None,
        positions: torch.Tensor,
        intermediate_tensors: Any = None,
        inputs_embeds: torch.Tensor | None = None,
    ) -> torch.Tensor:
        return self.model(input_ids, positions, intermediate_tensors, inputs_embeds)

    def compute_logits(self, hidden_states: torch.Tensor) -> torch.Tensor | None:
        LatentTap.rows = hidden_states
        return self.logits_processor(self.mel_head, hidden_states, self.mel_head.bias)

    def load_weights(self, weights: Iterable[tuple[str, torch.Tensor]]) -> set[str]:
        # vLLM offers the tensors of prompt.safetensors too; they are not for the model.
        ours = (item for item in weights if not item[0].startswith("text_"))
        loaded: set[str] = AutoWeightsLoader(self).load_weights(ours)
        return loaded
