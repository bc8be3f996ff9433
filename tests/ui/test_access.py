"""Everything that takes the focus has a name, and everything that is touched is large enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from pos_app.services.desk import Desk
from pos_app.ui import format as show
from pos_app.ui.customers.page import CustomersPage
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, MARIA

Key = Qt.Key
TOUCH = 44
PAGES = ("customers", "products", "till", "reports", "settings")


def inside(place: QWidget) -> Iterator[QWidget]:
    """Every widget that a person can see, parts of Qt's own composite widgets left out."""
    for widget in place.findChildren(QWidget):
        own = isinstance(widget.parent(), QAbstractSpinBox | QComboBox | QHeaderView)
        if widget.isVisibleTo(place) and not own and not isinstance(widget, QScrollBar):
            yield widget


def nameless(place: QWidget) -> list[str]:
    found = []
    for widget in inside(place):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def small(place: QWidget) -> list[str]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    return [
        f"{type(widget).__name__} “{widget.accessibleName()}” {widget.width()}×{widget.height()}"
        for widget in inside(place)
        if isinstance(widget, kinds) and (widget.height() < TOUCH or widget.width() < TOUCH)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_pages(at: AtCounter, desk: Desk, name: str) -> None:
    give_a_past(desk)
    at.shell.context.show_page(name)
    page = at.shell.window.page(name)
    if isinstance(page, CustomersPage):
        page.show_customer(MARIA)
    assert nameless(page) == []
    assert small(page) == []
    at.wait_for(lambda: not at.shell.context.operations.jobs.busy)


def test_the_sidebar(at: AtCounter, desk: Desk) -> None:
    give_a_past(desk, facts=4)
    side = at.shell.window.findChild(Sidebar)
    assert isinstance(side, Sidebar)
    assert nameless(side) == []
    assert small(side) == []
    at.scan("C0012")
    assert nameless(side) == []
    assert small(side) == []
    at.click(side.projects.plus)
    assert nameless(side) == []
    assert small(side) == []


@pytest.mark.parametrize("key", [Key.Key_F3, Key.Key_N])
def test_dialogs_of_the_sale(at: AtCounter, key: Qt.Key) -> None:
    at.press(
        key,
        Qt.KeyboardModifier.ControlModifier if key == Key.Key_N else Qt.KeyboardModifier.NoModifier,
    )
    assert nameless(at.dialog) == []
    assert small(at.dialog) == []


def test_the_product_dialog(at: AtCounter) -> None:
    at.shell.context.show_page("products")
    at.click(at.button("New product"))
    assert nameless(at.dialog) == []
    assert small(at.dialog) == []


def test_the_total_is_said_with_its_figure(at: AtCounter) -> None:
    at.scan(BARCODES[1])
    said = [label.accessibleName() for label in at.page.totals.findChildren(QLabel)]
    assert f"Total {show.money(at.cart.total, at.cart.currency)}" in said
