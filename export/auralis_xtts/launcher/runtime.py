"""What a local Triton is made of: the binary, its backends and its environment.

The `tritonserver` is the one that the package nvidia-pytriton bundles; its Python API is not used.
"""

import importlib.util
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from auralis_xtts import backends
from auralis_xtts.launcher.errors import LauncherError

TRITON_VERSION = "2.51.0"
"""Of the `tritonserver` that nvidia-pytriton 0.7.0 bundles."""


def bundled_triton() -> Path:
    """Return the directory of the bundled Triton; raises LauncherError."""
    # Found without importing it: the package would drag in gevent.
    spec = importlib.util.find_spec("pytriton")
    if spec is None or spec.origin is None:
        raise LauncherError(
            "no local Triton: install nvidia-pytriton==0.7.0 (pip install --no-deps), "
            "or connect to a Triton that runs elsewhere"
        )
    return Path(spec.origin).parent / "tritonserver"


def copy_backends(target: Path) -> None:
    """Fill `target` with Triton's Python backend, for this Python, and with ours.

    Copies, since Triton refuses links that lead out of the backend directory.
    """
    triton = bundled_triton()
    stub = triton / "python_backend_stubs" / sysconfig.get_python_version() / "triton_python_backend_stub"
    if not stub.is_file():
        raise LauncherError(f"the bundled Triton has no stub for Python {sysconfig.get_python_version()}")
    shutil.copytree(triton / "backends" / "python", target / "python")
    shutil.copy2(stub, target / "python")
    for model in Path(backends.__file__).parent.glob("*/model.py"):
        (target / model.parent.name).mkdir()
        shutil.copy2(model, target / model.parent.name)


def environment(overrides: Mapping[str, str], directory: Path) -> dict[str, str]:
    """Return the server's environment: this process's, what Triton needs, and `overrides`."""
    cores = str(len(os.sched_getaffinity(0)))
    defaults = {
        # Threads that sleep when they are idle: spinning ones bring the engine to a halt on a busy machine.
        "OMP_NUM_THREADS": cores,
        "GOMP_SPINCOUNT": "0",
    }
    # Which Python the stub runs in follows from the first python3 on PATH: the one of this environment.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    libraries = [bundled_triton().parents[1] / "nvidia_pytriton.libs", _python_library().parent]
    library_path = os.pathsep.join([*map(str, libraries), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    scratch = directory / "tmp"
    scratch.mkdir(exist_ok=True)
    needed = {
        "PATH": path,
        "LD_LIBRARY_PATH": library_path,
        "TMPDIR": str(scratch),
        "TRITON_SERVER_VERSION": TRITON_VERSION,  # NVIDIA's images set it too
    }
    return {**defaults, **os.environ, **needed, **overrides}


def _python_library() -> Path:
    """Return libpython, without which the stub would hang for ever before Triton opened a port."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    library = Path(sysconfig.get_config_var("LIBDIR") or "", name)
    if not re.search(r"\.so", name) or not library.is_file():
        raise LauncherError(
            f"{sys.executable} has no shared libpython, which Triton needs: "
            "use a Python built with --enable-shared"
        )
    return library
