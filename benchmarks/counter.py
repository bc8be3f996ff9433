"""The counter's actions through the real window on a shop's file: `python -m benchmarks.counter FOLDER ROUNDS`.

Every figure is milliseconds from the event sent to the painting finished (`benchmarks.bench.painted`), with the
processor time and the SQL statements it took.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt

from benchmarks.bench.painted import Stroke, press, stroke
from benchmarks.bench.window import Window
from pos_app.data.db import FILE_NAME
from pos_app.services import carts, holding
from pos_app.ui.sale.sidebar.sidebar import Sidebar

Key = Qt.Key
LONG = 60


@dataclass(slots=True)
class Action:
    """What one action took, round by round."""

    strokes: list[Stroke] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    def line(self, name: str) -> str:
        """A row of the table: medians and the 99th percentile in milliseconds."""
        sent = sorted(s.sent for s in self.strokes)
        busy = statistics.median(s.busy for s in self.strokes)
        p99 = sent[min(len(sent) - 1, len(sent) * 99 // 100)]
        said = statistics.median(self.statements) if self.statements else 0
        return f"{name:34} {statistics.median(sent):7.1f} {p99:7.1f} {busy:7.1f} {said:5.0f}"


class _Counter:
    """Counts what the drivers of a window's database are asked."""

    def __init__(self, window: Window) -> None:
        self.count = 0
        self._pool = window.database.engine.pool
        found = {id(c): c for c in _drivers(window)}
        for connection in found.values():
            connection.set_trace_callback(self._one)

    def _one(self, _text: str) -> None:
        self.count += 1


def _drivers(window: Window) -> list[sqlite3.Connection]:
    taken = [window.database.engine.raw_connection() for _ in range(4)]
    drivers = [t.driver_connection for t in taken]
    for one in taken:
        one.close()
    return [d for d in drivers if d is not None]


def measure(folder: Path, rounds: int) -> dict[str, Action]:
    """All actions `rounds` times each, on the shop in `folder`, whose open sale is thrown away."""
    codes, customers = _samples(folder, rounds)
    window = Window(folder)
    counted = _Counter(window)
    found: dict[str, Action] = {}

    def taken(name: str, act: Callable[[], Stroke]) -> None:
        action = found.setdefault(name, Action())
        before = counted.count
        action.strokes.append(act())
        action.statements.append(counted.count - before)

    try:
        for number, code in enumerate(codes):
            if number % 10 == 0:
                window.clear()
            taken("scan, up to 10 lines", lambda code=code: _scan(window, code))  # type: ignore[misc]
        window.clear()
        for code in codes[:LONG]:
            carts.scan(window.desk, code=code)
        window.page.refresh()
        window.settle()
        for code in codes[: max(10, rounds // 5)]:
            taken(f"scan, {LONG} lines", lambda code=code: _scan(window, code))  # type: ignore[misc]
        for _round in range(rounds):
            _short_sale(window, codes[:5])
            taken("one more (+)", lambda: _on_line(window, Key.Key_Plus))
            taken("remove line (Del)", lambda: _on_line(window, Key.Key_Delete))
        for number, customer_id in enumerate(customers):
            _short_sale(window, codes[:5])
            who = "most purchases" if number % 2 else "a regular"
            taken(f"customer → sidebar, {who}", lambda c=customer_id: _customer(window, c))  # type: ignore[misc]
            taken("scan with a customer", lambda: _scan(window, codes[6]))
            taken("hold", lambda: _hold(window))
            taken("resume", lambda: _resume(window))
    finally:
        window.clear()
        window.close()
    return found


def _samples(folder: Path, rounds: int) -> tuple[list[str], list[int]]:
    """Barcodes spread over the shop; in turn the first customers, who come as often in every made-up shop, and
    those with most purchases."""
    with sqlite3.connect(folder / FILE_NAME) as file:
        count = file.execute("SELECT count(*) FROM product").fetchone()[0]
        step = max(1, count // max(rounds, LONG + 10))
        rows = file.execute(
            "SELECT min(barcode) FROM product_barcode JOIN product p ON p.id = product_id"
            " WHERE active AND price > 0 AND unit = 'ea' AND p.id % ? = 0 GROUP BY p.id LIMIT ?",
            (step, max(rounds, LONG + 10)),
        )
        codes = [row[0] for row in rows]
        best = file.execute(
            "SELECT customer_id FROM sale WHERE customer_id IS NOT NULL GROUP BY customer_id"
            " ORDER BY count(*) DESC LIMIT ?",
            (rounds // 2,),
        ).fetchall()
        regulars = file.execute(
            "SELECT id FROM customer WHERE erased_at = '' ORDER BY id LIMIT ?", (len(best),)
        ).fetchall()
    file.close()
    return codes, [row[0] for pair in zip(regulars, best, strict=False) for row in pair]


def _short_sale(window: Window, codes: list[str]) -> None:
    holding.clear(window.desk)
    for code in codes:
        carts.scan(window.desk, code=code)
    window.page.refresh()
    window.page.focus_scan()
    window.settle()


def _scan(window: Window, code: str) -> Stroke:
    """Enter after a code; typed at once, for on a busy machine single keys would not look like a scanner's."""
    page, before = window.page, window.page.view
    page.scan.edit.setText(code)
    taken = stroke(lambda: press(Key.Key_Return), page.card.table, lambda: page.view.lines != before.lines)
    window.settle()
    return taken


def _on_line(window: Window, key: Key) -> Stroke:
    page, before = window.page, window.page.view
    taken = stroke(lambda: press(key), page.card.table, lambda: page.view.lines != before.lines)
    window.settle()
    return taken


def _customer(window: Window, customer_id: int) -> Stroke:
    sidebar = window.shell.window.findChild(Sidebar)
    assert isinstance(sidebar, Sidebar)
    run = window.shell.context.operations.run
    taken = stroke(
        lambda: run(carts.set_customer, customer_id=customer_id),
        sidebar.person_card,
        lambda: sidebar.person is not None and sidebar.person.id == customer_id,
    )
    window.settle()
    return taken


def _hold(window: Window) -> Stroke:
    page = window.page
    taken = stroke(
        lambda: window.shell.context.operations.run(holding.hold), page.totals, lambda: not page.view.lines
    )
    window.settle()
    return taken


def _resume(window: Window) -> Stroke:
    page = window.page
    newest = holding.held(window.desk)[0].id
    taken = stroke(
        lambda: window.shell.context.operations.run(holding.resume, cart_id=newest),
        page.card.table,
        lambda: bool(page.view.lines),
    )
    window.settle()
    return taken


def main() -> None:
    """Print the table for a shop's folder."""
    results = measure(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30)
    sys.stdout.write(f"{'':34} {'median':>7} {'p99':>7} {'CPU':>7} {'SQL':>5}\n")
    for name, action in results.items():
        sys.stdout.write(action.line(name) + "\n")


if __name__ == "__main__":
    main()
