"""How long paper takes, each figure beside its limit: `python -m benchmarks.paper` from the source folder."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from pos_app.printing.daily_report_pdf import daily_report_pdf
from pos_app.printing.escpos import receipt_escpos
from pos_app.printing.receipt_pdf import receipt_pdf
from tests.printing.examples import LONG_REPORT, MANY_LINES, PICTURE, REPORT

COLD = """
import time
from tests.printing.examples import PICTURE
start = time.perf_counter()
from pos_app.printing.receipt_pdf import receipt_pdf
receipt_pdf(PICTURE)
print((time.perf_counter() - start) * 1000)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """Median and worst of some runs in milliseconds, and what is allowed."""

    name: str
    median: float
    worst: float
    limit: float


def measured(name: str, limit: float, work: Callable[[], object], runs: int = 40) -> Figure:
    """`runs` runs after two to warm up."""
    work()
    work()
    times = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return Figure(name, statistics.median(times), max(times), limit)


def first_receipt(runs: int = 5) -> Figure:
    """The first receipt of a process: imports, fonts and all."""
    times = []
    for _run in range(runs):
        done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
        times.append(float(done.stdout))
    return Figure("first receipt PDF of a process", statistics.median(times), max(times), 250)


def figures() -> list[Figure]:
    """All rows about paper."""
    return [
        measured("receipt PDF, 5 lines", 30, lambda: receipt_pdf(PICTURE)),
        measured("receipt PDF, 100 lines", 100, lambda: receipt_pdf(MANY_LINES)),
        measured("receipt ESC/POS, 5 lines", 5, lambda: receipt_escpos(PICTURE)),
        measured("daily report PDF, 1 page", 300, lambda: daily_report_pdf(REPORT)),
        measured("daily report PDF, 3 pages", 300, lambda: daily_report_pdf(LONG_REPORT)),
        first_receipt(),
    ]


def main() -> int:
    """Prints the table; 1 if a median is over its limit."""
    rows = figures()
    sys.stdout.write(f"{'':34}{'median':>9}{'worst':>9}{'limit':>9}  ms\n")
    for row in rows:
        mark = "" if row.median <= row.limit else "  over"
        sys.stdout.write(f"{row.name:34}{row.median:9.1f}{row.worst:9.1f}{row.limit:9.0f}{mark}\n")
    return int(any(row.median > row.limit for row in rows))


if __name__ == "__main__":
    sys.exit(main())
