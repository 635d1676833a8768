"""An interrupted training goes on as if nothing had happened."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

import training.corpus
from training import speaker_stage
from training.codes import fit
from training.corpus import CorpusWriter
from training.dataset import Corpus
from training.gpt import GptSizes
from training.gpt_stage import GptTrainer
from training.joint_stage import latent_trainer, mel_trainer
from training.speaker_stage import Embeddings
from training.workspace import Workspace

SIZES = GptSizes(layers=2, width=64, heads=2, text_tokens=128)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    workspace = Workspace(tmp_path / "straight")
    monkeypatch.setattr(training.corpus, "SHARD", 24)
    writer = CorpusWriter(workspace.shards)
    for shard in (0, 1):  # the second is held out
        writer.write(shard)
    shards = Corpus(workspace.shards).training()
    fit(shards, np.random.default_rng(0), rounds=1).save(workspace.codes)
    return workspace


def test_a_resumed_run_is_the_same_run(workspace: Workspace) -> None:
    straight = GptTrainer(workspace, sizes=SIZES)
    straight.run(2, None)
    other = Workspace(workspace.root.parent / "resumed")
    other.root.mkdir()
    other.shards.symlink_to(workspace.shards)
    other.codes.symlink_to(workspace.codes)
    GptTrainer(other, sizes=SIZES).run(1, None)
    resumed = GptTrainer(other, sizes=SIZES)
    assert resumed.step == 1
    resumed.run(2, None)
    for ours, theirs in zip(straight.gpt.parameters(), resumed.gpt.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)
    rows = (other.stage("gpt") / "curves.csv").read_text().splitlines()
    assert "held_out_code" in rows[0]
    assert [row.split(",")[0] for row in rows[1:]] == ["1.0", "2"]


def test_threads_that_ask_at_once_get_the_same_embeddings(workspace: Workspace) -> None:
    speaker_stage.train(workspace, 1)
    shard, embeddings = Corpus(workspace.shards).shards[1], Embeddings(workspace)
    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(embeddings.of, [shard] * 4)
    assert all(other is first for other in others)


def test_the_vocoder_goes_on_from_mels_to_latents(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its clips divided between two threads, and from where it was interrupted."""
    monkeypatch.setattr(training.corpus, "SHARD", 8)
    CorpusWriter(workspace.shards).write(8)  # the second with sound
    GptTrainer(workspace).run(1, None)
    speaker_stage.train(workspace, 1)
    mel_trainer(workspace, adversarial_from=1, seed=0, workers=2).run(2)
    assert mel_trainer(workspace, adversarial_from=1, seed=0).step == 2

    latent_trainer(workspace, seed=0, workers=2).run(1)
    joint = latent_trainer(workspace, seed=0)
    assert joint.step == 1
    began, last = (x.vocoder.state_dict() for x in (mel_trainer(workspace, 1, 0), joint))
    torch.testing.assert_close(last["ups.0.bias"], began["ups.0.bias"], atol=2e-3, rtol=0)
    rows = (workspace.stage("joint") / "curves.csv").read_text().splitlines()
    assert "held_out" in rows[0]
