"""From the mel vocoder to the one that reads the GPT's latents, as XTTS is wired.

The latents of all sentences with sound are written once, then the vocoder's first layer is fitted to them by
least squares, so that the training begins with a vocoder that almost works.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import Tensor

from training.alphabet import Alphabet
from training.batches import Batches, Item
from training.clips import scaled_mels
from training.codes import Codebook
from training.dataset import Shard, utterances_by_speaker
from training.gpt import Gpt
from training.mel import CODE_FRAMES, STYLE_MELS
from training.supervision import DELAY
from training.vocoder import Vocoder, stretch_latents, stretch_mels

Array = NDArray[np.float16]

_BATCH = 16
_RIDGE = 1e-2


def write_latents(
    directory: Path, gpt: Gpt, shards: list[Shard], codebook: Codebook, alphabet: Alphabet
) -> None:
    """Write the latents of the shards' utterances where missing, each with a reference of its speaker.

    `00008.npy` is float16 [all latents, d]; `00008-lengths.npy` int64 [utterances].
    """
    directory.mkdir(parents=True, exist_ok=True)
    batches = Batches(shards, codebook, alphabet)
    utterances = utterances_by_speaker(shards)
    for shard in track([x for x in shards if x.has_audio], description="latents"):
        path = directory / f"{shard.number:05}.npy"
        if path.exists():
            continue
        rng = np.random.default_rng([11, shard.number])
        items = []
        for row, voice in np.ndindex(shard.speakers.shape):
            same = utterances[int(shard.speakers[row, voice])]
            items.append(Item(shard, row, voice, same[int(rng.integers(len(same)))]))
        parts = _latents(gpt, batches, items, rng)
        np.save(directory / f"{shard.number:05}-lengths.npy", np.array([len(x) for x in parts]))
        partial = path.with_suffix(".part.npy")
        np.save(partial, np.concatenate(parts))
        partial.replace(path)


def _latents(gpt: Gpt, batches: Batches, items: list[Item], rng: np.random.Generator) -> list[Array]:
    found: dict[int, Array] = {}
    order = sorted(range(len(items)), key=lambda i: items[i].shard.lengths[items[i].row])
    for first in range(0, len(order), _BATCH):
        chosen = order[first : first + _BATCH]
        batch = batches.collate([items[i] for i in chosen], rng)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            out = gpt(gpt.condition(batch.reference), batch.ids, batch.lengths, batch.inputs)
        counts = (batch.targets != -100).sum(dim=1) - 1  # the stop code has no latent
        for i, latents, count in zip(chosen, out.latents, counts.tolist(), strict=True):
            found[i] = latents[:count].float().numpy().astype(np.float16)
    return [found[i] for i in range(len(items))]


def fit_first_layer(
    vocoder: Vocoder,
    directory: Path,
    shards: list[Shard],
    codebook: Codebook,
    width: int,
    sentences: int = 300,
) -> tuple[dict[str, Tensor], float]:
    """Return weights of a vocoder on latents whose first layer does as `vocoder`'s on mels, and the R2.

    Solves for the kernel by ridge regression over all places of a sample of utterances.
    """
    kernel = vocoder.conv_pre.kernel_size[0]
    size = width * kernel + 1
    gram, moment = (
        torch.zeros(size, size, dtype=torch.float64),
        torch.zeros(size, vocoder.conv_pre.out_channels, dtype=torch.float64),
    )
    power = torch.zeros((), dtype=torch.float64)
    for x, y in _pairs(vocoder, directory, shards, codebook, sentences):
        gram += x.T @ x
        moment += x.T @ y
        power += (y - y.mean(dim=0)).square().sum()
    solution = torch.linalg.solve(gram + _RIDGE * torch.eye(size) * gram.diagonal().mean(), moment)
    rest = power * 0
    for x, y in _pairs(vocoder, directory, shards, codebook, sentences // 10):
        rest += (y - x @ solution).square().sum() * 10
    state = dict(vocoder.state_dict())
    state["conv_pre.weight"] = solution[:-1].T.reshape(-1, width, kernel).float().contiguous()
    state["conv_pre.bias"] = solution[-1].float()
    return state, float(1 - rest / power)


def _pairs(
    vocoder: Vocoder, directory: Path, shards: list[Shard], codebook: Codebook, sentences: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield latents with their neighbours [F, d * kernel + 1], and the first layer on mels [F, channels]."""
    half = vocoder.conv_pre.padding[0]
    for shard in [x for x in shards if x.has_audio]:
        rows = np.load(directory / f"{shard.number:05}.npy", mmap_mode="r")
        ends = np.cumsum([0, *np.load(directory / f"{shard.number:05}-lengths.npy")])
        for index in range(0, len(ends) - 1, 3):
            row, voice = divmod(index, shard.speakers.shape[1])
            latents = torch.from_numpy(rows[ends[index] : ends[index + 1]].astype(np.float32))
            mel = shard.array("mels", row).reshape(shard.speakers.shape[1], -1, STYLE_MELS)[voice]
            scaled = scaled_mels(mel, codebook)
            late = torch.cat([scaled[:1].expand(CODE_FRAMES * DELAY, -1), scaled])
            late = late[: CODE_FRAMES * len(latents)]
            with torch.no_grad():
                wanted = vocoder.conv_pre(stretch_mels(late.T.unsqueeze(0)))[0].T
            frames = torch.nn.functional.pad(stretch_latents(latents.T.unsqueeze(0)), (half, half))
            windows = frames[0].unfold(1, 2 * half + 1, 1).permute(1, 0, 2).flatten(1)
            count = min(len(windows), len(wanted))
            ones = torch.ones(count, 1)
            yield torch.cat([windows[:count], ones], dim=1).double(), wanted[:count].double()
            sentences -= 1
            if sentences == 0:
                return
