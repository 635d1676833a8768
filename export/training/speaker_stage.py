"""Trains the speaker encoder to hear which pseudo-speaker it is, and embeds all utterances of the corpus."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, smooth_l1_loss

from training import stage_state
from training.corpus import SPEAKER_FRAMES
from training.curves import Curves
from training.dataset import Corpus, Shard
from training.device import best_device
from training.mel import from_bytes
from training.speaker_encoder import WIDTH, SpeakerEncoder, normalised
from training.speakers import FEATURES, TRAINING, feature_table
from training.workspace import Workspace

_BATCH, _RATE, _SHARPNESS = 64, 2e-3, 16.0
_SAVE_EVERY, _LOG_EVERY = 100, 20


class SpeakerTask(nn.Module):
    """The encoder with what teaches it: the speaker's parameters to regress, and who it is among 400."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = SpeakerEncoder()
        self.features = nn.Linear(WIDTH, FEATURES)
        self.prototypes = nn.Parameter(torch.randn(TRAINING, WIDTH) / WIDTH**0.5)

    def forward(self, mel: Tensor, features: Tensor, speakers: Tensor) -> tuple[Tensor, Tensor]:
        """Return the regression's and the classification's losses."""
        embedding = self.encoder(mel)
        guess = self.features(embedding * WIDTH**0.5)
        cosine = embedding @ nn.functional.normalize(self.prototypes, dim=1).T
        return smooth_l1_loss(guess, features, beta=0.2), cross_entropy(cosine * _SHARPNESS, speakers)


def train(workspace: Workspace, steps: int, seed: int = 0) -> SpeakerTask:
    """Train up to `steps`, from the last checkpoint if there is one."""
    directory = workspace.stage("speaker")
    torch.manual_seed(seed)
    device = best_device()
    task = SpeakerTask().to(device)
    optimizer = torch.optim.AdamW(task.parameters(), _RATE, weight_decay=0.01)
    saved = stage_state.load(directory / "state.pth")
    step = 0
    if saved is not None:
        task.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    curves = Curves(directory / "curves.csv", step)
    shards = Corpus(workspace.shards).training()
    table = torch.from_numpy(feature_table())
    with Progress() as progress:
        bar = progress.add_task("speaker encoder", total=steps, completed=step)
        while step < steps:
            rng = np.random.default_rng([seed, step])
            mel, speakers = _batch(shards, rng)
            rate = stage_state.learning_rate(step, _RATE, 50, (steps // 2, steps))
            for group in optimizer.param_groups:
                group["lr"] = rate
            regression, classification = task(mel.to(device), table[speakers].to(device), speakers.to(device))
            optimizer.zero_grad()
            (regression * 4 + classification * 0.25).backward()
            nn.utils.clip_grad_norm_(task.parameters(), 5.0)
            optimizer.step()
            step += 1
            progress.update(bar, completed=step)
            if step % _LOG_EVERY == 0:
                curves.add(step, {"regression": regression.item(), "classification": classification.item()})
            if step % _SAVE_EVERY == 0 or step == steps:
                content = {"model": task.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
                stage_state.save(directory / "state.pth", content)
                curves.plot()
    return task.cpu().eval()


def load(workspace: Workspace) -> SpeakerTask:
    """Return the trained task; raises FileNotFoundError before the stage has run."""
    saved = stage_state.load(workspace.stage("speaker") / "state.pth")
    if saved is None:
        raise FileNotFoundError("no speaker encoder yet: run the stage `speaker` first")
    task = SpeakerTask()
    task.load_state_dict(saved["model"])
    return task.eval()


def evaluate(task: SpeakerTask, shards: list[Shard]) -> dict[str, float]:
    """Return the mean error of each feature over utterances that were not trained on."""
    names = ("pitch", "intonation", "formant", "tilt", "breath", "pace")
    errors = []
    for shard in shards:
        with torch.no_grad():
            embeddings = torch.from_numpy(embed(task.encoder, shard)).flatten(0, 1)
            guess = task.features(embeddings * WIDTH**0.5)
        truth = torch.from_numpy(feature_table()[shard.speakers.reshape(-1)])
        errors.append((guess - truth).abs())
    mean = torch.cat(errors).mean(dim=0)
    return dict(zip(names, mean.tolist(), strict=True))


def embed(encoder: SpeakerEncoder, shard: Shard, batch: int = 32) -> NDArray[np.float32]:
    """Return the embeddings of a shard's utterances, float32 [sentences, voices, 512]."""
    mels = np.stack([shard.array("speaker_mels", row) for row in range(len(shard))])
    flat = torch.from_numpy(from_bytes(mels.reshape(-1, *mels.shape[2:]))).transpose(1, 2)
    with torch.no_grad():
        parts = [encoder(normalised(part)) for part in flat.split(batch)]
    return torch.cat(parts).reshape(*mels.shape[:2], WIDTH).numpy()


class Embeddings:
    """The embeddings of all shards: computed once, whichever thread asks, and kept beside the encoder."""

    def __init__(self, workspace: Workspace) -> None:
        self._directory: Path = workspace.stage("speaker") / "embeddings"
        self._directory.mkdir(exist_ok=True)
        self._encoder = load(workspace).encoder
        self._arrays: dict[int, NDArray[np.float16]] = {}
        self._computing = Lock()

    def of(self, shard: Shard) -> NDArray[np.float16]:
        """Return float16 [sentences, voices, 512]."""
        with self._computing:
            if shard.number not in self._arrays:
                path = self._directory / f"{shard.number:05}.npy"
                if not path.exists():
                    partial = path.with_suffix(".part.npy")
                    np.save(partial, embed(self._encoder, shard).astype(np.float16))
                    partial.replace(path)
                self._arrays[shard.number] = np.load(path)
            return self._arrays[shard.number]


def _batch(shards: list[Shard], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Return mels [B, 64, frames] and the numbers of their speakers [B]."""
    frames = int(rng.integers(70, 130))
    mels, speakers = [], []
    for _ in range(_BATCH):
        shard = shards[int(rng.integers(len(shards)))]
        row, voice = int(rng.integers(len(shard))), int(rng.integers(shard.speakers.shape[1]))
        first = int(rng.integers(SPEAKER_FRAMES - frames + 1))
        mels.append(from_bytes(shard.array("speaker_mels", row)[voice, first : first + frames]))
        speakers.append(int(shard.speakers[row, voice]))
    return normalised(torch.from_numpy(np.stack(mels)).transpose(1, 2)), torch.tensor(speakers)
