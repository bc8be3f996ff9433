"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.bench.figures import median, p99

SYNCS = 200


def describe(folder: Path) -> dict[str, Any]:
    """Processor, memory, versions, and what the file system under `folder` takes to keep a page for good."""
    import PySide6

    syncs = fsyncs(folder, SYNCS)
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "qt": PySide6.__version__,
        "sqlite": sqlite3.sqlite_version,
        "file_system": _file_system(folder),
        "fsync_ms": {"median": round(median(syncs), 3), "p99": round(p99(syncs), 3), "rounds": SYNCS},
        "load_at_start": [round(load, 2) for load in os.getloadavg()],
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "platform": sys.platform,
    }


def fsyncs(folder: Path, count: int) -> list[float]:
    """Milliseconds to append 4 KiB to a file and have it on the disk, that many times."""
    path, page, taken = folder / "fsync.tmp", b"\x5a" * 4096, []
    with path.open("wb", buffering=0) as file:
        for _time in range(count):
            start = time.perf_counter_ns()
            file.write(page)
            os.fsync(file.fileno())
            taken.append((time.perf_counter_ns() - start) / 1e6)
    path.unlink()
    return taken


def stolen() -> tuple[int, int]:
    """Of the processor time since the machine was started, what the host gave to others, and all; (0, 0) if unknown.

    A virtual machine that is not given its processors halts: no process is to blame for that time.
    """
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0, 0
    times = [int(word) for word in stat.read_text("ascii").splitlines()[0].split()[1:9]]
    return times[7], sum(times)


def percent_stolen(before: tuple[int, int]) -> str:
    """The same since `before`, as a percentage."""
    after = stolen()
    time_over = after[1] - before[1]
    return f"{(after[0] - before[0]) * 100 / time_over:.1f} %" if time_over else "unknown"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _file_system(folder: Path) -> str:
    """The type of the file system that holds a folder."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return "unknown"
    real, best, found = str(folder.resolve()), "", "unknown"
    for line in mounts.read_text("utf-8", "replace").splitlines():
        _device, place, kind, *_rest = line.split()
        inside = real == place or real.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, found = place, kind
    return found


def as_lines(machine: dict[str, Any]) -> list[str]:
    """The description as it stands above the table."""
    sync = machine["fsync_ms"]
    return [
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}",
        f"Python {machine['python']}, Qt {machine['qt']}, SQLite {machine['sqlite']}, {machine['file_system']}:"
        f" fsync of 4 KiB median {sync['median']:.2f} ms, p99 {sync['p99']:.2f} ms",
        f"load at the start {' '.join(f'{load:.2f}' for load in machine['load_at_start'])}"
        f" on {machine['cores']} cores, {machine['measured_at']}; of the processors the host gave others"
        f" {machine['stolen']} meanwhile; between the strokes they were {machine['processors']}",
    ]
