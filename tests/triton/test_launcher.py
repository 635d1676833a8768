"""The launcher with real servers: they start, answer, stop, and leave nothing behind, however they end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import onnx
import psutil
import pytest
from onnx import TensorProto, helper

from auralis_xtts.convert.repository import template_directory
from auralis_xtts.launcher import LauncherError, launch
from auralis_xtts.launcher.processes import members, shared_memory

MODEL = "xtts_speaker"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose speaker encoder answers with the length of the audio, 512 times."""
    repository = tmp_path_factory.mktemp("small")
    shutil.copytree(template_directory() / MODEL, repository / MODEL, ignore=shutil.ignore_patterns("[0-9]*"))
    graph = helper.make_graph(
        [
            helper.make_node("Size", ["audio"], ["length"]),
            helper.make_node("Cast", ["length"], ["number"], to=TensorProto.FLOAT),
            helper.make_node("Expand", ["number", "shape"], ["speaker_embedding"]),
        ],
        "length",
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor_value_info("speaker_embedding", TensorProto.FLOAT, [512])],
        [helper.make_tensor("shape", TensorProto.INT64, [1], [512])],
    )
    (repository / MODEL / "1").mkdir()
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, repository / MODEL / "1" / "model.onnx")
    return repository


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give launchers a directory for their temporary files, which must be empty in the end."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", str(scratch))
    yield scratch
    eventually(lambda: not list(scratch.iterdir()))


def eventually(condition: Callable[[], Any]) -> Any:
    """Return what `condition` returns once that is true; a test that waits in vain fails."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)
    return value


def infer(http_url: str, length: int) -> float:
    """Ask the speaker encoder about `length` samples."""
    tensor = {"name": "audio", "shape": [length], "datatype": "FP32", "data": [0.0] * length}
    body = json.dumps({"inputs": [tensor]}).encode()
    request = urllib.request.Request(f"{http_url}/v2/models/{MODEL}/infer", body)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return float(json.load(answer)["outputs"][0]["data"][-1])


def post(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, b""), timeout=PATIENCE):
        pass


def memory(group: int) -> set[Path]:
    """Return the shared memory of a server."""
    found = shared_memory(members(group))
    assert found
    return found


def gone(group: int, memory: set[Path]) -> bool:
    return not members(group) and not any(path.exists() for path in memory)


class Command:
    """`python -m auralis_xtts.launcher` as a child process."""

    def __init__(self, repository: Path, ready_file: Path, *options: str) -> None:
        self.ready_file = ready_file
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "auralis_xtts.launcher", "--quiet"),
                *("--model-repository", str(repository), "--ready-file", str(ready_file)),
                *options,
            ],
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> dict[str, Any]:
        """Return what the ready file says once it is there."""
        eventually(lambda: self.ready_file.exists() or self.process.poll() is not None)
        return dict(json.loads(self.ready_file.read_text()))

    def finish(self, number: signal.Signals | None = None) -> tuple[int, str]:
        """Send a signal, wait, and return the exit status and the standard error."""
        if number is not None:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


def test_a_server_answers_and_leaves_nothing(repository: Path, scratch: Path, tmp_path: Path) -> None:
    log = tmp_path / "triton.log"
    with launch(repository, log=log) as server:
        assert infer(server.http_url, 7) == 7
        assert infer(server.http_url, 9) == 9
        with urllib.request.urlopen(server.metrics_url, timeout=PATIENCE) as page:
            assert b"nv_inference_request_success" in page.read()
        left = memory(server.pid)
        # A Ctrl-C does not reach it; it shares the cores as its starter does, but goes behind it.
        assert os.getpgid(server.pid) == server.pid
        assert os.getsid(server.pid) == os.getsid(0)
        assert os.getpriority(os.PRIO_PROCESS, server.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    assert server.exit_code == 0
    assert gone(server.pid, left)
    assert "successfully loaded 'xtts_speaker'" in log.read_text()


def test_a_dead_stub_is_revived_by_loading_again(repository: Path, scratch: Path) -> None:
    with launch(repository, exit_timeout=3) as server:
        stub = next(p for p in psutil.Process(server.pid).children() if "stub" in p.name())
        stub.kill()
        eventually(lambda: not stub.is_running() or stub.status() == psutil.STATUS_ZOMBIE)
        post(f"{server.http_url}/v2/repository/models/{MODEL}/unload")
        post(f"{server.http_url}/v2/repository/models/{MODEL}/load")
        assert infer(server.http_url, 5) == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_stops_cleanly(
    repository: Path, scratch: Path, tmp_path: Path, number: signal.Signals
) -> None:
    command = Command(repository, tmp_path / "ready")
    group = command.ready()["pid"]
    left = memory(group)
    assert command.finish(number)[0] == 0
    assert gone(group, left)
    assert not command.ready_file.exists()


def test_a_killed_launcher_takes_everything_along(repository: Path, scratch: Path, tmp_path: Path) -> None:
    command = Command(repository, tmp_path / "ready")
    group = command.ready()["pid"]
    left = memory(group)
    assert command.finish(signal.SIGKILL)[0] == -signal.SIGKILL
    eventually(lambda: gone(group, left))


def test_a_launcher_that_is_killed_early_takes_everything_along(scratch: Path, tmp_path: Path) -> None:
    command = Command(hanging(tmp_path), tmp_path / "ready")
    launcher = psutil.Process(command.process.pid)
    stub = eventually(
        lambda: next((p for p in launcher.children(recursive=True) if "stub" in p.name()), None)
    )
    command.finish(signal.SIGKILL)
    eventually(lambda: not stub.is_running() or stub.status() == psutil.STATUS_ZOMBIE)


def test_a_dead_server_is_started_again_on_its_ports(repository: Path, scratch: Path, tmp_path: Path) -> None:
    command = Command(repository, tmp_path / "ready")
    before = command.ready()
    os.kill(before["pid"], signal.SIGKILL)
    eventually(lambda: not command.ready_file.exists())
    after = command.ready()
    assert after["pid"] != before["pid"]
    assert after["http_url"] == before["http_url"]
    assert after["grpc_url"] == before["grpc_url"]
    assert infer(after["http_url"], 3) == 3
    assert command.finish(signal.SIGTERM)[0] == 0


def test_without_restarts_the_command_says_what_died(repository: Path, scratch: Path, tmp_path: Path) -> None:
    command = Command(repository, tmp_path / "ready", "--no-restart")
    os.kill(command.ready()["pid"], signal.SIGKILL)
    status, errors = command.finish()
    assert status == 1
    assert "tritonserver ended unasked with status -9" in errors
    assert "successfully loaded 'xtts_speaker'" in errors  # the end of the log


def hanging(directory: Path) -> Path:
    """Return a repository with a model that never finishes loading."""
    model = directory / "hanging" / MODEL / "1"
    model.mkdir(parents=True)
    (model / "model.py").write_text(
        "import threading\n"
        "class TritonPythonModel:\n"
        "    def initialize(self, args):\n"
        "        threading.Event().wait()\n"
        "    def execute(self, requests):\n"
        "        return []\n"
    )
    (model.parent / "config.pbtxt").write_text(
        'backend: "python"\nmax_batch_size: 0\n'
        'input [ { name: "x", data_type: TYPE_FP32, dims: [ 1 ] } ]\n'
        'output [ { name: "y", data_type: TYPE_FP32, dims: [ 1 ] } ]\n'
    )
    return model.parents[1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"load_deadline": 2}, "did not load xtts_speaker within 2 s"),
        ({"stall": 4, "attempts": 2}, "stood still for 4 s when it was to load xtts_speaker"),
    ],
)
def test_a_model_that_hangs_does_not_hang_the_launcher(
    scratch: Path, tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(LauncherError, match=message), launch(hanging(tmp_path), **settings):
        pass


def test_a_broken_model_is_named(repository: Path, scratch: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(repository, broken)
    (broken / MODEL / "1" / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(LauncherError) as caught, launch(broken):
        pass
    assert "Triton does not load xtts_speaker" in str(caught.value)
    assert "The last lines of its output" in str(caught.value)


def test_impossible_wishes_start_nothing(repository: Path, scratch: Path, tmp_path: Path) -> None:
    spaced = tmp_path / "two words"
    spaced.symlink_to(repository)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for where, settings, message in [
            (tmp_path / "absent", {}, "no model repository at"),
            (spaced, {}, "paths with spaces"),
            (repository, {"load": ("xtts",)}, "has no model 'xtts'; it has xtts_speaker"),
            (scratch, {}, "none of the models"),
            (repository, {"grpc_port": port}, f"cannot listen on 127.0.0.1:{port}: Address already in use"),
        ]:
            with pytest.raises(LauncherError, match=message), launch(where, **settings):
                pass
