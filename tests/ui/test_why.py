"""Why this figure: with real keys and clicks, of the open sale and of a finished one, on screen and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos_app.ui.sale.dialogs.why import WhyDialog
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, CHAIN, SEALANT
from tests.ui.test_fits import SMALLEST, clipped

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


def chosen(at: AtCounter) -> str:
    """The key of the figure whose sum is shown."""
    dialog = at.dialog
    assert isinstance(dialog, WhyDialog)
    figure = dialog.table.current_row()
    assert figure is not None
    return figure.key


def test_f11_tells_the_selected_line_and_the_arrows_walk_on(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.scan(BARCODES[CHAIN])
    at.press(Key.Key_F11)
    assert chosen(at) == "line:2"
    assert "1 m × 4.20 list price" in at.labels()
    at.press(Key.Key_Up)
    assert chosen(at) == "line:1"
    assert "−0.42" in at.labels()
    for _step in range(20):
        at.press(Key.Key_Down)
    assert chosen(at) in ("cash", "total", "points")
    at.press(Key.Key_Escape)
    assert at.ready


def test_a_click_on_a_total_tells_that_one(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.click(next(label for label in at.page.totals.findChildren(QLabel) if label.text() == "Subtotal"))
    assert chosen(at) == "subtotal"
    at.press(Key.Key_Return)
    at.click(next(label for label in at.page.totals.findChildren(QLabel) if label.text() == "Total"))
    assert chosen(at) == "total"


def test_a_finished_sale_is_explained_too(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.press(Key.Key_F11)
    assert chosen(at) == "total"
    assert any(text.startswith("Receipt 1-") for text in at.labels())
    at.press(Key.Key_Escape)
    number = _last(at)
    at.scan(number)
    at.press(Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert f"Receipt {number}" in at.labels()


def _last(at: AtCounter) -> str:
    from pos_app.services import sales

    last = sales.last_sale(at.desk)
    assert last is not None
    return last.number


def test_the_sum_is_printed_and_without_a_printer_shown(at: AtCounter, data_dir: Path) -> None:
    opened: list[Path] = []

    def open_file(path: Path) -> bool:
        opened.append(path)
        return True

    at.page.deeds.open_file = open_file
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F11)
    at.press(Key.Key_P, Ctrl)
    (path,) = opened
    assert path.parent == data_dir / "explanations"
    assert path.read_bytes().startswith(b"%PDF")


def test_with_a_printer_the_sum_goes_there(at: AtCounter, tmp_path: Path) -> None:
    from pos_app.services import settings

    out = tmp_path / "roll.bin"
    settings.set_setting(at.desk, key="printer.target", value=f"file:{out}")
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F11)
    at.press(Key.Key_P, Ctrl)
    at.wait_for(out.exists)
    assert b"list price" in out.read_bytes()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_long_texts_fit(open_counter: Callable[..., AtCounter], mode: str) -> None:
    at = open_counter(size=SMALLEST, language="qps", mode=mode)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F11)
    dialog = at.dialog
    assert dialog.width() <= SMALLEST[0]
    assert dialog.height() <= SMALLEST[1]
    for _step in range(6):
        assert clipped(dialog) == []
        at.press(Key.Key_Down)
