"""Trains the vocoder: from mels to sound first, later from the GPT's latents (`training.latents`)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.progress import Progress
from torch import Tensor, nn
from torch.optim import Optimizer

from training import stage_state
from training.clips import Clips, ClipSource
from training.curves import Curves
from training.device import best_device, half_precision
from training.discriminators import Discriminators, discriminator_loss, generator_losses
from training.spectral_loss import SpectralLoss
from training.vocoder import LATENT_VOCODER, Vocoder, VocoderSizes

_RATE, _WARM_UP = 1.5e-3, 100
_ADVERSARIAL_RATE = 4e-4
_DECEIT, _MATCHING = 0.25, 0.5
_CLIPS, _JUDGED, _FRAMES = 12, 6, 36
_GREATEST_NORM = 10.0
_LOG_EVERY, _TEST_EVERY, _SAVE_SECONDS = 20, 500, 180.0


@dataclass(frozen=True, eq=False)
class Gradients:
    """What one worker found: gradients of both sides, None while there are no discriminators, and losses."""

    vocoder: tuple[Tensor, ...]
    judges: tuple[Tensor, ...] | None
    values: dict[str, float]


@dataclass(frozen=True, eq=False)
class Start:
    """Weights to begin with, of both sides."""

    vocoder: dict[str, Tensor]
    judges: dict[str, Tensor]


class VocoderTrainer:
    """The state of a run: vocoder, discriminators, average, optimizers, step.

    Args:
        directory: Where the state is kept.
        inputs: Channels of the frames.
        clips: What is trained on.
        held_out: What is tested on.
        adversarial_from: The step from which the discriminators take part.
        start: What to begin with, if there is no state yet.
        sizes: Of the vocoder.
        seed: Of everything that is drawn.
        workers: Threads that a step's clips are divided among: two take half the time of one, where threads
            within torch's operators gain little.
    """

    def __init__(
        self,
        directory: Path,
        inputs: int,
        clips: ClipSource,
        held_out: ClipSource,
        adversarial_from: int,
        start: Start | None = None,
        sizes: VocoderSizes = LATENT_VOCODER,
        seed: int = 0,
        workers: int = 1,
    ) -> None:
        torch.manual_seed(seed)
        self._directory, self._clips, self._held_out = directory, clips, held_out
        self._adversarial_from, self._seed = adversarial_from, seed
        self._workers, self._pool = workers, ThreadPoolExecutor(workers)
        self._device = best_device()
        self.vocoder, self._inputs = Vocoder(inputs, sizes).to(self._device), inputs
        self._judges = Discriminators().to(self._device)
        if start is not None:
            self.vocoder.load_state_dict(start.vocoder)
            self._judges.load_state_dict(start.judges)
        self._spectral = SpectralLoss().to(self._device)
        self._average = stage_state.Average(self.vocoder)
        self._optimizer = torch.optim.AdamW(self.vocoder.parameters(), _RATE, betas=(0.8, 0.99))
        self._judges_optimizer = torch.optim.AdamW(self._judges.parameters(), _RATE, betas=(0.8, 0.99))
        self.step, self._saved = 0, time.monotonic()
        self._resume()
        self._curves = Curves(directory / "curves.csv", self.step)

    def _resume(self) -> None:
        saved = stage_state.load(self._directory / "state.pth")
        if saved is not None:
            self.vocoder.load_state_dict(saved["model"])
            self._judges.load_state_dict(saved["judges"])
            self._average.load(saved["average"])
            self._optimizer.load_state_dict(saved["optimizer"])
            self._judges_optimizer.load_state_dict(saved["judges_optimizer"])
            self.step = saved["step"]

    def run(self, steps: int, fall: tuple[int, int] | None = None) -> None:
        """Train up to `steps`; between the steps of `fall` the learning rate goes down."""
        started, logged = time.monotonic(), self.step
        with Progress() as progress:
            bar = progress.add_task(self._directory.name, total=steps, completed=self.step)
            while self.step < steps:
                values = self._advance(fall)
                progress.update(bar, completed=self.step)
                if self.step % _LOG_EVERY == 0:
                    values["seconds"] = (time.monotonic() - started) / (self.step - logged)
                    self._curves.add(self.step, values)
                    started, logged = time.monotonic(), self.step
                if self.step % _TEST_EVERY == 0 or self.step == steps:
                    self._curves.add(self.step, {"held_out": self.test()})
                    self._curves.plot()
                if time.monotonic() - self._saved > _SAVE_SECONDS or self.step == steps:
                    self._save()

    def _save(self) -> None:
        content = {
            "model": self.vocoder.state_dict(),
            "judges": self._judges.state_dict(),
            "average": self._average.state,
            "optimizer": self._optimizer.state_dict(),
            "judges_optimizer": self._judges_optimizer.state_dict(),
            "step": self.step,
        }
        stage_state.save(self._directory / "state.pth", content)
        self._saved = time.monotonic()

    def _advance(self, fall: tuple[int, int] | None) -> dict[str, float]:
        adversarial = self.step >= self._adversarial_from
        peak = _ADVERSARIAL_RATE if adversarial else _RATE
        rate = stage_state.learning_rate(self.step, peak, _WARM_UP, fall)
        for group in self._optimizer.param_groups + self._judges_optimizer.param_groups:
            group["lr"] = rate
        found = list(self._pool.map(self._learn, range(self._workers)))
        if adversarial:
            take_step(self._judges_optimizer, self._judges, [part.judges for part in found])
        take_step(self._optimizer, self.vocoder, [part.vocoder for part in found])
        self.step += 1
        self._average.update(self.vocoder, self.step)
        return {key: float(np.mean([part.values[key] for part in found])) for key in found[0].values}

    def _learn(self, worker: int) -> Gradients:
        """Return what one of the workers makes of its share of a step's clips."""
        rng = np.random.default_rng([self._seed, self.step, worker])
        clips = self._clips.draw(rng, _CLIPS // self._workers, _FRAMES).to(self._device)
        with half_precision(self._device):
            made = self.vocoder(clips.frames, clips.embedding, clips.pulse)
        loss = self._spectral(made, clips.audio)
        values, judges = {"spectral": loss.item()}, None
        if self.step >= self._adversarial_from:
            count = _JUDGED // self._workers
            judged, real = made[:count], clips.audio[:count]
            verdict = discriminator_loss(self._judges(real), self._judges(judged.detach()))
            judges = torch.autograd.grad(verdict, _trained(self._judges))
            with torch.no_grad():
                wanted = self._judges(real)
            deceit, matching = generator_losses(wanted, self._judges(judged))
            values |= {"judges": verdict.item(), "deceit": deceit.item(), "matching": matching.item()}
            loss = loss + _DECEIT * deceit + _MATCHING * matching
        return Gradients(torch.autograd.grad(loss, _trained(self.vocoder)), judges, values)

    def test(self) -> float:
        """Return the spectral distance of the averaged vocoder on what it was not trained on."""
        vocoder = Vocoder(self._inputs, self.vocoder.sizes).to(self._device)
        vocoder.load_state_dict(self._average.state)
        clips: Clips = self._held_out.draw(np.random.default_rng(3), 24, 64).to(self._device)
        with torch.no_grad():
            return float(self._spectral(vocoder(clips.frames, clips.embedding, clips.pulse), clips.audio))


def _trained(module: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in module.parameters() if parameter.requires_grad]


def take_step(
    optimizer: Optimizer, module: nn.Module, gradients: Sequence[tuple[Tensor, ...] | None]
) -> None:
    """Take a step with the mean of the workers' gradients, unless it is not finite."""
    trained = _trained(module)
    for parameter, *parts in zip(trained, *filter(None, gradients), strict=True):
        parameter.grad = torch.stack(parts).mean(dim=0)
    if torch.isfinite(nn.utils.clip_grad_norm_(trained, _GREATEST_NORM)):
        optimizer.step()


def load_average(directory: Path, inputs: int, sizes: VocoderSizes = LATENT_VOCODER) -> Vocoder:
    """Return the averaged vocoder; raises FileNotFoundError before the stage has run."""
    vocoder = Vocoder(inputs, sizes)
    vocoder.load_state_dict(_saved(directory)["average"])
    return vocoder.eval()


def load_judges(directory: Path) -> dict[str, Tensor]:
    """Return the weights of a stage's discriminators; raises as `load_average`."""
    judges: dict[str, Tensor] = _saved(directory)["judges"]
    return judges


def _saved(directory: Path) -> dict[str, Any]:
    saved = stage_state.load(directory / "state.pth")
    if saved is None:
        raise FileNotFoundError(f"no vocoder in {directory.name} yet: run that stage first")
    return saved
