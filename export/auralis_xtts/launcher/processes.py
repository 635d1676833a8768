"""Process groups, as /proc shows them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_SHARED_MEMORY = "/dev/shm/"


def members(group: int) -> list[int]:
    """Return the process ids of `group` that still run; a zombie does not."""
    return [pid for pid, fields in _stats() if int(fields[2]) == group and fields[0] != "Z"]


def cpu_seconds(group: int) -> float:
    """Return the CPU time that the processes of `group` and their ended children have used."""
    return (
        sum(sum(map(int, fields[11:15])) for _, fields in _stats() if int(fields[2]) == group)
        / _TICKS_PER_SECOND
    )


def shared_memory(pids: Iterable[int]) -> set[Path]:
    """Return the files in /dev/shm that `pids` have mapped."""
    found = set()
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
        except OSError:  # it ended meanwhile
            continue
        for line in lines:
            _, separator, name = line.partition(_SHARED_MEMORY)
            if separator and not name.endswith(" (deleted)"):
                found.add(Path(_SHARED_MEMORY + name))
    return found


def _stats() -> Iterator[tuple[int, list[str]]]:
    """Yield every process with the fields of proc(5)'s stat that follow the command's name."""
    for directory in Path("/proc").iterdir():
        if not directory.name.isdecimal():
            continue
        try:
            stat = (directory / "stat").read_text(errors="replace")
        except OSError:  # it ended meanwhile
            continue
        yield int(directory.name), stat.rpartition(")")[2].split()
