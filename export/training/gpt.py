"""The GPT in a form that can be trained, its weights under a checkpoint's names (`gpt.` left off)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import dropout

from training.codes import CODES
from training.style_encoder import ConditioningEncoder, Perceiver

START_CODE, STOP_CODE, AUDIO_TOKENS = CODES, CODES + 1, CODES + 2
MAX_TEXT_IDS, MAX_CODES = 402, 605
CODES_PER_TOKEN = 1.55
"""Codes that a text token takes on average; the positions start out knowing it."""


@dataclass(frozen=True)
class GptSizes:
    """How large a GPT is; the defaults are those of `mini`."""

    layers: int = 5
    width: int = 256
    heads: int = 4
    text_tokens: int = 128
    dropout: float = 0.0


class Projection(nn.Module):
    """A linear layer stored as GPT-2 stores it, [inputs, outputs]."""

    def __init__(self, inputs: int, outputs: int, deviation: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * deviation)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x.flatten(0, 1), self.weight).unflatten(0, x.shape[:2])


class Attention(nn.Module):
    """Causal self-attention.  Written out: the fused one is five times slower with a bf16 mask on a CPU."""

    def __init__(self, sizes: GptSizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.c_attn = Projection(sizes.width, 3 * sizes.width, sizes.width**-0.5)
        self.c_proj = Projection(sizes.width, sizes.width, (sizes.width * 2 * sizes.layers) ** -0.5)

    def forward(self, x: Tensor, mask: Tensor, past: list[Tensor] | None) -> tuple[Tensor, Tensor]:
        """Return the mixed values and the attention [B, heads, queries, keys].

        `mask` is added to the scores.  `past` holds keys and values of earlier calls and takes those of this.
        """
        query, key, value = (
            part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in self.c_attn(x).chunk(3, dim=2)
        )
        if past is not None:
            if past:
                key, value = torch.cat([past[0], key], dim=2), torch.cat([past[1], value], dim=2)
            past[:] = [key, value]
        scores = torch.matmul(query, key.transpose(2, 3)) * query.shape[3] ** -0.5
        weights = (scores + mask.to(scores.dtype)).softmax(dim=3)
        mixed = torch.matmul(weights.to(value.dtype), value).transpose(1, 2).flatten(2)
        return self.c_proj(mixed), weights


class FeedForward(nn.Module):
    """GPT-2's, four times as wide inside."""

    def __init__(self, sizes: GptSizes) -> None:
        super().__init__()
        inner = 4 * sizes.width
        self.c_fc = Projection(sizes.width, inner, sizes.width**-0.5)
        self.c_proj = Projection(inner, sizes.width, (inner * 2 * sizes.layers) ** -0.5)

    def forward(self, x: Tensor) -> Tensor:
        return self.c_proj(nn.functional.gelu(self.c_fc(x), approximate="tanh"))


class Layer(nn.Module):
    """A block of GPT-2."""

    def __init__(self, sizes: GptSizes) -> None:
        super().__init__()
        self.rate = sizes.dropout
        self.ln_1 = nn.LayerNorm(sizes.width)
        self.attn = Attention(sizes)
        self.ln_2 = nn.LayerNorm(sizes.width)
        self.mlp = FeedForward(sizes)

    def forward(self, x: Tensor, mask: Tensor, past: list[Tensor] | None = None) -> tuple[Tensor, Tensor]:
        mixed, weights = self.attn(self.ln_1(x), mask, past)
        x = x + dropout(mixed, self.rate, self.training)
        return x + dropout(self.mlp(self.ln_2(x)), self.rate, self.training), weights


class Positions(nn.Module):
    """A table of trained positions."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.emb = nn.Embedding.from_pretrained(table, freeze=False)


@dataclass(frozen=True, eq=False)
class Output:
    """Of the whole sequence: what the text's and the codes' places hold, and the attention of some heads."""

    text: Tensor  # [B, Lt, d]
    latents: Tensor  # [B, K, d]; place k is the latent of code k
    attention: list[Tensor]  # per layer [B, K, 32 + Lt + K], of the first head


class Gpt(nn.Module):
    """Voice, text and codes to latents and the next codes."""

    def __init__(self, sizes: GptSizes) -> None:
        super().__init__()
        width = sizes.width
        self.sizes = sizes
        self.conditioning_encoder = ConditioningEncoder(width, sizes.heads)
        self.conditioning_perceiver = Perceiver(width)
        self.text_embedding = nn.Embedding(sizes.text_tokens, width)
        self.mel_embedding = nn.Embedding(AUDIO_TOKENS, width)
        nn.init.normal_(self.text_embedding.weight, std=0.5)
        nn.init.normal_(self.mel_embedding.weight, std=0.5)
        text_times = torch.arange(MAX_TEXT_IDS + 2) * CODES_PER_TOKEN
        self.text_pos_embedding = Positions(_sinusoids(text_times, width))
        self.mel_pos_embedding = Positions(_with_phase(_sinusoids(torch.arange(MAX_CODES + 3) * 1.0, width)))
        self.gpt = nn.Module()
        self.gpt.h = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.gpt.ln_f = nn.LayerNorm(width)
        self.final_norm = nn.LayerNorm(width)
        self.text_head = nn.Linear(width, sizes.text_tokens)
        self.mel_head = nn.Linear(width, AUDIO_TOKENS)

    def condition(self, mel: Tensor) -> Tensor:
        """Return the voice's latents [B, 32, d] of normalised mels [B, 80, frames]."""
        return self.conditioning_perceiver(self.conditioning_encoder(mel))

    def embed_text(self, ids: Tensor) -> Tensor:
        return self.text_embedding(ids) + self.text_pos_embedding.emb.weight[: ids.shape[1]]

    def embed_codes(self, codes: Tensor, first: int = 0) -> Tensor:
        positions = self.mel_pos_embedding.emb.weight[first : first + codes.shape[1]]
        return self.mel_embedding(codes) + positions

    def forward(self, voice: Tensor, ids: Tensor, lengths: Tensor, codes: Tensor) -> Output:
        """Run whole sequences.

        Args:
            voice: [B, 32, d].
            ids: int64 [B, Lt], [START] to [STOP], padded on the right.
            lengths: int64 [B], of the ids without the padding.
            codes: int64 [B, K], from the start code on.
        """
        x = torch.cat([voice, self.embed_text(ids), self.embed_codes(codes)], dim=1)
        mask = prompt_mask(lengths, voice.shape[1], ids.shape[1], x.shape[1])
        causal = torch.full((x.shape[1], x.shape[1]), -torch.inf, device=x.device).triu(1)
        mask = mask + causal
        prompt = voice.shape[1] + ids.shape[1]
        attention = []
        x = dropout(x, self.sizes.dropout, self.training)
        for layer in self.gpt.h:
            x, weights = layer(x, mask)
            attention.append(weights[:, 0, prompt:])
        x = self.finish(x)
        return Output(x[:, voice.shape[1] : prompt], x[:, prompt:], attention)

    def finish(self, x: Tensor) -> Tensor:
        return self.final_norm(self.gpt.ln_f(x))


def prompt_mask(lengths: Tensor, voice: int, text: int, total: int) -> Tensor:
    """Return what hides the padding of texts from all queries, float32 [B, 1, 1, total]."""
    hidden = torch.arange(text, device=lengths.device) >= lengths[:, None]
    mask = torch.zeros(len(lengths), 1, 1, total, device=lengths.device)
    mask[:, 0, 0, voice : voice + text].masked_fill_(hidden, -1e4)
    return mask


def _sinusoids(times: Tensor, width: int) -> Tensor:
    """Return waves of the times, in codes, of periods from 6 to 1,500 codes; [len(times), width]."""
    periods = torch.exp(torch.linspace(math.log(6), math.log(1500), width // 2))
    angles = times[:, None] * (2 * math.pi / periods)
    return torch.cat([angles.sin(), angles.cos()], dim=1) * 0.5


def _with_phase(table: Tensor) -> Tensor:
    """Return positions that tell odd from even, and so, interpolated, where between two codes one is."""
    places = torch.arange(len(table))
    for channel, angle in enumerate((0.0, math.pi / 2), start=table.shape[1] // 4):
        table[:, channel] = torch.cos(places * math.pi / 2 + angle)
    table[:, table.shape[1] // 4 + 2] = torch.cos(places * math.pi)
    return table
