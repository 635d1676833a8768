import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auralis.cli.openai import app
from auralis.engine.source import APART, MODEL, Source
from auralis_xtts.bundled import bundled
from front_end import FrontEnd


async def test_it_answers_while_triton_is_away_and_stops_when_told(tmp_path: Path) -> None:
    (model, gpt_model), *_ = APART.items()
    flags = f"--host 127.0.0.1 --model {model} --gpt_model {gpt_model} --max_concurrency 8"
    flags += " --vllm_logging_level warn --triton-url 127.0.0.1:1"  # the seed's, and ours
    server = FrontEnd(tmp_path / "log", *flags.split())
    problem = (await server.ready(503))["error"]
    assert server.stop() == 0, server.log.read_text()
    assert problem["message"] == "Triton at 127.0.0.1:1 cannot be reached"
    lines = server.log.read_text().splitlines()
    assert lines[0] == f"Auralis listens on {server.url}/v1"
    assert "cannot be reached" in lines[1]


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["--port", port, "--triton-url", "127.0.0.1:1"])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [f"error: cannot listen on 127.0.0.1:{port}: Address already in use"]


@pytest.mark.parametrize("arguments", [("--max_concurrency", "0"), ("--vllm_logging_level", "loud")])
def test_a_flag_that_makes_no_sense_is_refused(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 2
    assert arguments[0] in result.stderr


def test_the_checkpoint_that_comes_along_is_the_default() -> None:
    assert Source(None, MODEL, None).checkpoints == (str(bundled()), None)


@pytest.mark.parametrize(
    ("model", "gpt_model", "expected"),
    [*((m, None, gpt) for m, gpt in APART.items()), ("checkpoint", None, None), ("one", "two", "two")],
)
def test_only_some_checkpoints_have_their_gpt_apart(
    model: str, gpt_model: str | None, expected: str | None
) -> None:
    assert Source(None, model, gpt_model).checkpoints == (model, expected)
