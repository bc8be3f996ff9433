"""From the start of the process to a window that can be used, and what it holds then; against a bare window.

Each start is a process of its own, ours and bare in turn. The bare one is a QMainWindow, shown and painted, in a
process that has imported the same libraries in the same order. Both run from compiled modules, as an installed
program does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.bench import figures
from benchmarks.bench.driving import ROOT
from benchmarks.bench.figures import Figure

WARM = 2


def measure(folder: Path, work: Path, rounds: int) -> list[Figure]:
    """Start-up and memory on the shop in `folder`; `work` takes compiled modules and the list of libraries."""
    libraries = work / "libraries.json"
    for _time in range(WARM):
        found = _run(work, "ours", str(folder))
        libraries.write_text(json.dumps(found["libraries"]), "utf-8")
        _run(work, "bare", str(libraries))
    ours, bare = [], []
    for _round in range(rounds):
        ours.append(_run(work, "ours", str(folder)))
        bare.append(_run(work, "bare", str(libraries)))
    busy = figures.median([o["busy"] for o in ours]) / figures.median([b["busy"] for b in bare])
    return [
        figures.times(
            figures.START, "start to usable window ÷ bare window", "ms", [o["wall"] for o in ours],
            [b["wall"] for b in bare], figures.START_TIMES,
            f"{_of(ours, 'wall'):.0f} ÷ {_of(bare, 'wall'):.0f} ms; by processor time {busy:.2f} ×"
            f" ({_of(ours, 'busy'):.0f} ÷ {_of(bare, 'busy'):.0f} ms)",
        ),
        figures.times(
            figures.MEMORY, "memory after start ÷ bare window", "MiB", [o["mib"] for o in ours],
            [b["mib"] for b in bare], figures.MEMORY_TIMES,
            f"{_of(ours, 'mib'):.0f} ÷ {_of(bare, 'mib'):.0f} MiB",
        ),
    ]  # fmt: skip


def _of(runs: list[dict[str, Any]], key: str) -> float:
    return figures.median([run[key] for run in runs])


def _run(work: Path, kind: str, argument: str) -> dict[str, Any]:
    """One start: milliseconds by the clock and by the processor, memory in MiB, libraries."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(work / "compiled")
    began = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench.start_child", kind, argument],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return {
        "wall": (found["moment"] - began) / 1e6,
        "busy": found["busy"] / 1e6,
        "mib": found["kib"] / 1024,
        "libraries": found["libraries"],
    }
