"""The daily report in the real window: how long it takes, and how long the window stands still meanwhile."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QTimer

from benchmarks.bench.painted import until
from benchmarks.bench.window import Window
from pos_app.ui.reports.page import ReportsPage

TICK_MS = 2


class Gaps:
    """The longest time that the event loop did not come round."""

    def __init__(self) -> None:
        self.longest = 0
        self._last = time.perf_counter_ns()
        self._timer = QTimer(interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        now = time.perf_counter_ns()
        self.longest, self._last = max(self.longest, now - self._last), now

    def end(self) -> float:
        """Stop; the longest gap in milliseconds."""
        self._on_tick()
        self._timer.stop()
        return self.longest / 1e6


def measure(window: Window, rounds: int) -> dict[str, Any]:
    """Seconds until the report of the newest day with sales can be seen, and the longest gaps in milliseconds."""
    page = window.shell.window.page("reports")
    assert isinstance(page, ReportsPage)
    window.shell.window.show_page("reports")
    until(lambda: _is_shown(page), 600_000)
    seconds, gaps = [], []
    for _round in range(rounds):
        window.settle()
        gap, start = Gaps(), time.perf_counter()
        page.make()
        until(lambda: _is_shown(page), 600_000)
        seconds.append(time.perf_counter() - start)
        gaps.append(gap.end())
    window.shell.window.show_page("sale")
    return {"seconds": seconds, "gaps": gaps, "day": page.chosen_day.isoformat()}


def _is_shown(page: ReportsPage) -> bool:
    return bool(page.pdf) and page.preview.drawn
