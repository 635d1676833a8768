"""The last stage: the vocoder on the latents of the trained GPT."""

from __future__ import annotations

import torch

from training import gpt_stage, vocoder_stage
from training.alphabet import Alphabet
from training.clips import ClipSource, latent_features, mel_features
from training.codes import Codebook
from training.dataset import Corpus
from training.gpt import GptSizes
from training.latents import on_latents, write_latents
from training.mel import STYLE_MELS
from training.speaker_stage import Embeddings
from training.teacher import Teacher
from training.vocoder import MEL_VOCODER
from training.vocoder_stage import Start, VocoderTrainer
from training.workspace import Workspace


def mel_trainer(workspace: Workspace, adversarial_from: int, seed: int, workers: int = 1) -> VocoderTrainer:
    """Return the trainer of the stage before: mels to sound."""
    corpus, embeddings = Corpus(workspace.shards), Embeddings(workspace)
    features = mel_features(Codebook.load(workspace.codes))
    shards = corpus.training()
    held_out = [shards.pop(0)] if shards and shards[0].has_audio else corpus.held_out()
    return VocoderTrainer(
        workspace.stage("vocoder"),
        STYLE_MELS,
        ClipSource(shards, features, embeddings),
        ClipSource(held_out, features, embeddings),
        adversarial_from,
        sizes=MEL_VOCODER,
        seed=seed,
        workers=workers,
    )


def latent_trainer(workspace: Workspace, seed: int, workers: int = 1) -> VocoderTrainer:
    """Return the trainer of this stage; it begins with the mel vocoder behind the GPT's filter."""
    sizes = GptSizes(text_tokens=len(Alphabet(Teacher().alphabet)))
    gpt, heads = gpt_stage.load_average(workspace, sizes)
    codebook, embeddings = Codebook.load(workspace.codes), Embeddings(workspace)
    directory = workspace.stage("joint")
    shards = Corpus(workspace.shards).training()
    latents = directory / "latents"
    write_latents(latents, gpt, shards, codebook, Alphabet(Teacher().alphabet))
    start = None
    if (directory / "state.pth").exists():
        reader = vocoder_stage.load_average(directory, sizes.width)
    else:
        before = workspace.stage("vocoder")
        mel_vocoder = vocoder_stage.load_average(before, STYLE_MELS, MEL_VOCODER)
        reader = on_latents(mel_vocoder, heads, torch.from_numpy(codebook.deviation))
        start = Start(reader.state_dict(), vocoder_stage.load_judges(before))
    features = latent_features(latents, reader)
    with_audio = [shard for shard in shards if shard.has_audio]
    return VocoderTrainer(
        directory,
        sizes.width,
        ClipSource(with_audio[1:], features, embeddings),
        ClipSource(with_audio[:1], features, embeddings),
        adversarial_from=0,
        start=start,
        seed=seed,
        workers=workers,
    )
