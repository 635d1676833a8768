"""Stages go on where they were interrupted, and learn."""

from pathlib import Path

import numpy as np
import torch

from training import stage_state
from training.codes import nearest
from training.curves import Curves
from training.discriminators import Discriminators, discriminator_loss, generator_losses
from training.gpt import START_CODE, STOP_CODE, Gpt, GptSizes
from training.spectral_loss import SpectralLoss
from training.supervision import Batch, Supervision, pitch_bins, total

SIZES = GptSizes(layers=2, width=64, heads=2, text_tokens=20)


def test_the_gpt_learns_a_batch_by_heart() -> None:
    torch.manual_seed(0)
    gpt, heads = Gpt(SIZES), Supervision(SIZES)
    codes = torch.randint(1024, (2, 6))
    targets = torch.cat([codes, torch.full((2, 1), STOP_CODE)], dim=1)
    batch = Batch(
        reference=torch.randn(2, 80, 30),
        features=torch.randn(2, 6),
        ids=torch.tensor([[2, 5, 6, 0], [2, 7, 0, 0]]),
        lengths=torch.tensor([4, 3]),
        timing=torch.rand(2, 4, 2),
        inputs=torch.cat([torch.full((2, 1), START_CODE), codes], dim=1),
        targets=targets,
        spoken=torch.tensor([[0, 1, 1, 2, 2, 3, 3], [0, 0, 1, 1, 1, 2, 2]]),
        mel=torch.randn(2, 28, 80),
        pitch=torch.randint(48, (2, 28)),
        hertz=torch.full((2, 28), 150.0),
    )
    optimizer = torch.optim.Adam([*gpt.parameters(), *heads.parameters()], 3e-3)
    before, _ = heads.losses(gpt, batch)
    for _ in range(60):
        losses, logits = heads.losses(gpt, batch)
        optimizer.zero_grad()
        total(losses).backward()
        optimizer.step()
    assert (logits.argmax(dim=2) == targets).all()
    assert losses["guide"] < before["guide"] / 2
    assert losses["mel"] < before["mel"]


def test_padding_of_a_text_changes_nothing() -> None:
    gpt = Gpt(SIZES).eval()
    voice, codes = torch.randn(1, 32, 64), torch.tensor([[START_CODE, 3, 4]])
    with torch.no_grad():
        bare = gpt(voice, torch.tensor([[2, 5, 0]]), torch.tensor([3]), codes)
        padded = gpt(voice, torch.tensor([[2, 5, 0, 9, 9]]), torch.tensor([3]), codes)
    torch.testing.assert_close(bare.latents, padded.latents)


def test_pitch_has_a_class_for_silence() -> None:
    assert pitch_bins(torch.tensor([0.0, 55.0, 110.0, 9000.0])).tolist() == [0, 1, 15, 47]


def test_the_learning_rate_rises_stays_and_falls() -> None:
    rates = [stage_state.learning_rate(step, 1.0, 10, (50, 100)) for step in (0, 9, 40, 75, 100)]
    np.testing.assert_allclose(rates, [0.1, 1, 1, 0.525, 0.05])


def test_curves_forget_what_was_lost(tmp_path: Path) -> None:
    curves = Curves(tmp_path / "curves.csv")
    for step in (10, 20, 30):
        curves.add(step, {"loss": 1 / step})
    Curves(tmp_path / "curves.csv", 20).add(25, {"loss": 0.5, "held_out": 0.6})
    lines = (tmp_path / "curves.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["step", "10.0", "20.0", "25"]
    curves.plot()
    assert (tmp_path / "curves.png").exists()


def test_state_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    assert stage_state.load(tmp_path / "state.pth") is None
    stage_state.save(tmp_path / "state.pth", {"step": 3, "model": {"x": torch.ones(2)}})
    saved = stage_state.load(tmp_path / "state.pth")
    assert saved is not None
    assert saved["step"] == 3
    assert list(tmp_path.iterdir()) == [tmp_path / "state.pth"]


def test_spectral_loss_and_discriminators_tell_sounds_apart() -> None:
    torch.manual_seed(0)
    tone = torch.sin(torch.arange(9216) * 0.1).expand(2, -1)
    loss = SpectralLoss()
    assert loss(tone, tone) < 1e-3 < loss(tone * 0.5, tone) < loss(torch.randn(2, 9216) * 0.3, tone)
    judges = Discriminators()
    real, made = judges(tone), judges(torch.randn(2, 9216))
    discriminator_loss(real, made).backward()
    assert all(parameter.grad is not None for parameter in judges.parameters())
    deceit, matching = generator_losses(real, real)
    assert matching == 0 < deceit


def test_nearest_centre_is_the_nearest() -> None:
    rng = np.random.default_rng(0)
    x, centres = rng.normal(size=(50, 4)).astype(np.float32), rng.normal(size=(9, 4)).astype(np.float32)
    distances = np.square(x[:, None] - centres[None]).sum(axis=2)
    assert nearest(x, centres).tolist() == distances.argmin(axis=1).tolist()


def test_the_vocoders_loss_hears_wrong_pitch() -> None:
    """Of two tones that are equally loud, the one that is closer in pitch is closer."""

    def buzz(hertz: float) -> torch.Tensor:
        times = torch.arange(9216) / 24_000
        return sum((0.05 * torch.sin(2 * torch.pi * n * hertz * times) for n in range(1, 9)), times * 0)[None]

    loss = SpectralLoss()
    same, near, far = (float(loss.harmonics(buzz(hertz), buzz(119))) for hertz in (119, 122, 94))
    assert same < 1e-6
    assert near < far
