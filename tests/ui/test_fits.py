"""Forty percent longer texts fit on the smallest screen, and large letters too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from pos_app.services.desk import Desk
from pos_app.ui.customers.page import CustomersPage
from pos_app.ui.reports.page import ReportsPage
from pos_app.ui.sale.cart_model import ITEM
from pos_app.ui.sale.cart_table import CartTable
from pos_app.ui.sale.sidebar.section import Section
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from pos_app.ui.theme import LARGEST
from pos_app.ui.top_bar import TopBar
from pos_app.ui.widgets.elided_label import ElidedLabel
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, MARIA, SEALANT

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]
SMALLEST = (1366, 690)


@pytest.fixture
def at(open_counter: Opener, desk: Desk) -> AtCounter:
    give_a_past(desk)
    return open_counter(size=SMALLEST, language="qps")


def clipped(place: QWidget) -> list[str]:
    """Texts that are cut, at the edge of their widget or of the place."""
    found = []
    for widget in place.findChildren(QWidget):
        if isinstance(widget, Section) and widget.isVisibleTo(place):
            found += widget.cut_texts()
        if not widget.isVisibleTo(place) or not isinstance(widget, QLabel | QAbstractButton):
            continue
        if not (text := widget.text()):
            continue
        scrolls = any(isinstance(up, QScrollArea) for up in ancestors(widget))
        corner = widget.mapTo(place, widget.rect().bottomRight())
        if cut(widget) or corner.x() > place.width() or (corner.y() > place.height() and not scrolls):
            found.append(f"{text} ({widget.width()}×{widget.height()})")
    return found


def ancestors(widget: QWidget) -> list[QWidget]:
    parent = widget.parentWidget()
    return [] if parent is None else [parent, *ancestors(parent)]


def cut(widget: QLabel | QAbstractButton) -> bool:
    if isinstance(widget, ElidedLabel):
        return widget.is_elided()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    return widget.minimumSizeHint().width() > widget.width() + 1


@pytest.mark.parametrize("name", ["customers", "products", "till", "reports", "settings"])
def test_pages(at: AtCounter, name: str) -> None:
    at.shell.context.show_page(name)
    page = at.shell.window.page(name)
    if isinstance(page, CustomersPage):
        page.show_customer(MARIA)
    if isinstance(page, ReportsPage):
        at.wait_for(page.save.isEnabled)
    assert at.shell.window.size().toTuple() == SMALLEST
    assert clipped(page) == []


def test_the_sidebar(at: AtCounter) -> None:
    side = at.shell.window.findChild(Sidebar)
    assert isinstance(side, Sidebar)
    assert clipped(side) == []
    at.scan("C0012")
    assert clipped(side) == []
    at.press(Key.Key_L, Ctrl)
    assert clipped(side) == []


def test_finder_and_customer_form(at: AtCounter) -> None:
    at.press(Key.Key_F3)
    assert clipped(at.dialog) == []
    at.press(Key.Key_N, Ctrl)
    assert clipped(at.dialog) == []
    at.press(Key.Key_Return)
    assert clipped(at.dialog) == []
    assert at.dialog.height() <= SMALLEST[1]


def test_the_product_form(at: AtCounter) -> None:
    at.shell.context.show_page("products")
    page = at.shell.window.page("products")
    at.click(page.new_button)  # type: ignore[attr-defined]
    assert clipped(at.dialog) == []
    at.press(Key.Key_Return)
    assert clipped(at.dialog) == []
    assert at.dialog.height() <= SMALLEST[1]


@pytest.mark.parametrize("scale", [130, 150, LARGEST])
def test_large_letters_keep_the_counter_and_whole_hints(open_counter: Opener, scale: int) -> None:
    at = open_counter()
    at.shell.context.theme.use("light", scale)
    try:
        for _round in range(3):
            QApplication.processEvents()
        bar = at.shell.window.findChild(TopBar)
        assert isinstance(bar, TopBar)
        assert any(text.startswith("Counter") for text in at.labels(bar))
        assert clipped(bar) == []
        for name in ("customers", "products"):
            at.shell.context.show_page(name)
            QApplication.processEvents()
            field = at.shell.window.page(name).field  # type: ignore[attr-defined]
            room = field.width() - 2 * field.textMargins().left() - 20
            assert field.fontMetrics().horizontalAdvance(field.placeholderText()) <= room
    finally:
        at.shell.context.theme.use("light", 100)


def test_taking_back_without_receipt_fits(at: AtCounter) -> None:
    at.press(Key.Key_F6)
    assert clipped(at.dialog) == []
    at.press(Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert clipped(at.dialog) == []
    at.scan(BARCODES[SEALANT])
    assert at.dialog.height() <= SMALLEST[1]
    assert clipped(at.dialog) == []


@pytest.mark.parametrize(("scale", "least"), [(100, 300), (130, 250), (150, 250)])
def test_large_letters_leave_room_for_the_name_of_an_item(
    open_counter: Opener, scale: int, least: int
) -> None:
    at = open_counter()
    at.scan(BARCODES[SEALANT])
    at.shell.context.theme.use("light", scale)
    try:
        for _round in range(3):
            QApplication.processEvents()
        table = at.page.findChild(CartTable)
        assert isinstance(table, CartTable)
        assert table.columnWidth(ITEM) >= least
        widths = [table.columnWidth(column) for column in range(table.lines.columnCount())]
        assert sum(widths) <= table.viewport().width()
    finally:
        at.shell.context.theme.use("light", 100)
