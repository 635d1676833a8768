"""Releases in a real repository: whole or not there, side by side, whatever happens on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pytest
from google.protobuf import text_format
from safetensors import safe_open
from tritonclient.grpc.model_config_pb2 import ModelConfig as TritonConfig

from auralis_xtts import contract
from auralis_xtts.convert.aside import TREE, WHOLE, locked, make_aside, settle
from auralis_xtts.convert.checkpoint import Checkpoint, load_checkpoint
from auralis_xtts.convert.onnx import TOLERANCE
from auralis_xtts.convert.promote import promote, releases
from auralis_xtts.convert.release import EngineOptions
from auralis_xtts.convert.repository import export_release, template_directory
from auralis_xtts.errors import RepositoryError
from auralis_xtts.serving.speakers import Speakers
from auralis_xtts.serving.windows import Geometry

# Exports release argv[3] and is struck by the signal argv[4] when it comes to the step argv[5].
STRUCK = """
import os, signal, sys
from pathlib import Path
from auralis_xtts.convert.checkpoint import load_checkpoint
from auralis_xtts.convert.repository import export_release

def strike(step, done):
    if step == sys.argv[5]:
        os.kill(os.getpid(), int(sys.argv[4]))

export_release(load_checkpoint(sys.argv[1]), int(sys.argv[3]), Path(sys.argv[2]), progress=strike)
"""

# Exports release 2, but no file may grow beyond a megabyte: a disk that is full.
FULL_DISK = """
import resource, sys
from auralis_xtts.cli import app

resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
sys.argv[1:] = ["repository", "--checkpoint", sys.argv[1], "--out", sys.argv[2], "--release", "2"]
app()
"""


@pytest.fixture(scope="module")
def checkpoint(tiny_checkpoint: Path) -> Checkpoint:
    return load_checkpoint(tiny_checkpoint)


@pytest.fixture
def repository(exported: Path, tmp_path: Path) -> Path:
    """Return a repository of this test's own with release 1."""
    return shutil.copytree(exported, tmp_path / "models")


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def snapshot(directory: Path) -> dict[str, tuple[int, int]]:
    """Return what identifies every file: another content would have another inode or time."""
    found = {}
    for path in directory.rglob("*"):
        state = path.stat()
        found[str(path.relative_to(directory))] = (state.st_ino, state.st_mtime_ns if path.is_file() else 0)
    return found


def entries(repository: Path) -> set[str]:
    """Return the names beside and in the repository."""
    return {x.name for x in (*repository.parent.iterdir(), *repository.iterdir())}


def test_the_parts_hold_what_the_backends_read(exported: Path, checkpoint: Checkpoint) -> None:
    gpt = exported / "xtts_gpt" / "1"
    arguments = json.loads((gpt / "model.json").read_text())
    assert (gpt / arguments["model"] / "config.json").is_file()
    assert arguments["dtype"] == "float32"
    release = contract.Release.from_json((gpt / "release.json").read_text())
    assert (release.release, release.width, release.max_codes) == (1, 128, 602)
    assert (release.checkpoint, release.vocabulary) == (checkpoint.sha256, checkpoint.vocabulary)
    speakers = Speakers(gpt, release.speakers)
    assert release.speakers == tuple(checkpoint.speakers) == ("Ada Example", "Ben Example")
    for name, expected in checkpoint.speakers.items():
        latents, embedding = speakers.voice(name)
        np.testing.assert_array_equal(latents, expected.gpt_cond_latent)
        np.testing.assert_array_equal(embedding, expected.speaker_embedding)
    assert (gpt / "speakers.safetensors").stat().st_mode & 0o444 == 0o444
    geometry = Geometry.from_dict(json.loads((gpt / "geometry.json").read_text()))
    assert (geometry.frames_per_latent, geometry.hop_length) == (4, 256)
    with safe_open(gpt / "gpt" / "model.safetensors", "numpy") as weights:
        assert any(key.startswith("model.h.3.") for key in weights.keys())  # noqa: SIM118
    assert (gpt / "gpt" / "model.safetensors").stat().st_mode & 0o444 == 0o444


def test_the_graphs_take_any_length_and_the_manifest_measures_them(exported: Path) -> None:
    manifest = json.loads((exported / "xtts_gpt" / "1" / "manifest.json").read_text())
    for model, width in ((contract.STYLE, (32, 128)), (contract.SPEAKER, (512,))):
        graph = exported / model.name / "1" / "model.onnx"
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        for samples in (8_000, 30_123):
            (output,) = session.run(None, {"audio": np.full(samples, 0.1, np.float32)})
            assert output.shape == width
        assert manifest["bytes"][f"{model.name}/1/model.onnx"] == graph.stat().st_size
    errors = manifest["max_abs_error"]
    assert errors.keys() == {"tolerance", "xtts_style", "xtts_speaker", "xtts_vocoder"}
    assert errors["tolerance"] == TOLERANCE
    assert all(0 <= error <= TOLERANCE for error in errors.values())
    assert {"torch", "onnx", "onnxruntime", "auralis"} <= manifest["tools"].keys()
    created = datetime.fromisoformat(manifest["created"])
    assert created.tzinfo is UTC
    described = contract.Release.from_json((exported / "xtts_gpt" / "1" / "release.json").read_text())
    assert described.created == created.timestamp()


def test_a_new_repository_has_the_hand_written_configurations(exported: Path) -> None:
    template = template_directory()
    names = [model.name for model in (*contract.PARTS, contract.ENSEMBLE)]
    for name in names:
        written, original = (root / name / "config.pbtxt" for root in (exported, template))
        assert written.read_text() == original.read_text()
    assert entries(exported) == {"models", *names, "xtts_v1"}


def test_two_releases_side_by_side_and_promotion(repository: Path, checkpoint: Checkpoint) -> None:
    before, steps = snapshot(repository), []
    options = EngineOptions(dtype="bfloat16", max_num_seqs=4)
    export_release(
        checkpoint, 2, repository, options=options, progress=lambda step, done: steps.append((step, done))
    )
    after = snapshot(repository)
    assert {path: after[path] for path in before} == before
    assert steps[-1] == ("done", 1.0)
    assert [done for _, done in steps] == sorted(done for _, done in steps)
    arguments = json.loads((repository / "xtts_gpt" / "2" / "model.json").read_text())
    assert (arguments["dtype"], arguments["max_num_seqs"]) == ("bfloat16", 4)
    ensemble = text_format.Parse((repository / "xtts_v2" / "config.pbtxt").read_text(), TritonConfig())
    assert ensemble.name == "xtts_v2"
    assert {step.model_version for step in ensemble.ensemble_scheduling.step} == {2}
    assert [(x.release, x.promoted, x.missing) for x in releases(repository)] == [
        (1, True, ()),
        (2, False, ()),
    ]
    promote(repository, 2)
    assert [x.promoted for x in releases(repository)] == [False, True]
    assert snapshot(repository / "xtts_gpt") == {
        path.removeprefix("xtts_gpt/"): state for path, state in after.items() if path.startswith("xtts_gpt/")
    }


def test_a_release_that_exists_is_replaced_only_when_asked(repository: Path, checkpoint: Checkpoint) -> None:
    before = snapshot(repository)
    with pytest.raises(RepositoryError, match=r"holds release 1 already \(xtts_gpt/1\); --overwrite"):
        export_release(checkpoint, 1, repository)
    assert snapshot(repository) == before
    (repository / "xtts_v1" / "1" / "stale").touch()
    export_release(checkpoint, 1, repository, overwrite=True)
    after = snapshot(repository)
    assert after.keys() == before.keys()
    versions = [
        path for path in before if path.endswith(("model.onnx", "manifest.json", "model.safetensors"))
    ]
    assert versions
    assert all(after[path] != before[path] for path in versions)
    assert after["xtts_gpt/config.pbtxt"] == before["xtts_gpt/config.pbtxt"]
    assert entries(repository) == {"models", *(path.name for path in repository.iterdir())}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_export_that_dies_midway_leaves_the_repository_as_it_was(
    repository: Path, tiny_checkpoint: Path, number: signal.Signals
) -> None:
    before = snapshot(repository)
    struck = run(STRUCK, tiny_checkpoint, repository, 2, number.value, "style")
    assert struck.returncode == -number
    assert snapshot(repository) == before
    leftover = repository.parent / ".auralis-export-models"
    assert leftover.exists() == (number == signal.SIGKILL)  # nobody cleans up after that
    with locked(repository):  # what every export and promotion begins with
        assert entries(repository) == {"models", *(path.name for path in repository.iterdir())}
    assert snapshot(repository) == before


def test_a_release_that_was_whole_when_its_export_was_killed_is_put_in_place_by_the_next_writer(
    repository: Path, tiny_checkpoint: Path
) -> None:
    before = snapshot(repository)
    struck = run(STRUCK, tiny_checkpoint, repository, 2, signal.SIGKILL.value, "in place")
    assert struck.returncode == -signal.SIGKILL
    assert snapshot(repository) == before
    promote(repository, 1)
    assert [(x.release, x.missing) for x in releases(repository)] == [(1, ()), (2, ())]
    assert not (repository.parent / ".auralis-export-models").exists()


def test_moving_into_place_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    repository = tmp_path / "models"
    for part in ("xtts_gpt", "xtts_style"):
        (repository / part / "1").mkdir(parents=True)
        (repository / part / "1" / "old").touch()
    aside = make_aside(repository)
    for part in ("xtts_gpt", "xtts_style"):
        (aside / TREE / part / "1").mkdir(parents=True)
        (aside / TREE / part / "1" / "new").touch()
    (aside / WHOLE).touch()
    (repository / "xtts_gpt" / "1").rename(tmp_path / "taken away")  # killed between the two renames
    settle(aside, repository)
    for part in ("xtts_gpt", "xtts_style"):
        assert [x.name for x in (repository / part / "1").iterdir()] == ["new"]
    assert not aside.exists()


def test_a_full_disk_is_one_line_and_leaves_the_repository_as_it_was(
    repository: Path, tiny_checkpoint: Path
) -> None:
    before = snapshot(repository)
    done = run(FULL_DISK, tiny_checkpoint, repository)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"{repository}: cannot be written (" in done.stderr
    assert snapshot(repository) == before
    assert entries(repository) == {"models", *(path.name for path in repository.iterdir())}


def test_too_little_space_is_seen_before_the_work(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100 << 20))
    with pytest.raises(RepositoryError, match=r"not enough space, 1.. MiB are needed and 100 MiB are free"):
        export_release(checkpoint, 1, tmp_path / "models")
    assert not list((tmp_path / "models").iterdir())


def test_a_target_that_cannot_be_written_is_named(checkpoint: Checkpoint, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RepositoryError, match="file: not a directory"):
        export_release(checkpoint, 1, tmp_path / "file")
    with pytest.raises(RepositoryError, match=r"file/models: cannot be written \(Not a directory\)"):
        export_release(checkpoint, 1, tmp_path / "file" / "models")


def test_one_writer_at_a_time(checkpoint: Checkpoint, repository: Path) -> None:
    with locked(repository):
        for write in (lambda: export_release(checkpoint, 2, repository), lambda: promote(repository, 1)):
            with pytest.raises(RepositoryError, match="another export or promotion is at work"):
                write()


def test_a_repository_that_cannot_be_renamed_into_from_beside_gets_its_aside_in_the_ensemble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "models"
    repository.mkdir()
    (tmp_path / ".auralis-export-models").touch()  # in the way, like a filesystem of its own
    with locked(repository):
        aside = make_aside(repository)
    assert aside == repository / "xtts" / ".auralis-export"
    settle(aside, repository)
    assert not os.listdir(repository)
