"""The directory that vLLM loads the GPT from.

config.json          a Hugging Face configuration; what the decoder must know is under "xtts"
model.safetensors    the weights, named and laid out as `vllm_gpt.XttsGpt` holds them
prompt.safetensors   the text embedding and its positions, which `serving.prompt` adds up outside vLLM
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import GPT_COND_LATENT
from auralis_xtts.errors import CheckpointError, ConfigError

State = Mapping[str, torch.Tensor]

PROMPT_FILE = "prompt.safetensors"

# Reserved by the reference: one place for a conditioning input, one for the start and one for the stop token.
_RESERVED_CODES = 3

# The reference fills a prompt's ids with 1 where vLLM has 0, and the repetition penalty reads them.  So codes
# 0 and 1 change places in the weights, and the decoder changes them back in what comes out.
PLACEHOLDER_CODE = 1


def max_generated_codes(config: ModelConfig) -> int:
    """Return how many codes the reference lets an utterance have, the stop token included (XTTS v2: 602)."""
    return config.max_codes - _RESERVED_CODES


def engine_arguments(name: str = "gpt") -> dict[str, Any]:
    """Return what `model.json` holds beside the vLLM directory `name`: vLLM engine arguments for parity.

    float32 and eager is exact anywhere; on a GPU, bfloat16 without `enforce_eager` is faster.  The decoder
    adds what is not a choice (`serving.engine`).
    """
    return {"model": name, "dtype": "float32", "enforce_eager": True, "max_num_seqs": 64}


def write_vllm_dir(state: State, config: ModelConfig, target: Path) -> None:
    """Write the vLLM directory of a checkpoint.

    Args:
        state: Float32 weights by Coqui name; only `gpt.*` is read.
        config: The checkpoint's sizes.
        target: A directory, made if it does not exist.

    Raises:
        CheckpointError: A weight is missing or has another shape than `config` says; the message names it.
        ConfigError: The audio tokens leave no room for the ids that vLLM needs.
        OSError: The directory cannot be written.
    """
    if min(config.start_audio_token, config.stop_audio_token) <= PLACEHOLDER_CODE:
        raise ConfigError(f"config.json: the start and stop audio tokens must be above {PLACEHOLDER_CODE}")
    weights = _gpt_weights(state, config)
    tables = {
        "text_embedding": _take(state, "gpt.text_embedding.weight", (config.text_tokens, config.width)),
        "text_positions": _take(
            state, "gpt.text_pos_embedding.emb.weight", (config.max_text_ids + 2, config.width)
        ),
    }
    target.mkdir(parents=True, exist_ok=True)
    inner = weights["model.h.0.mlp.c_fc.bias"].shape[0]
    (target / "config.json").write_text(json.dumps(_hf_config(config, inner), indent=2) + "\n")
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
    save_file({name: x.contiguous() for name, x in tables.items()}, target / PROMPT_FILE)


def _hf_config(config: ModelConfig, inner: int) -> dict[str, Any]:
    conditioning = GPT_COND_LATENT.dims[0]
    codes = max_generated_codes(config)
    # Conditioning, the longest text with its start and stop, the start code, the codes.
    context = conditioning + (config.max_text_ids - 1) + 2 + 1 + codes
    return {
        "architectures": ["XttsGpt"],
        "model_type": "gpt2",
        "dtype": "float32",
        "vocab_size": config.audio_tokens,
        "n_positions": context,
        "n_embd": config.width,
        "n_layer": config.layers,
        "n_head": config.heads,
        "n_inner": inner,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5,
        "tie_word_embeddings": False,
        "bos_token_id": config.start_audio_token,
        "eos_token_id": config.stop_audio_token,
        # Makes vLLM ask the model for a request's positions (SupportsMRoPE); nothing here rotates.
        "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [1, 1, 1]},
        "xtts": {
            "conditioning": conditioning,
            "start_text_token": config.start_text_token,
            "stop_text_token": config.stop_text_token,
            "max_text_ids": config.max_text_ids,
            "start_audio_token": config.start_audio_token,
            "stop_audio_token": config.stop_audio_token,
            "position_rows": config.max_codes + _RESERVED_CODES + 1,
            "max_codes": codes,
            "placeholder_code": PLACEHOLDER_CODE,
        },
    }


def _gpt_weights(state: State, config: ModelConfig) -> dict[str, torch.Tensor]:
    d, codes = config.width, config.audio_tokens
    positions = _take(state, "gpt.mel_pos_embedding.emb.weight", (config.max_codes + _RESERVED_CODES, d))
    weights = {
        "model.embed.weight": _swapped(_take(state, "gpt.mel_embedding.weight", (codes, d))),
        # Row 0 is the prompt's, whose positions are in its embeddings.
        "model.positions.weight": torch.cat([torch.zeros(1, d), positions]),
        "mel_head.weight": _swapped(_take(state, "gpt.mel_head.weight", (codes, d))),
        "mel_head.bias": _swapped(_take(state, "gpt.mel_head.bias", (codes,))),
    }
    for ours, theirs in (("model.ln_f", "gpt.gpt.ln_f"), ("model.final_norm", "gpt.final_norm")):
        weights |= {f"{ours}.{x}": _take(state, f"{theirs}.{x}", (d,)).clone() for x in ("weight", "bias")}
    inner = _take(state, "gpt.gpt.h.0.mlp.c_fc.bias", (None,)).shape[0]
    for layer in range(config.layers):
        weights |= _block_weights(state, layer, d, inner)
    return weights


def _block_weights(state: State, layer: int, d: int, inner: int) -> dict[str, torch.Tensor]:
    ours, theirs = f"model.h.{layer}", f"gpt.gpt.h.{layer}"
    weights = {
        f"{ours}.{norm}.{x}": _take(state, f"{theirs}.{norm}.{x}", (d,)).clone()
        for norm in ("ln_1", "ln_2")
        for x in ("weight", "bias")
    }
    shapes = {
        "attn.c_attn": (d, 3 * d),
        "attn.c_proj": (d, d),
        "mlp.c_fc": (d, inner),
        "mlp.c_proj": (inner, d),
    }
    for name, shape in shapes.items():
        # GPT-2 multiplies from the left (in, out), vLLM's linear layers from the right (out, in).
        weights[f"{ours}.{name}.weight"] = _take(state, f"{theirs}.{name}.weight", shape).t().contiguous()
        weights[f"{ours}.{name}.bias"] = _take(state, f"{theirs}.{name}.bias", shape[1:]).clone()
    return weights


def _swapped(rows: torch.Tensor) -> torch.Tensor:
    order = torch.arange(rows.shape[0])
    order[0], order[PLACEHOLDER_CODE] = PLACEHOLDER_CODE, 0
    return rows[order]


def _take(state: State, name: str, shape: tuple[int | None, ...]) -> torch.Tensor:
    """Return a weight as float32; None in `shape` fits any size."""
    if name not in state:
        raise CheckpointError(f"the checkpoint lacks the weight {name}")
    tensor = state[name]
    fits = len(tensor.shape) == len(shape) and all(
        want is None or want == have for want, have in zip(shape, tensor.shape, strict=True)
    )
    if not fits:
        raise CheckpointError(
            f"the weight {name} has shape {tuple(tensor.shape)}, the configuration says {shape}"
        )
    return tensor.float()
