"""On another device than the CPU: every tensor of a step is there, none is left behind.

The device is torch's `meta`, which computes nothing but refuses, as a GPU does, what lies elsewhere.
"""

import pytest
import torch
from torch.fx.experimental import _config

from training.clips import Clips
from training.discriminators import Discriminators, discriminator_loss, generator_losses
from training.gpt import Gpt, GptSizes
from training.speaker_stage import SpeakerTask
from training.spectral_loss import SpectralLoss
from training.supervision import Batch, Supervision, total
from training.vocoder import HOP, Vocoder, VocoderSizes

ELSEWHERE = torch.device("meta")
SIZES = GptSizes(layers=2, width=64, heads=2, text_tokens=20)


def all_there(module: torch.nn.Module) -> None:
    for parameter in module.parameters():
        assert parameter.device.type == "meta"
        assert parameter.grad is None or parameter.grad.device.type == "meta"


def test_the_gpt_and_its_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_config, "meta_nonzero_assume_all_nonzero", True)  # what a mask lets through
    gpt, heads = Gpt(SIZES).to(ELSEWHERE), Supervision(SIZES).to(ELSEWHERE)
    batch = Batch(
        reference=torch.randn(2, 80, 90),
        features=torch.randn(2, 6),
        ids=torch.zeros(2, 7, dtype=torch.long),
        lengths=torch.tensor([7, 5]),
        timing=torch.randn(2, 7, 2),
        inputs=torch.zeros(2, 9, dtype=torch.long),
        targets=torch.zeros(2, 9, dtype=torch.long),
        spoken=torch.zeros(2, 9, dtype=torch.long),
        mel=torch.randn(2, 36, 80),
        pitch=torch.zeros(2, 36, dtype=torch.long),
        hertz=torch.full((2, 36), 150.0),
    ).to(ELSEWHERE)
    losses, logits = heads.losses(gpt, batch)
    total(losses).backward()
    assert {x.device.type for x in (*losses.values(), logits)} == {"meta"}
    all_there(gpt)
    all_there(heads)


def test_the_vocoder_and_its_judges() -> None:
    vocoder, judges = (
        Vocoder(80, VocoderSizes(channels=32, reads_cues=False)).to(ELSEWHERE),
        Discriminators().to(ELSEWHERE),
    )
    frames, pulse = torch.randn(2, 80, 16), torch.randn(2, 3, 16)
    clips = Clips(frames, torch.randn(2, 512), pulse, torch.randn(2, 16 * HOP)).to(ELSEWHERE)
    made = vocoder(clips.frames, clips.embedding, clips.pulse)
    spectral = SpectralLoss().to(ELSEWHERE)(made, clips.audio)
    deceit, matching = generator_losses(judges(clips.audio), judges(made))
    (spectral + deceit + matching + discriminator_loss(judges(clips.audio), judges(made))).backward()
    all_there(vocoder)
    all_there(judges)


def test_the_speaker_encoder() -> None:
    task = SpeakerTask().to(ELSEWHERE)
    numbers = torch.zeros(3, dtype=torch.long)
    losses = task(
        torch.randn(3, 64, 90).to(ELSEWHERE), torch.randn(3, 6).to(ELSEWHERE), numbers.to(ELSEWHERE)
    )
    sum(losses, torch.zeros((), device=ELSEWHERE)).backward()
    all_there(task)
