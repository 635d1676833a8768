"""From the mel vocoder to the one that reads the GPT's latents, as XTTS is wired.

The latents of all sentences with sound are written once.  The vocoder's first layer takes over the filter
that the GPT was taught with, so that the training begins with a vocoder that works.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import Tensor

from training.alphabet import Alphabet
from training.batches import Batches, Item
from training.clips import MEL_GAIN, MEL_SHIFT
from training.codes import Codebook
from training.dataset import Shard, utterances_by_speaker
from training.device import best_device, half_precision
from training.gpt import Gpt
from training.supervision import FILTER, Supervision
from training.vocoder import Vocoder

Array = NDArray[np.float16]

_BATCH = 16


def write_latents(
    directory: Path, gpt: Gpt, shards: list[Shard], codebook: Codebook, alphabet: Alphabet
) -> None:
    """Write the latents of the shards' utterances where missing, each with a reference of its speaker.

    `00008.npy` is float16 [all latents, d]; `00008-lengths.npy` int64 [utterances].
    """
    directory.mkdir(parents=True, exist_ok=True)
    batches = Batches(shards, codebook, alphabet)
    utterances = utterances_by_speaker(shards)
    gpt = gpt.to(best_device())
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
        device = best_device()
        batch = batches.collate([items[i] for i in chosen], rng).to(device)
        with torch.no_grad(), half_precision(device):
            out = gpt(gpt.condition(batch.reference), batch.ids, batch.lengths, batch.inputs)
        counts = (batch.targets != -100).sum(dim=1) - 1  # the stop code has no latent
        for i, latents, count in zip(chosen, out.latents, counts.tolist(), strict=True):
            found[i] = latents[:count].float().cpu().numpy().astype(np.float16)
    return [found[i] for i in range(len(items))]


def on_latents(vocoder: Vocoder, heads: Supervision, deviation: Tensor) -> Vocoder:
    """Return the vocoder on latents that does what `vocoder` does on the mels which `heads` filter from them.

    Two filters, one behind the other, are one: its taps are the convolution of theirs.

    Args:
        vocoder: On mels in the units of `training.clips.scale_mels`.
        heads: Their `sound` makes log mels of latents.
        deviation: float32 [80], of the log mels.
    """
    entry, sound = vocoder.conv_pre, heads.sound
    scaled = entry.weight * (MEL_GAIN / deviation)[:, None]
    taps = torch.zeros(entry.out_channels, sound.in_channels, entry.kernel_size[0] + FILTER - 1)
    for tap in range(entry.kernel_size[0]):
        taps[:, :, tap : tap + FILTER] += torch.einsum("om,mif->oif", scaled[:, :, tap], sound.weight)
    level = sound.bias * MEL_GAIN / deviation + MEL_GAIN * MEL_SHIFT
    made = Vocoder(sound.in_channels, replace(vocoder.sizes, entry=taps.shape[2], reads_cues=True))
    made.load_state_dict(
        {
            **vocoder.state_dict(),
            **{f"cues.{key}": value for key, value in heads.cues.state_dict().items()},
            "conv_pre.weight": taps.detach(),
            "conv_pre.bias": (entry.bias + entry.weight.sum(dim=2) @ level).detach(),
        }
    )
    return made.eval()
