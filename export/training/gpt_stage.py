"""Trains the GPT."""

from __future__ import annotations

import time

import numpy as np
import torch
from rich.progress import Progress
from torch import Tensor, nn

from training import stage_state
from training.alphabet import Alphabet
from training.batches import Batches
from training.codes import CODES, Codebook
from training.curves import Curves
from training.dataset import Corpus
from training.device import best_device, half_precision
from training.gpt import Gpt, GptSizes
from training.optimizers import Optimizers
from training.supervision import Batch, Supervision, total
from training.teacher import Teacher
from training.workspace import Workspace

_WARM_UP = 100
_LOG_EVERY, _TEST_EVERY, _REFRESH_EVERY, _KEEP_EVERY = 10, 250, 250, 1000
_SAVE_SECONDS = 180.0
_NEAR_NOISE, _FAR_NOISE = 0.10, 0.05
_OWN_SHARE, _OWN_RATE, _OWN_FROM = 0.25, 0.25, 1500


class GptTrainer:
    """The state of the stage: model, supervision, their average, optimizer, step.

    Args:
        workspace: Where the data are and the state is kept.
        seed: Of everything that is drawn.
        sizes: Of another model than `mini`.
    """

    def __init__(self, workspace: Workspace, seed: int = 0, sizes: GptSizes | None = None) -> None:
        self._directory = workspace.stage("gpt")
        self._seed = seed
        torch.manual_seed(seed)
        self._alphabet = Alphabet(Teacher().alphabet)
        self.sizes = sizes or GptSizes(text_tokens=len(self._alphabet))
        self.gpt, self.heads = Gpt(self.sizes), Supervision(self.sizes)
        self._codebook = Codebook.load(workspace.codes)
        for head in (self.heads.mel, self.heads.sound):
            head.bias.data.copy_(-torch.from_numpy(self._codebook.deviation))  # the mean of a mel
        self._device = best_device()
        self._both = nn.ModuleDict({"gpt": self.gpt, "heads": self.heads}).to(self._device)
        self._average = stage_state.Average(self._both)
        self._optimizers = Optimizers(self._both)
        self.step, self._saved = 0, time.monotonic()
        self._resume()
        self._neighbours = torch.from_numpy(self._codebook.neighbours).to(self._device)
        self._corpus = Corpus(workspace.shards)
        self._training = self._batches(held_out=False)
        self._curves = Curves(self._directory / "curves.csv", self.step)

    def _resume(self) -> None:
        saved = stage_state.load(self._directory / "state.pth")
        if saved is not None:
            self._both.load_state_dict(saved["model"])
            self._average.load(saved["average"])
            self._optimizers.load_state_dict(saved["optimizers"])
            self.step = saved["step"]

    def _batches(self, held_out: bool) -> Batches:
        shards = self._corpus.held_out() if held_out else self._corpus.training()
        return Batches(shards, self._codebook, self._alphabet)

    def run(self, steps: int, fall: tuple[int, int] | None) -> None:
        """Train up to `steps`; between the steps of `fall` the learning rate goes down."""
        started, logged = time.monotonic(), self.step
        with Progress() as progress:
            bar = progress.add_task("gpt", total=steps, completed=self.step)
            while self.step < steps:
                losses = self._advance(stage_state.learning_rate(self.step, 1.0, _WARM_UP, fall))
                progress.update(bar, completed=self.step)
                if self.step % _LOG_EVERY == 0:
                    values = {name: value.item() for name, value in losses.items()}
                    seconds = (time.monotonic() - started) / (self.step - logged)
                    self._curves.add(self.step, {"seconds": seconds, **values})
                    started, logged = time.monotonic(), self.step
                self._keep(steps)

    def _keep(self, steps: int) -> None:
        """Test, save and look for new data, each when it is time."""
        if self.step % _TEST_EVERY == 0 or self.step == steps:
            self._curves.add(self.step, self.test())
            self._curves.plot()
        if time.monotonic() - self._saved > _SAVE_SECONDS or self.step == steps:
            content = {
                "model": self._both.state_dict(),
                "average": self._average.state,
                "optimizers": self._optimizers.state_dict(),
                "step": self.step,
            }
            stage_state.save(self._directory / "state.pth", content)
            self._saved = time.monotonic()
        if self.step % _KEEP_EVERY == 0:
            stage_state.save(self._directory / f"average-{self.step:06}.pth", self._average.state)
        if self.step % _REFRESH_EVERY == 0 and self._corpus.refresh():
            self._training = self._batches(held_out=False)

    def _advance(self, share: float) -> dict[str, Tensor]:
        self._both.train()
        torch.manual_seed(self._seed * 1_000_003 + self.step)
        rng = np.random.default_rng([self._seed, self.step])
        batch = self._training.batch(rng).to(self._device)
        with half_precision(self._device):
            losses, _ = self.heads.losses(self.gpt, batch, self._noisy(batch, rng))
        total(losses).backward()
        norm = nn.utils.clip_grad_norm_(self._both.parameters(), 1.0)
        if torch.isfinite(norm):
            self._optimizers.step(share)
        else:
            self._optimizers.forget()
        self.step += 1
        self._average.update(self._both, self.step)
        return losses

    def _noisy(self, batch: Batch, rng: np.random.Generator) -> Tensor:
        """Return the codes that the GPT is shown: some are wrong, as its own will be."""
        codes = batch.inputs
        if self.step >= _OWN_FROM and rng.random() < _OWN_SHARE:
            codes = self._own(batch)
        draw = torch.rand(codes.shape).to(self._device)
        near = self._neighbours[codes.clamp(max=CODES - 1), torch.randint(16, codes.shape).to(self._device)]
        far = torch.randint(CODES, codes.shape).to(self._device)
        noisy = torch.where(draw < _NEAR_NOISE, near, torch.where(draw > 1 - _FAR_NOISE, far, codes))
        return torch.where(codes < CODES, noisy, codes)

    def _own(self, batch: Batch) -> Tensor:
        """Return the codes with some replaced by what the model itself would have said there."""
        with torch.no_grad():
            voice = self.gpt.condition(batch.reference)
            out = self.gpt(voice, batch.ids, batch.lengths, batch.inputs)
            logits = self.gpt.mel_head(out.latents)[:, :-1, :CODES].float()
        said = torch.distributions.Categorical(logits=logits / 0.7).sample()
        replaced = torch.rand(said.shape).to(self._device) < _OWN_RATE
        rest = torch.where(replaced & (batch.inputs[:, 1:] < CODES), said, batch.inputs[:, 1:])
        return torch.cat([batch.inputs[:, :1], rest], dim=1)

    def test(self, batches: int = 6) -> dict[str, float]:
        """Return the losses of the averaged weights on sentences that are not trained on."""
        gpt, heads = Gpt(self.sizes), Supervision(self.sizes)
        both = nn.ModuleDict({"gpt": gpt, "heads": heads})
        both.load_state_dict(self._average.state)
        both.to(self._device).eval()
        source = self._batches(held_out=True)
        sums: dict[str, float] = {}
        for index in range(batches):
            batch = source.batch(np.random.default_rng([9, index])).to(self._device)
            with torch.no_grad(), half_precision(self._device):
                losses, logits = heads.losses(gpt, batch)
            right = (logits.argmax(dim=2) == batch.targets)[batch.targets != -100]
            losses["accuracy"] = right.float().mean()
            for name, value in losses.items():
                sums[f"held_out_{name}"] = sums.get(f"held_out_{name}", 0.0) + value.item() / batches
        return sums


def load_average(workspace: Workspace, sizes: GptSizes) -> tuple[Gpt, Supervision]:
    """Return the averaged GPT and its heads; raises FileNotFoundError before the stage has run."""
    saved = stage_state.load(workspace.stage("gpt") / "state.pth")
    if saved is None:
        raise FileNotFoundError("no GPT yet: run the stage `gpt` first")
    gpt, heads = Gpt(sizes), Supervision(sizes)
    gpt.load_state_dict(stage_state.parameters_of(saved["average"], "gpt."))
    heads.load_state_dict(stage_state.parameters_of(saved["average"], "heads."))
    return gpt.eval(), heads.eval()
