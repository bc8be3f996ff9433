"""Why this figure: with real keys and clicks, of the open sale and of a finished one, on screen and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos_app.services.desk import Desk
from pos_app.ui.sale.dialogs.why import WhyDialog
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
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


def test_f11_tells_the_figure_that_tab_has_led_to(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    seen = []
    for _step in range(60):
        at.press(Key.Key_Tab)
        key = at.page.totals.focused_figure()
        if key and key not in seen:
            seen.append(key)
            at.press(Key.Key_F11)
            assert chosen(at) == key
            at.press(Key.Key_Escape)
            assert at.ready
            for _again in range(60):
                if at.page.totals.focused_figure() == key:
                    break
                at.press(Key.Key_Tab)
        if key == "total":
            break
    assert seen == ["subtotal", "tax:TAX", "total"]


def test_before_the_first_sale_there_is_nothing_to_explain(at: AtCounter) -> None:
    at.press(Key.Key_F11)
    assert not at.has_dialog
    assert "there is nothing to explain" in at.message


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
    settings.set_setting(as_owner(at.desk), key="printer.target", value=f"file:{out}")
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F11)
    at.press(Key.Key_P, Ctrl)
    at.wait_for(out.exists)
    assert b"list price" in out.read_bytes()


@pytest.mark.parametrize(("mode", "scale"), [("light", 100), ("dark", 100), ("light", 150)])
def test_long_texts_fit(open_counter: Callable[..., AtCounter], desk: Desk, mode: str, scale: int) -> None:
    give_a_past(desk)
    at = open_counter(size=SMALLEST, language="qps", mode=mode)
    at.shell.context.theme.use(mode, scale)
    try:
        for code in ("C0012", *BARCODES.values()):
            at.scan(code)
        at.press(Key.Key_F10)
        at.press(Key.Key_F11)
        dialog = at.dialog
        assert isinstance(dialog, WhyDialog)
        assert dialog.width() <= SMALLEST[0]
        assert dialog.height() <= SMALLEST[1]
        at.press(Key.Key_Home)
        keys = []
        for _step in range(len(dialog.table.rows_model.rows())):
            keys.append(chosen(at))
            assert clipped(dialog) == [], keys[-1]
            at.press(Key.Key_Down)
        assert {"line:1", "document_discount", "tax:TAX", "total", "points", "points_spent"} <= set(keys)
    finally:
        at.shell.context.theme.use("light", 100)
