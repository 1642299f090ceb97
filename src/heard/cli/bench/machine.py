"""What a figure was measured on, and of which sources."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import resource
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOMS = Path(__file__).resolve().parents[2]


def machine() -> dict[str, Any]:
    """Processor, cores, memory, load and versions."""
    return {
        "processor": _proc("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int((_proc("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 1024**2, 1),
        "load": [round(load, 2) for load in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def peak_megabytes() -> float:
    """The most memory that this process, or the largest of its children, held at once, in megabytes."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024, 1)


def busy_seconds() -> float:
    """Seconds for which this machine's processors have been at work since it started, all processes together."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def megabytes_of(process: int) -> float:
    """The memory of a process and of all that it started, what they share counted once, in megabytes."""
    shares = (_proc(f"/proc/{one}/smaps_rollup", "Pss:") for one in _family(process))
    return round(sum(int(share.split()[0]) for share in shares if share) / 1024, 1)


def processor_seconds_of(process: int) -> float:
    """Seconds for which a process and all that it started have been at work, those that have ended among them."""
    ticks = sum(sum(map(int, fields[11:15])) for fields in _family(process).values())
    return ticks / os.sysconf("SC_CLK_TCK")


def children_of(process: int) -> set[int]:
    """The processes that a process has started itself, as far as they still run."""
    return {child for child, fields in _family(process).items() if int(fields[1]) == process}


def _family(process: int) -> dict[int, list[str]]:
    """A process and all below it, with the fields of their stat files from the state on (man 5 proc)."""
    every = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        # One that has ended since has no file any more.
        with contextlib.suppress(OSError):
            every[int(stat.parent.name)] = stat.read_text().rpartition(")")[2].split()
    family, found = {process}, 0
    while len(family) != found:
        found = len(family)
        family |= {child for child, fields in every.items() if int(fields[1]) in family}
    return {one: every[one] for one in family if one in every}


def sources_hash(folders: Iterable[str], rooms: Path = ROOMS) -> str:
    """SHA-256 over the names and contents of what the folders of src/heard hold, tests and caches left out."""
    total = hashlib.sha256()
    for folder in sorted(folders):
        for path in sorted((rooms / folder).rglob("*")):
            parts = path.relative_to(rooms).parts
            if path.is_file() and not {"tests", "__pycache__", "built"} & set(parts):
                total.update("/".join(parts).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _proc(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
