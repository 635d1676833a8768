import os
from pathlib import Path

import pytest

from auralis.engine.local import LocalTriton, cache_directory, export_key, exported
from auralis.errors import LocalEngineError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "auralis"


def test_the_cache_is_where_the_platform_has_its_caches(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_directory() == cache
    for meaningless in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", meaningless)
        assert cache_directory() == Path.home() / ".cache" / "auralis"


def test_another_checkpoint_is_another_export(tmp_path: Path) -> None:
    weights = tmp_path / "checkpoint" / "model.pth"
    weights.parent.mkdir()
    weights.write_bytes(b"one")
    os.utime(weights, ns=(1, 1))
    directory = str(weights.parent)
    first = export_key(directory, None)
    assert first == export_key(directory, None)
    os.utime(weights, ns=(2, 2))
    assert (
        len({first, export_key(directory, None), export_key(directory, "gpt"), export_key("hub/id", None)})
        == 4
    )


def test_what_cannot_be_exported_is_an_error_and_leaves_no_repository(
    tmp_path: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing")
    with pytest.raises(LocalEngineError, match="missing could not be exported"):
        exported(missing)
    assert "missing" in capfd.readouterr().err
    assert [path.suffix for path in (cache / "repositories").iterdir()] == [".lock"]


async def test_a_launcher_that_gives_up_is_reported(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with LocalTriton(tmp_path) as triton:
        assert triton.grpc_url.startswith("127.0.0.1:")
        error = await triton.failure()
    assert "status 1" in error.message
    assert "holds none of the models" in capfd.readouterr().err


async def test_a_launcher_is_stopped_with_its_block(tmp_path: Path) -> None:
    (tmp_path / "xtts").mkdir()
    (tmp_path / "xtts" / "config.pbtxt").touch()
    triton = LocalTriton(tmp_path)
    async with triton:
        pass
    assert "status" in (await triton.failure()).message
