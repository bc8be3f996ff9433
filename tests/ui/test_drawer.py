"""The drawer at the counter: cash opens it before the receipt comes, and trouble with it holds up nobody."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from pos_app.services import sales
from pos_app.services.desk import Actor
from pos_app.services.settings import set_setting
from tests.services.printer_kit import KICK, Printer, free_port
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, SEALANT

Key = Qt.Key


def use_printer(at: AtCounter, target: str) -> None:
    owner = replace(at.desk, actor=Actor("owner", "Owner", "owner"))
    at.shell.context.hub.publish(set_setting(owner, key="printer.target", value=target))


def sell_for_cash(at: AtCounter) -> str:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.wait_for(lambda: not at.has_dialog)
    last = sales.last_sale(at.desk)
    assert last is not None
    return last.number


def test_cash_opens_the_drawer_and_then_the_receipt_comes(at: AtCounter) -> None:
    with Printer() as printer:
        use_printer(at, printer.target)
        number = sell_for_cash(at)
        at.wait_for(lambda: len(printer.pieces) == 2)
    assert printer.pieces[0] == KICK
    assert number.encode() in printer.pieces[1]


def test_a_printer_that_is_off_loses_no_sale_and_opens_nothing_later(at: AtCounter) -> None:
    port = free_port()
    use_printer(at, f"tcp:127.0.0.1:{port}")
    number = sell_for_cash(at)
    at.wait_for(lambda: number in at.message)
    assert "was not printed" in at.message
    assert at.ready
    with Printer(port) as printer:
        at.press(Key.Key_P, Qt.KeyboardModifier.AltModifier)
        at.wait_for(lambda: len(printer.pieces) == 1)
    assert number.encode() in printer.pieces[0]
    assert KICK not in printer.pieces
