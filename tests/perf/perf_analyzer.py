"""Run NVIDIA's perf_analyzer against the ensemble.

    python tests/perf/perf_analyzer.py --repository build/tiny/repository --out build/perf
    python tests/perf/perf_analyzer.py --triton-url triton:8001 --width 1024 --out build/perf

Writes `input.json` (text ids of eight lengths, one random voice) and prints what perf_analyzer measures for
1, 2, 4 and 8 concurrent requests.  For a decoupled model its latency is that of the whole request; `bench.py`
measures the time to first audio.

The binary wants glibc 2.38.  Where the system's is older (Debian 12), the libraries of Debian 13 are unpacked
beside it, with an apt configuration of its own, and its loader runs the binary.
"""

import argparse
import json
import platform
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

from auralis_xtts.launcher import launch

VERSION = "2.60.0"
LIBRARIES = ("libc6", "libstdc++6", "libgcc-s1", "libssl3t64", "zlib1g")
LEVELS = (1, 2, 4, 8)
LENGTHS = (6, 12, 18, 24, 36, 48, 60, 90)


def binary(cache: Path) -> list[str]:
    """Return the command that starts perf_analyzer, fetched into `cache` the first time."""
    program = cache / "perf_analyzer" / "bin" / "perf_analyzer"
    if not program.exists():
        wheel_tags = ["--only-binary=:all:", "--platform", "manylinux_2_38_x86_64"]
        download = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            *wheel_tags,
            "--dest",
            str(cache),
        ]
        subprocess.run([*download, f"perf-analyzer=={VERSION}"], check=True)
        with zipfile.ZipFile(next(cache.glob("perf_analyzer-*.whl"))) as wheel:
            wheel.extractall(cache)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    glibc = tuple(map(int, platform.libc_ver()[1].split(".")))
    return [str(program)] if glibc >= (2, 38) else [*newer_loader(cache / "debian13"), str(program)]


def newer_loader(root: Path) -> list[str]:
    """Return the command prefix that runs a program on Debian 13's C library, unpacked below `root`."""
    if not (root / "usr").exists():
        for folder in ("lists/partial", "archives/partial", "parts", "packages"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        sources = Path("/etc/apt/sources.list.d/debian.sources").read_text()
        (root / "parts" / "trixie.sources").write_text(sources.replace("bookworm", "trixie"))
        here = root.resolve()
        settings = {
            "Dir::Etc::SourceList": "/dev/null",
            "Dir::Etc::SourceParts": here / "parts",
            "Dir::State::Lists": here / "lists",
            "Dir::Cache::Archives": here / "archives",
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "APT::Sandbox::User": "root",
        }
        apt = ["apt-get", "--quiet=2", *(f"--option={key}={value}" for key, value in settings.items())]
        subprocess.run([*apt, "update"], check=True)
        subprocess.run([*apt, "download", *LIBRARIES], check=True, cwd=here / "packages")
        for package in (here / "packages").glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", str(package), str(here)], check=True)
    library = root / "usr" / "lib" / "x86_64-linux-gnu"
    return [str(library / "ld-linux-x86-64.so.2"), "--library-path", str(library)]


def write_input(path: Path, width: int, vocabulary: int, codes: int) -> None:
    """Write perf_analyzer's input: greedy requests of `codes` codes for texts of LENGTHS ids."""
    rng = np.random.default_rng(0)
    latents = rng.normal(0, 0.5, (32, width)).astype(np.float32)
    embedding = rng.normal(0, 1, 512).astype(np.float32)
    embedding /= np.linalg.norm(embedding)
    sampling = json.dumps({"do_sample": False, "max_tokens": codes})
    rows = [
        {
            "text_ids": {"content": rng.integers(3, vocabulary, length).tolist(), "shape": [length]},
            "gpt_cond_latent": {"content": latents.ravel().tolist(), "shape": [32, width]},
            "speaker_embedding": {"content": embedding.tolist(), "shape": [512]},
            "sampling_parameters": {"content": [sampling], "shape": [1]},
            "chunk_schedule": {"content": [4, 8, 16, 32], "shape": [4]},
        }
        for length in LENGTHS
    ]
    path.write_text(json.dumps({"data": rows}))


def measure(command: list[str], url: str, arguments: argparse.Namespace, data: Path) -> None:
    """Print perf_analyzer's findings for each level of concurrency."""
    target = ["-m", "xtts", "-u", url, "-i", "grpc", "--streaming", "--async", "--input-data", str(data)]
    for concurrency in LEVELS:
        load = ["--concurrency-range", str(concurrency), "--request-count", str(arguments.requests)]
        subprocess.run([*command, *target, *load], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    server = parser.add_mutually_exclusive_group(required=True)
    server.add_argument("--repository", type=Path, help="start a Triton of our own on this model repository")
    server.add_argument("--triton-url", help="gRPC address of a running Triton")
    parser.add_argument("--width", type=int, default=128, help="of the checkpoint's GPT; XTTS v2: 1024")
    parser.add_argument("--vocabulary", type=int, default=6681, help="text ids of the checkpoint")
    parser.add_argument("--codes", type=int, default=48, help="codes per request; 21.5 are a second")
    parser.add_argument("--requests", type=int, default=16, help="per level of concurrency")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.requests < max(LEVELS):
        parser.error(f"--requests must be at least {max(LEVELS)}, the highest level of concurrency")
    arguments.out.mkdir(parents=True, exist_ok=True)
    command = binary(arguments.out)
    data = arguments.out / "input.json"
    write_input(data, arguments.width, arguments.vocabulary, arguments.codes)
    if arguments.triton_url:
        measure(command, arguments.triton_url, arguments, data)
        return
    with launch(arguments.repository) as triton:
        measure(command, triton.grpc_url, arguments, data)


if __name__ == "__main__":
    main()
