"""Lets a GPT of the training speak by itself: sentences in one batch, sampled code by code."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.gpt import START_CODE, STOP_CODE, Gpt, prompt_mask


@dataclass(frozen=True)
class Sampling:
    """How codes are drawn."""

    temperature: float = 0.5
    top_k: int = 50
    most: int = 300  # codes
    seed: int = 0


@torch.no_grad()
def generate(
    gpt: Gpt, voice: Tensor, texts: list[list[int]], sampling: Sampling
) -> list[tuple[Tensor, Tensor]]:
    """Return for each text its codes int64 [n] and their latents float32 [n, d].

    Args:
        gpt: In evaluation mode.
        voice: float32 [B, 32, d], one for each text.
        texts: Token ids from [START] to [STOP].
        sampling: How to draw.
    """
    lengths = torch.tensor([len(text) for text in texts])
    ids = torch.zeros(len(texts), int(lengths.max()), dtype=torch.long)
    for row, text in zip(ids, texts, strict=True):
        row[: len(text)] = torch.tensor(text)
    generator = torch.Generator().manual_seed(sampling.seed)
    prompt = torch.cat([voice, gpt.embed_text(ids)], dim=1)
    mask = prompt_mask(lengths, voice.shape[1], ids.shape[1], prompt.shape[1])
    causal = torch.full((prompt.shape[1], prompt.shape[1]), -torch.inf).triu(1)
    past: list[list[Tensor]] = [[] for _ in gpt.gpt.h]
    _run(gpt, prompt, mask + causal, past)
    codes = torch.full((len(texts), 1), START_CODE)
    latents, ended = [], torch.zeros(len(texts), dtype=torch.bool)
    for place in range(sampling.most):
        mask = torch.nn.functional.pad(mask, (0, 1))
        latent = gpt.finish(_run(gpt, gpt.embed_codes(codes[:, -1:], place), mask, past))[:, 0]
        code = _draw(gpt.mel_head(latent), sampling, generator)
        latents.append(latent)
        codes = torch.cat([codes, code[:, None]], dim=1)
        ended |= code == STOP_CODE
        if ended.all():
            break
    return [_upto_stop(row, x) for row, x in zip(codes[:, 1:], torch.stack(latents, dim=1), strict=True)]


def _run(gpt: Gpt, x: Tensor, mask: Tensor, past: list[list[Tensor]]) -> Tensor:
    for layer, memory in zip(gpt.gpt.h, past, strict=True):
        x, _ = layer(x, mask, memory)
    return x


def _draw(logits: Tensor, sampling: Sampling, generator: torch.Generator) -> Tensor:
    best, codes = (logits / sampling.temperature).topk(sampling.top_k)
    choice = torch.multinomial(best.softmax(dim=1), 1, generator=generator)
    return codes.gather(1, choice)[:, 0].clamp(min=0)


def _upto_stop(codes: Tensor, latents: Tensor) -> tuple[Tensor, Tensor]:
    stops = torch.nonzero(codes == STOP_CODE)
    count = int(stops[0]) if len(stops) else len(codes)
    return codes[:count], latents[:count]
