"""What the machine itself takes at the moment of a stroke: for one row kept for good, and for a little arithmetic.

A stroke holds a commit, and processor time. Where a bare commit takes 50 ms now and then, or 5 ms of arithmetic take
20 because the host had other work, no program's p99 is below that; so both stand beside the strokes.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

SPIN_MS = 5


class Bare:
    """A SQLite file beside the shop's, with the shop's way of keeping things."""

    def __init__(self, folder: Path) -> None:
        self._book = sqlite3.connect(folder / "bare.tmp", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._book.execute(f"PRAGMA {pragma}")
        self._book.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, text TEXT)")
        # The fastest of some: what the machine can do when it is left alone.
        self._turns = max(1, round(1_000 * SPIN_MS / min(self._spin(1_000) for _time in range(50))))

    def measure(self) -> tuple[float, float]:
        """Milliseconds of a commit of one row, and of what takes `SPIN_MS` where nothing disturbs."""
        self._book.execute("BEGIN IMMEDIATE")
        self._book.execute("INSERT INTO bare (text) VALUES (?)", ("x" * 200,))
        start = time.perf_counter_ns()
        self._book.execute("COMMIT")
        return (time.perf_counter_ns() - start) / 1e6, self._spin(self._turns)

    def close(self) -> None:
        """Close the file."""
        self._book.close()

    @staticmethod
    def _spin(turns: int) -> float:
        start, found = time.perf_counter_ns(), 0
        for turn in range(turns):
            found += turn * turn
        return (time.perf_counter_ns() - start) / 1e6
