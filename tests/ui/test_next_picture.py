"""The line first: what stands beside it comes a picture later, and its keys count from the scan on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from pos_app.domain.quantity import ONE
from pos_app.services import carts
from pos_app.ui.sale.next_picture import NextPicture
from pos_app.ui.sale.page import SalePage
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, SCREW, SEALANT


class Order(QObject):
    """Writes down what is painted, and when the pack's bar comes."""

    def __init__(self, at: AtCounter) -> None:
        super().__init__()
        self._at = at
        self.seen: list[str] = []
        at.page.card.table.viewport().installEventFilter(self)
        at.page.pack.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        if watched is self._at.page.pack:
            if event.type() == QEvent.Type.ShowToParent:
                self.seen.append("pack")
        elif event.type() == QEvent.Type.Paint:
            self.seen.append(f"{len(self._at.page.view.lines)} lines")
        return False


def test_the_line_is_painted_before_the_bar_of_the_pack(at: AtCounter) -> None:
    order = Order(at)
    carts.add_product(at.desk, product_id=SCREW, quantity=163 * ONE)
    at.page.refresh()
    at.pause()
    assert order.seen[:2] == ["1 lines", "pack"]
    assert at.page.pack.isVisible()


def test_the_key_of_the_pack_counts_before_its_bar_is_there(at: AtCounter) -> None:
    carts.add_product(at.desk, product_id=SCREW, quantity=163 * ONE)
    at.page.refresh()
    assert not at.page.pack.isVisible()
    at.page.pack.take()
    at.pause()
    assert at.page.view.lines[0].sku == "SCREW-T25-200"
    assert not at.page.pack.isVisible()


def test_a_window_begins_with_buttons_as_they_are(at: AtCounter) -> None:
    page = SalePage(at.shell.context, Sidebar(at.shell.context))
    assert not page.pay.isEnabled()
    assert not page.buttons.button("hold").isEnabled()


def test_asked_often_it_is_done_once_and_behind_what_waits_to_be_painted(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.pause()
    done: list[str] = []
    order = Order(at)
    later = NextPicture(lambda: done.append(f"after {len(order.seen)}"), at.page)
    at.page.card.table.viewport().update()
    for _time in range(3):
        later.ask()
    assert done == []
    for _turn in range(3):
        QApplication.processEvents()
    assert done == ["after 1"]
    later.ask()
    at.pause()
    assert len(done) == 2
