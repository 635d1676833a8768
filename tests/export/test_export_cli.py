"""The command: what it says, and with which exit code."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auralis_xtts.cli import app
from auralis_xtts.convert.promote import releases

run = CliRunner()


def test_an_export_says_one_line_and_nothing_else(
    export_command: subprocess.CompletedProcess[str], tiny_checkpoint: Path, exported: Path
) -> None:
    assert export_command.stdout == f"release 1 of {tiny_checkpoint} is in {exported}\n"
    assert export_command.stderr == ""


def test_list_shows_release_checkpoint_and_promotion(exported: Path) -> None:
    done = run.invoke(app, ["list", "--repository", str(exported)])
    (release,) = releases(exported)
    assert done.exit_code == 0
    assert done.stdout.split() == ["*", "1", release.checkpoint[:12], release.name]


def test_promote_tells_what_was_before(exported: Path) -> None:
    done = run.invoke(app, ["promote", "--release", "1", "--repository", str(exported)])
    assert (done.exit_code, done.stdout) == (0, "xtts is release 1 now, it was 1\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["repository", "--checkpoint", "/absent", "--out", "{out}"], "/absent: no such file or directory"),
        (["repository", "--checkpoint", "{out}", "--out", "{out}"], "{out}: unknown layout"),
        (["promote", "--release", "1", "--repository", "{out}"], "{out}: not a model repository"),
        (["list", "--repository", "{out}"], "{out}: not a model repository"),
    ],
)
def test_what_goes_wrong_is_one_line_and_exit_code_1(
    tmp_path: Path, arguments: list[str], reason: str
) -> None:
    done = run.invoke(app, [argument.format(out=tmp_path) for argument in arguments])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"auralis.export: {reason.format(out=tmp_path)}")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_triton_that_does_not_answer_is_one_line_and_nothing_is_promoted(exported: Path) -> None:
    arguments = ["promote", "--release", "1", "--repository", str(exported)]
    done = run.invoke(app, [*arguments, "--triton-url", "127.0.0.1:1"])
    assert done.exit_code == 1
    assert done.stderr.startswith("auralis.export: Triton at 127.0.0.1:1 does not load xtts_gpt: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["repository"],
        ["repository", "--checkpoint", "x", "--out", "y", "--release", "0"],
        ["repository", "--checkpoint", "x", "--out", "y", "--dtype", "int3"],
        ["promote", "--release", "one", "--repository", "x"],
        ["demote"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert run.invoke(app, arguments).exit_code == 2
