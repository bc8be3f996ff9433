"""What is done at the counter to be measured: each returns one `Stroke`, and puts back what it changed.

`window.settle()` lies between the strokes, outside of what is measured: nobody scans 40 times a second, and what the
window does by itself after a stroke (the sidebar's second look, the search behind a pause) must not fall into the next.
"""

from __future__ import annotations

from PySide6.QtCore import Qt

from benchmarks.bench.painted import (
    NotPaintedError,
    Stroke,
    end_scan,
    press,
    scan_all_but_end,
    stroke,
    type_char,
    until,
)
from benchmarks.bench.window import Window
from pos_app.ui.customers.finder import CustomerFinder
from pos_app.ui.sale.sidebar.sidebar import Sidebar

Key = Qt.Key


def scan(window: Window, code: str) -> Stroke:
    """A scanner's last key → the line of the product is painted; the line stays."""
    page = window.page
    before = page.view
    scan_all_but_end(code)
    taken = stroke(end_scan, page.card.table, lambda: page.view.lines != before.lines)
    window.settle()
    return taken


NOTHING_MS = 1_000
"""After this long without a picture, a letter changed nothing that is shown."""


def search_key(window: Window, char: str) -> Stroke | None:
    """One more letter in the scan field → what it finds is painted; the text stays. None where it finds nothing."""
    page = window.page
    found: list[None] = []
    model = page.popup.list.model()
    seen = model.modelReset.connect(lambda: found.append(None))
    try:
        taken = stroke(
            lambda: type_char(char),
            page.popup.list,
            lambda: bool(found),
            page.scan.edit,
            timeout_ms=NOTHING_MS,
        )
    except NotPaintedError:
        return None
    finally:
        model.disconnect(seen)
    window.settle()
    return taken


def open_finder(window: Window) -> CustomerFinder:
    """F3, and the small window is there."""
    press(Key.Key_F3)
    until(lambda: window.dialog is not None and window.dialog.isVisible())
    window.settle()
    found = window.dialog
    assert isinstance(found, CustomerFinder)
    return found


def customer_key(window: Window, finder: CustomerFinder, char: str) -> Stroke | None:
    """One more letter of a customer → those found are painted; the text stays. None where nothing changes."""
    found: list[None] = []
    model = finder.table.model()
    seen = [
        signal.connect(lambda *_: found.append(None))
        for signal in (model.modelReset, model.dataChanged, model.rowsInserted, model.rowsRemoved)
    ]
    try:
        taken = stroke(
            lambda: type_char(char), finder.table, lambda: bool(found), finder.field, timeout_ms=NOTHING_MS
        )
    except NotPaintedError:
        return None
    finally:
        for connection in seen:
            model.disconnect(connection)
    window.settle()
    return taken


def choose(window: Window) -> Stroke:
    """Enter on the customer found → their sidebar is painted; the finder is open and has a row, nobody is chosen."""
    sidebar = window.shell.window.findChild(Sidebar)
    assert isinstance(sidebar, Sidebar)
    taken = stroke(lambda: press(Key.Key_Return), sidebar.person_card, lambda: sidebar.person is not None)
    window.settle()
    return taken
