"""Keeps the processors from sleeping between what is measured.

A virtual machine's processor that has nothing to do is given to others, and comes back late: of commits of one row
every 200 ms, in a process that did nothing else, the p99 was 5 to 67 ms, and 1 to 6 ms with the processors awake. A
computer at a counter is nobody else's. So a loop on each processor does nothing for as long as the run lasts, at a
priority that yields to every other work; `--asleep` leaves it out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType

# It ends by itself when the process that started it is gone, however that ended.
_LOOP = """
import os
parent = os.getppid()
os.sched_setaffinity(0, {%d})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
while os.getppid() == parent:
    for _turn in range(100_000):
        pass
"""


class Awake:
    """A loop on each processor while the block runs; where the system has no priority that yields, none."""

    def __init__(self, wanted: bool = True) -> None:
        self._wanted = wanted and hasattr(os, "SCHED_IDLE")
        self._loops: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Awake:
        if self._wanted:
            self._loops = [
                subprocess.Popen([sys.executable, "-S", "-c", _LOOP % processor])
                for processor in sorted(os.sched_getaffinity(0))
            ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for loop in self._loops:
            loop.terminate()
        for loop in self._loops:
            loop.wait()

    @property
    def said(self) -> str:
        """For the head of the table."""
        return "kept awake" if self._loops else "left to sleep"
