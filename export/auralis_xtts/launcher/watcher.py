"""The process beside a local Triton that clears up after it, whatever became of the launcher.

    python -m auralis_xtts.launcher.watcher PREFIX DIRECTORY < pipe

The launcher holds the other end of the pipe.  The end of the input, so the launcher's end by whatever signal,
is when the work begins.  Each line of the input is the id of a process group.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from auralis_xtts.launcher import processes

_PATIENCE = 10.0
_PYTHON_PREFIX = "psm_"  # of multiprocessing.SharedMemory, which vLLM's processes use among themselves


def end(group: int) -> set[Path]:
    """Kill what is left of the process group; return the shared memory that its processes had made."""
    memory: set[Path] = set()
    deadline = time.monotonic() + _PATIENCE
    while (pids := processes.members(group)) and time.monotonic() < deadline:
        memory |= processes.shared_memory(pids)
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            break
        time.sleep(0.02)
    return {path for path in memory if path.name.startswith(_PYTHON_PREFIX)}


def main(prefix: str, directory: str) -> None:
    """Wait for the end of standard input, then end its process groups and remove what they left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    memory: set[Path] = set()
    for group in [int(line) for line in sys.stdin]:
        memory |= end(group)
    memory.update(Path("/dev/shm").glob(f"{prefix}*"))
    for path in memory:
        path.unlink(missing_ok=True)
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
