"""The two layouts of XTTS v2 checkpoints, as one: Coqui's names, new-style weight norm, nothing of training.

Coqui keeps all weights in one file.  Auralis splits them: the GPT's blocks, its audio embeddings and its head
go to one file, the rest to another without the prefix `gpt.`, and `final_norm` to both:

    Coqui                               Auralis, GPT file      Auralis, core file
    gpt.gpt.h.0..., gpt.gpt.ln_f...     gpt.h.0..., gpt.ln_f...
    gpt.mel_embedding.weight            gpt.wte.weight
    gpt.mel_pos_embedding.emb.weight    gpt.wpe.emb.weight
    gpt.mel_head...                     mel_head...
    gpt.final_norm...                   final_norm...          final_norm...
    gpt.text_embedding... and others                           text_embedding...
    hifigan_decoder..., mel_stats                              hifigan_decoder..., mel_stats
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from auralis_xtts.convert.weights import State
from auralis_xtts.errors import CheckpointError

_KEPT = ("mel_stats", "gpt.", "hifigan_decoder.")
_COPIES = "gpt.gpt_inference."  # XTTS v1 saved its inference wrapper, the same weights under other names
_COUNTERS = ".num_batches_tracked"  # of batch norms while training
_WEIGHT_NORM = {
    ".weight_g": ".parametrizations.weight.original0",
    ".weight_v": ".parametrizations.weight.original1",
}

_AURALIS_GPT = {
    "gpt.wte.weight": "gpt.mel_embedding.weight",
    "gpt.wpe.emb.weight": "gpt.mel_pos_embedding.emb.weight",
}

_GPT_ARGUMENTS = {
    "gpt_layers": "num_hidden_layers",
    "gpt_n_model_channels": "hidden_size",
    "gpt_n_heads": "num_attention_heads",
    "gpt_start_text_token": "start_text_token",
    "gpt_stop_text_token": "stop_text_token",
    "gpt_num_audio_tokens": "num_audio_tokens",
    "gpt_start_audio_token": "start_audio_token",
    "gpt_stop_audio_token": "stop_audio_token",
    "gpt_max_audio_tokens": "max_audio_tokens",
    "gpt_max_text_tokens": "max_text_tokens",
    "gpt_max_prompt_tokens": "max_prompt_tokens",
    "gpt_use_perceiver_resampler": "use_perceiver_resampler",
}

_CORE_ARGUMENTS = (
    "gpt_code_stride_len",
    "input_sample_rate",
    "output_sample_rate",
    "output_hop_length",
    "decoder_input_dim",
    "d_vector_dim",
    "cond_d_vector_in_each_upsampling_layer",
)


def from_coqui(weights: Mapping[str, torch.Tensor]) -> State:
    """Return the model's weights, float32, of a release's or a trainer's file."""
    state: State = {}
    for key, tensor in weights.items():
        name = key.removeprefix("xtts.")  # the trainer holds the model as its member `xtts`
        if not name.startswith(_KEPT) or name.startswith(_COPIES) or name.endswith(_COUNTERS):
            continue
        for old, new in _WEIGHT_NORM.items():
            if name.endswith(old):
                name = name.removesuffix(old) + new
        state[name] = tensor.float()
    return state


def from_auralis(core: Mapping[str, torch.Tensor], gpt: Mapping[str, torch.Tensor]) -> State:
    """Return the model's weights of the two files; raises CheckpointError if they are of different models."""
    for key in ("final_norm.weight", "final_norm.bias"):
        if key in core and key in gpt and not torch.equal(core[key], gpt[key]):
            raise CheckpointError(f"the core and the GPT are of different models: {key} differs")
    state = {_core_name(key): tensor for key, tensor in core.items()}
    return from_coqui(state | {_gpt_name(key): tensor for key, tensor in gpt.items()})


def coqui_config(core: Mapping[str, Any], gpt: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Auralis's two config.json say as a Coqui one; on the GPT's sizes its own has the word."""
    sizes = {**core.get("gpt_config", {}), **gpt}
    arguments = {ours: sizes[theirs] for ours, theirs in _GPT_ARGUMENTS.items() if theirs in sizes}
    arguments |= {key: core[key] for key in _CORE_ARGUMENTS if key in core}
    document: dict[str, Any] = {"model_args": arguments}
    if core.get("languages"):
        document["languages"] = core["languages"]
    return document


def _core_name(key: str) -> str:
    return key if key.startswith(("mel_stats", "hifigan_decoder.")) else f"gpt.{key}"


def _gpt_name(key: str) -> str:
    return _AURALIS_GPT.get(key, f"gpt.{key}")
