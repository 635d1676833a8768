"""Seeded random checkpoints, in the layout of XTTS v2's release."""

import runpy
import sys
from pathlib import Path

ORACLE = Path(__file__).parent / "data" / "oracle"


def make_checkpoint(size: str, seed: int, out: Path, stop_bias: float = 0.0) -> Path:
    """Write the seeded random checkpoint of `size` (tiny or full) to `out`."""
    arguments = ["make_checkpoint.py", "--size", size, "--seed", str(seed), "--out", str(out)]
    arguments += ["--stop-bias", str(stop_bias)]
    before, sys.argv = sys.argv, arguments
    try:
        runpy.run_path(str(ORACLE / "make_checkpoint.py"), run_name="__main__")
    finally:
        sys.argv = before
    return out
