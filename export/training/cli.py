"""The commands of the recipe: one for each stage."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from training.workspace import Workspace, default_root

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

_ROOT = default_root()
Root = Annotated[Path, typer.Option(help="Where data, checkpoints and curves are kept.")]
Workers = Annotated[int, typer.Option(min=1, max=3, help="Threads that divide a step's clips among them.")]


@app.callback()
def recipe() -> None:
    """Train `mini`, stage by stage; every stage goes on from its last checkpoint."""


@app.command()
def data(
    sentences: Annotated[int, typer.Option(help="How many to have in the end.")] = 40_000,
    worker: Annotated[int, typer.Option(help="This process's number, from 0.")] = 0,
    workers: Annotated[int, typer.Option(help="How many processes share the work.")] = 1,
    root: Root = _ROOT,
) -> None:
    """Make the training data; goes on where it was interrupted."""
    from training.corpus import SHARD, CorpusWriter

    writer = CorpusWriter(Workspace(root).shards)
    for shard in track(range(worker, sentences // SHARD, workers), description="shards"):
        writer.write(shard)


@app.command()
def codes(root: Root = _ROOT, seed: int = 0) -> None:
    """Fit the codebook of audio codes."""
    import numpy as np

    from training.codes import fit
    from training.dataset import Corpus

    workspace = Workspace(root)
    fit(Corpus(workspace.shards).training(), np.random.default_rng(seed)).save(workspace.codes)


@app.command()
def speaker(steps: int = 700, root: Root = _ROOT, seed: int = 0) -> None:
    """Train the speaker encoder."""
    from training import speaker_stage
    from training.dataset import Corpus

    workspace = Workspace(root)
    task = speaker_stage.train(workspace, steps, seed)
    typer.echo(json.dumps(speaker_stage.evaluate(task, Corpus(workspace.shards).held_out()), indent=1))


@app.command()
def gpt(
    steps: Annotated[int, typer.Option(help="Where to stop.")] = 20_000,
    fall: Annotated[int, typer.Option(help="Over how many steps before that the rate goes down.")] = 4_000,
    threads: Annotated[int, typer.Option(help="Of the processor.")] = 1,
    root: Root = _ROOT,
    seed: int = 0,
) -> None:
    """Train the GPT."""
    import torch

    from training.gpt_stage import GptTrainer

    torch.set_num_threads(threads)
    GptTrainer(Workspace(root), seed).run(steps, (steps - fall, steps) if fall else None)


@app.command()
def vocoder(
    steps: int = 12_000,
    adversarial_from: Annotated[int, typer.Option(help="When the discriminators begin.")] = 500,
    workers: Workers = 1,
    root: Root = _ROOT,
    seed: int = 0,
) -> None:
    """Train the vocoder on mels."""
    import torch

    from training.joint_stage import mel_trainer

    torch.set_num_threads(1)
    mel_trainer(Workspace(root), adversarial_from, seed, workers).run(steps)


@app.command()
def joint(
    steps: int = 15_000,
    fall: Annotated[int, typer.Option(help="Over how many steps before that the rate goes down.")] = 5_000,
    workers: Workers = 1,
    root: Root = _ROOT,
    seed: int = 0,
) -> None:
    """Train the vocoder on the GPT's latents.  Delete the directory `joint` to begin with a better GPT."""
    import torch

    from training.joint_stage import latent_trainer

    torch.set_num_threads(1)
    latent_trainer(Workspace(root), seed, workers).run(steps, (steps - fall, steps) if fall else None)


@app.command()
def evaluate(
    sentences: Annotated[int, typer.Option(max=50, help="How many, in each voice.")] = 50,
    temperature: float = 0.5,
    threads: int = 1,
    root: Root = _ROOT,
) -> None:
    """Judge the model as far as it is trained."""
    import torch
    from rich.console import Console

    from training import evaluate_stage
    from training.generation import Sampling

    torch.set_num_threads(threads)
    figures = evaluate_stage.evaluate(Workspace(root), sentences, Sampling(temperature=temperature))
    evaluate_stage.show(figures, Console())


@app.command("eval-voice")
def eval_voice(
    model: Annotated[str, typer.Option(help="A checkpoint, which is served for it.")] = "",
    url: Annotated[str, typer.Option(help="Or a front end that runs already.")] = "",
    reference: Annotated[
        list[Path] | None, typer.Option(help="A recording to clone; without any, the bundled voices.")
    ] = None,
    sentences: Annotated[int, typer.Option(max=50, help="How many, in each voice.")] = 50,
    clones: Annotated[int, typer.Option(max=40, help="How many unseen voices to clone.")] = 20,
    out: Annotated[Path, typer.Option(help="A directory for sounds and figures.")] = Path("build/eval-voice"),
) -> None:
    """Judge a checkpoint, ours or any other, through the running server."""
    from rich.console import Console

    from training import served_evaluation as evaluation
    from training.served import Served, front_end

    voices = evaluation.cloned(reference) if reference else evaluation.bundled(Path(model))
    if bool(model) == bool(url) or not voices:
        raise typer.BadParameter("name a --model or a --url, and a --reference unless the model has voices/")
    with front_end(model) if model else closing(Served(url)) as served:
        figures = evaluation.Evaluation(served, voices, out).run(sentences, clones)
    evaluation.show(figures, Console())


@app.command()
def checkpoint(out: Annotated[Path, typer.Option(help="A directory.")], root: Root = _ROOT) -> None:
    """Write the checkpoint that the exporter reads."""
    from training.bundle import write_bundle

    write_bundle(Workspace(root), out)


@app.command("all")
def everything(root: Root = _ROOT, threads: Workers = 1) -> None:
    """Run all stages one after the other, up to the checkpoint; what is done already is not done again."""
    workspace = Workspace(root)
    data(root=root)
    if not workspace.codes.exists():
        codes(root=root)
    gpt(root=root, threads=threads)
    evaluate(root=root, threads=threads)
    speaker(root=root)
    vocoder(root=root, workers=threads)
    joint(root=root, workers=threads)
    evaluate(root=root, threads=threads)
    checkpoint(out=workspace.root / "mini", root=root)
