"""Workers with a window each, told what to do in turn: what is compared is measured at the same time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]


class WorkerFailedError(RuntimeError):
    """A worker could not do what it was told."""


class Worker:
    """A process with the real window on one shop; see `benchmarks.bench.worker`."""

    def __init__(self, folder: Path, rounds: int) -> None:
        # Not a pipe: Qt says something with every small window, and nobody would read it.
        self._said = TemporaryFile("w+")  # noqa: SIM115 - it lives as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.bench.worker", str(folder), str(rounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said if os.environ.get("BENCH_QUIET", "1") == "1" else None,
            text=True,
            cwd=ROOT,
        )
        self._read()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            # It is a copy: what the window still wants to finish, such as a backup of a gigabyte, nobody needs.
            self._process.kill()
            self._process.wait()
        self._said.close()

    def strokes(self, what: str, rounds: int, start: int = 0) -> list[list[float]]:
        """So many rounds of an action: [sent, delivered, busy] of each stroke, in milliseconds."""
        found: list[list[float]] = self.ask({"do": what, "from": start, "rounds": rounds})["strokes"]
        return found

    def strokes_and_bare(
        self, what: str, rounds: int, start: int = 0
    ) -> tuple[list[list[float]], list[list[float]]]:
        """The same, and beside each what the machine itself took: [commit, arithmetic], see `benchmarks.bench.bare`."""
        answer = self.ask({"do": what, "from": start, "rounds": rounds, "bare": True})
        return answer["strokes"], answer["bare"]

    def stay_on(self, processor: int) -> None:
        """Keep the window to one processor, counted round and round, where the system can be told so."""
        if hasattr(os, "sched_setaffinity"):
            every = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(self._process.pid, {every[processor % len(every)]})

    def ask(self, what: dict[str, Any]) -> dict[str, Any]:
        """One line out, one line in."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if "failed" in answer:
            raise WorkerFailedError(answer["failed"])
        return answer

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._said.seek(0)
            raise WorkerFailedError(f"the window ended: {self._said.read()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer
