"""What the GPT is taught beside its next code; none of it is in the finished checkpoint.

The heads look at the latents stretched to frames, as the vocoder will, so that the latents come to hold the
sound itself.  One of them is a mere filter: what it does, the first layer of a vocoder can take over exactly
(`training.latents`).  The others are told who speaks.  The sound of code k is asked of latent k + 1, the
first that knows code k.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu, interpolate, smooth_l1_loss

from auralis_xtts.nets.source import cue_reader, written_clock, written_pitch
from training.gpt import STOP_CODE, Gpt, GptSizes
from training.mel import CODE_FRAMES, STYLE_MELS
from training.speakers import FEATURES
from training.vocoder import stretch_latents, stretch_mels

DELAY = 1
"""Codes by which the sound comes after its code."""

PITCH_BINS = 48
_LOWEST_HZ, _BINS_PER_OCTAVE = 55.0, 14.0

FILTER = 5
"""Taps of the filter from latents to mels, in vocoder frames."""

_GUIDED = (1, 2, 3)
WEIGHTS = {
    "code": 1.0,
    "mel": 1.0,
    "sound": 1.0,
    "clock": 1.0,
    "hertz": 2.0,
    "pitch": 0.25,
    "guide": 0.3,
    "timing": 0.1,
    "voice": 0.3,
    "text": 0.01,
}


@dataclass(frozen=True, eq=False)
class Batch:
    """B sentences, each in one voice, padded on the right."""

    reference: Tensor  # float32 [B, 80, R], normalised mels of another utterance of the speaker
    features: Tensor  # float32 [B, FEATURES], of the speaker
    ids: Tensor  # int64 [B, Lt]
    lengths: Tensor  # int64 [B]
    timing: Tensor  # float32 [B, Lt, 2], start in hundreds of codes and log codes of each text token
    inputs: Tensor  # int64 [B, K], from the start code on
    targets: Tensor  # int64 [B, K], to the stop code; -100 is padding
    spoken: Tensor  # int64 [B, K], the text token that is spoken at each code
    mel: Tensor  # float32 [B, 4 K, 80], of the voice, delayed
    pitch: Tensor  # int64 [B, 4 K], bins; -100 is padding
    hertz: Tensor  # float32 [B, 4 K], the same in Hz, and what is unvoiced filled from both sides

    def to(self, device: torch.device) -> Batch:
        return Batch(**{entry.name: getattr(self, entry.name).to(device) for entry in fields(self)})


def pitch_bins(hertz: Tensor) -> Tensor:
    """Return the classes of frequencies: 0 is unvoiced, the others a fourteenth of an octave each."""
    bins = torch.log2(hertz.clamp(min=_LOWEST_HZ) / _LOWEST_HZ) * _BINS_PER_OCTAVE
    return torch.where(hertz > 0, 1 + bins.long().clamp(0, PITCH_BINS - 2), 0)


class Supervision(nn.Module):
    """The heads, and all losses of a batch."""

    def __init__(self, sizes: GptSizes) -> None:
        super().__init__()
        width = sizes.width
        self.film = nn.Sequential(nn.Linear(FEATURES, width), nn.GELU(), nn.Linear(width, 2 * width))
        self.enter = nn.Linear(width, width)
        self.middle = nn.Linear(width, width)
        self.mel = nn.Linear(width, STYLE_MELS)
        self.sound = nn.Conv1d(width, STYLE_MELS, FILTER, padding=FILTER // 2)
        self.cues = cue_reader(width)
        self.pitch = nn.Linear(width, PITCH_BINS)
        self.timing = nn.Linear(width, 2)
        self.voice = nn.Linear(width, FEATURES)

    def frames(self, latents: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """Return mels [B, 4 K, 80] and pitch logits [B, 4 K, PITCH_BINS] of latents [B, K, d]."""
        stretched = interpolate(latents.transpose(1, 2), scale_factor=float(CODE_FRAMES), mode="linear")
        gain, shift = self.film(features).unsqueeze(1).chunk(2, dim=2)
        x = gelu(self.enter(stretched.transpose(1, 2)) * (1 + 0.3 * gain) + shift)
        x = x + gelu(self.middle(x))
        return self.mel(x), self.pitch(x)

    def losses(self, gpt: Gpt, batch: Batch, codes: Tensor | None = None) -> tuple[dict[str, Tensor], Tensor]:
        """Return each loss, unweighted, and the logits [B, K, codes]; `codes` replaces the batch's inputs."""
        voice = gpt.condition(batch.reference)
        out = gpt(voice, batch.ids, batch.lengths, batch.inputs if codes is None else codes)
        logits = gpt.mel_head(out.latents)
        real = batch.targets != -100
        sounding = (real & (batch.targets != STOP_CODE)).repeat_interleave(CODE_FRAMES, dim=1)
        mel, pitch = self.frames(out.latents, batch.features)
        stretched = stretch_latents(out.latents.transpose(1, 2))
        sound, cues = self.sound(stretched), self.cues(stretched).float()
        wanted = stretch_mels(batch.mel.transpose(1, 2))
        heard = stretch_mels(sounding.float().unsqueeze(1)).squeeze(1) == 1
        written = torch.arange(batch.ids.shape[1], device=batch.ids.device) < batch.lengths[:, None]
        text = torch.where(written, batch.ids, -100)[:, 1:]
        losses = {
            "code": cross_entropy(logits.flatten(0, 1).float(), batch.targets.flatten(), ignore_index=-100),
            "mel": (mel.float() - batch.mel).abs()[sounding].mean(),
            "sound": (sound.float() - wanted).abs().mean(dim=1)[heard].mean(),
            **_cue_losses(cues, batch.hertz, heard),
            "pitch": cross_entropy(pitch.flatten(0, 1).float(), batch.pitch.flatten(), ignore_index=-100),
            "guide": _guide(out.attention, voice.shape[1] + batch.spoken, real),
            "timing": smooth_l1_loss(self.timing(out.text).float()[written], batch.timing[written]),
            "voice": smooth_l1_loss(self.voice(voice.mean(dim=1)).float(), batch.features, beta=0.2),
            "text": cross_entropy(
                gpt.text_head(out.text)[:, :-1].flatten(0, 1).float(), text.flatten(), ignore_index=-100
            ),
        }
        return losses, logits


def total(losses: dict[str, Tensor]) -> Tensor:
    return torch.stack([losses[name] * weight for name, weight in WEIGHTS.items()]).sum()


def _cue_losses(cues: Tensor, hertz: Tensor, heard: Tensor) -> dict[str, Tensor]:
    pitch = stretch_mels(written_pitch(hertz).unsqueeze(1))
    places = torch.arange(hertz.shape[1] // CODE_FRAMES, device=hertz.device)
    clock = stretch_latents(written_clock(places).unsqueeze(0))
    return {
        "clock": (cues[:, 1:] - clock).square().sum(dim=1)[heard].mean(),
        "hertz": (cues[:, :1] - pitch).abs().squeeze(1)[heard].mean(),
    }


def _guide(attention: list[Tensor], places: Tensor, real: Tensor) -> Tensor:
    """Return how far one head of some layers is from looking at the text token that is being spoken."""
    parts = []
    for layer in _GUIDED:
        if layer < len(attention):
            seen = attention[layer].gather(2, places.unsqueeze(2)).squeeze(2)
            parts.append(-(seen.float() + 1e-4).log()[real].mean())
    return torch.stack(parts).mean() if parts else places.new_zeros((), dtype=torch.float)
