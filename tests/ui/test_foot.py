"""The foot of the sale: bars that share Esc, and figures that may grow without moving anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from pos_app.domain.quantity import ONE
from pos_app.services import carts, sales
from pos_app.ui.sale.dialogs.why import WhyDialog
from pos_app.ui.widgets.key_button import KeyButton
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, MARIA, SCREW, SEALANT

Key = Qt.Key


def esc_buttons(at: AtCounter) -> list[str]:
    """The buttons that say they answer to Esc."""
    return [b.text() for b in at.page.findChildren(KeyButton) if b.isVisible() and b.key == "Esc"]


def test_esc_puts_the_newest_bar_away_and_only_that_one_says_so(at: AtCounter) -> None:
    carts.add_product(at.desk, product_id=SCREW, quantity=163 * ONE)
    at.page.refresh()
    at.pause()
    assert esc_buttons(at) == ["keep singles"]
    at.scan("0000000000000")
    assert esc_buttons(at) == ["Close"]
    at.press(Key.Key_Escape)
    assert at.message == ""
    assert not at.page.pack.isHidden()
    assert esc_buttons(at) == ["keep singles"]
    at.press(Key.Key_Escape)
    assert at.page.pack.isHidden()
    assert esc_buttons(at) == []


@pytest.mark.parametrize("total", [-1295, -999_999, 12_345_678, -12_345_678])
def test_a_total_of_any_length_moves_nothing(at: AtCounter, total: int) -> None:
    at.scan(BARCODES[SEALANT])
    places = [widget.geometry() for widget in (at.page.pay, at.page.card, at.page.totals, at.page.buttons)]
    at.page.totals.show_cart(replace(at.page.view, total=total, subtotal=total))
    QApplication.processEvents()
    QApplication.processEvents()
    assert places == [
        widget.geometry() for widget in (at.page.pay, at.page.card, at.page.totals, at.page.buttons)
    ]
    tops = {at.page.buttons.button(name).y() for name in ("hold", "discount", "customer", "why")}
    assert len(tops) == 2
    for label in at.page.totals.findChildren(QLabel):
        if label.isVisible():
            assert label.sizeHint().width() <= label.width(), label.text()


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Return])
@pytest.mark.parametrize("opened_by", [Key.Key_F1, Key.Key_F11])
def test_one_button_closes_what_only_tells(at: AtCounter, opened_by: Qt.Key, key: Qt.Key) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(opened_by)
    named = [b.text() for b in at.dialog.findChildren(KeyButton) if b.text()]
    assert sorted(named) == (["Close"] if opened_by == Key.Key_F1 else ["Close", "Print"])
    at.press(key)
    assert not at.has_dialog
    assert at.ready


def test_why_names_a_reward_and_its_amount(at: AtCounter) -> None:
    give_a_past(at.desk)
    at.scan("C0012")
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F10)
    at.press(Key.Key_F11)
    dialog = at.dialog
    assert isinstance(dialog, WhyDialog)
    named = "Reward for 500 points: 5.00, spread over the goods by size; the part of this line"
    assert named in at.labels()
    assert "−5.00" in at.labels()
    assert not any("R5" in text for text in at.labels())


def test_what_was_sold_for_less_says_so_when_it_comes_back(at: AtCounter) -> None:
    carts.set_customer(at.desk, customer_id=MARIA)
    at.scan(BARCODES[SEALANT])
    carts.discount_line(at.desk, line_id=at.cart.lines[0].id, percent=50_000)
    at.page.refresh()
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    last = sales.last_sale(at.desk)
    assert last is not None
    carts.add_return(at.desk, receipt=last.number, line=1, quantity=ONE)
    at.page.refresh()
    (line,) = at.page.view.lines
    assert line.amount == -807
    assert line.discount_text.endswith("−0.42")


def test_without_a_printer_the_receipt_is_shown(at: AtCounter, data_dir: Path) -> None:
    opened: list[Path] = []

    def open_file(path: Path) -> bool:
        opened.append(path)
        return True

    at.page.deeds.open_file = open_file
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert at.message == "No receipt printer is set up (Settings, Receipt printer). Ctrl P shows the receipt."
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (path,) = opened
    assert path.parent == data_dir / "receipts"
    assert path.read_bytes().startswith(b"%PDF")
    last = sales.last_sale(at.desk)
    assert last is not None
    assert last.number in at.message
    assert "printer.target" not in at.message
    assert at.ready


def test_a_receipt_that_nothing_opens_is_named(at: AtCounter) -> None:
    at.page.deeds.open_file = lambda _path: False
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert ".pdf" in at.message
