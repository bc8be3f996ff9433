"""What stands on the screen after each action is what a window would show that was painted anew from nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from pos_app.services import carts, customers, holding
from pos_app.services.customers import CustomerForm
from pos_app.services.desk import Desk
from pos_app.ui.customers.finder import CustomerFinder
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from pos_app.ui.widgets.figure_label import FigureLabel
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, MARIA, PAINT, SEALANT, TRAP

Key = Qt.Key


@pytest.fixture
def still() -> Iterator[None]:
    """A cursor that does not blink."""
    flash = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    yield
    QApplication.setCursorFlashTime(flash)


def on_screen(at: AtCounter) -> QImage:
    """The picture that the display has, without the clock in the top bar and the cursor."""
    window = at.shell.window
    image = window.screen().grabWindow(window.winId()).toImage()
    painter = QPainter(image)
    painter.fillRect(window.top.rect(), Qt.GlobalColor.black)
    edit = at.page.scan.edit
    painter.fillRect(edit.rect().translated(edit.mapTo(window, edit.rect().topLeft())), Qt.GlobalColor.black)
    painter.end()
    return image


def painted_anew(at: AtCounter) -> QImage:
    """The same after the pictures that are kept were thrown away, and every widget was painted again."""
    at.shell.context.theme.changed.emit()
    for widget in at.shell.window.findChildren(QWidget):
        widget.update()
    at.pause()
    return on_screen(at)


def same(at: AtCounter) -> bool:
    at.pause()
    shown = on_screen(at)
    return shown == painted_anew(at)


def test_lines_and_figures(at: AtCounter, still: None) -> None:
    for code in (SEALANT, TRAP, PAINT):
        at.scan(BARCODES[code])
        assert same(at), f"after scanning {code}"
    at.scan(BARCODES[TRAP])
    assert same(at), "after one more of a line"
    for key in (Key.Key_Up, Key.Key_Plus, Key.Key_Minus, Key.Key_Delete):
        at.press(key)
        assert same(at), f"after {key}"
    at.page.show_message("A sentence below the lines.", "user")
    assert same(at), "with a bar below the lines"
    at.press(Key.Key_Escape)
    assert same(at), "without the bar"
    at.shell.context.operations.run(holding.hold)
    assert same(at), "on hold"
    at.shell.context.operations.run(holding.resume, cart_id=holding.held(at.desk)[0].id)
    assert same(at), "resumed"


def test_another_customer(at: AtCounter, desk: Desk, still: None) -> None:
    give_a_past(desk)
    run = at.shell.context.operations.run
    at.scan(BARCODES[PAINT])
    run(carts.set_customer, customer_id=MARIA)
    assert same(at), "the first customer"
    at.scan(BARCODES[TRAP])
    assert same(at), "the points of another line"
    form = CustomerForm(name="Aranya Somchai-Wattanapanich of the longest name", company="Wat & Sons")
    run(carts.set_customer, customer_id=customers.create(desk, form=form).customer_id)
    assert same(at), "one who was never here"
    run(carts.set_customer, customer_id=None)
    assert same(at), "nobody"
    run(carts.set_customer, customer_id=MARIA)
    assert same(at), "the first one again"


def test_what_another_program_sold_shows_with_the_next_customer(at: AtCounter, desk: Desk) -> None:
    run = at.shell.context.operations.run
    run(carts.set_customer, customer_id=MARIA)
    side = at.shell.window.findChild(Sidebar)
    assert isinstance(side, Sidebar)
    before = side.bought.texts()
    run(carts.set_customer, customer_id=None)
    give_a_past(desk)
    run(carts.set_customer, customer_id=MARIA)
    assert side.bought.texts() != before


def test_no_list_opens_while_a_code_is_scanned(at: AtCounter) -> None:
    searched: list[str] = []
    at.page.scan.searched.connect(searched.append)
    at.scan(BARCODES[SEALANT])
    assert [text for text in searched if text] == []
    at.type("4")
    at.wait_for(lambda: "4" in searched)


def test_the_finder_is_gone_after_its_customer(at: AtCounter) -> None:
    at.press(Key.Key_F3)
    at.type("maria")
    at.press(Key.Key_Return)
    assert at.cart.customer_id == MARIA
    at.wait_for(lambda: at.shell.window.findChild(CustomerFinder) is None)


def test_a_longer_figure_gets_its_room(qtbot: object) -> None:
    place = QWidget()
    row = QHBoxLayout(place)
    label = FigureLabel()
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignRight)
    label.setText("9.99")
    place.resize(400, 60)
    place.show()
    narrow = label.width()
    label.setText("12,345.67")
    QApplication.processEvents()
    assert label.width() >= label.sizeHint().width() > narrow
    label.setText("1.00")
    QApplication.processEvents()
    assert label.width() == label.sizeHint().width() < narrow * 2
