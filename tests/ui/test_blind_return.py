"""Goods without receipt or name at the counter: found by scan or words, allowed by PIN, paid as store credit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import text

from pos_app.services import carts, pins, settings
from pos_app.services.desk import Actor, Desk
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.sale.dialogs.blind_return import BlindReturnDialog
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, PAINT, SEALANT
from tests.ui.test_giving_back import sold, tenders

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Opener = Callable[..., AtCounter]


@pytest.fixture
def at(open_counter: Opener, desk: Desk) -> AtCounter:
    """Dana is a cashier; Mo, a manager, has the PIN 4711."""
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    settings.set_setting(owner, key="staff.dana", value={"role": "cashier"})
    settings.set_setting(owner, key="staff.mo", value={"name": "Mo", "role": "manager"})
    pins.set_pin(owner, staff_code="mo", pin="4711")
    return open_counter()


def ask(at: AtCounter) -> None:
    at.press(Key.Key_F6)
    at.press(Key.Key_B, Alt)
    assert isinstance(at.dialog, BlindReturnDialog)


def audited(at: AtCounter) -> list[tuple[str, str, str]]:
    with at.desk.db.read() as session:
        statement = (
            "SELECT event, actor, approved_by FROM audit_journal"
            " WHERE event NOT IN ('pin_set', 'staff_changed') ORDER BY id"
        )
        return [(row[0], row[1], row[2]) for row in session.execute(text(statement))]


def test_by_scan_with_reason_and_pin_and_paid_as_a_slip(at: AtCounter) -> None:
    number = sold(at)
    ask(at)
    at.scan(BARCODES[SEALANT])
    found = f"SEAL-W: 8.07 for 1 ea, the lowest price of the last 30 days (receipt {number})."
    assert found in at.labels()
    at.type("2")
    assert "Money back: store credit 17.03." in at.labels()
    assert "Gift card and store credit: a slip over 17.03." in at.labels()
    at.press(Key.Key_1, Alt)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, ApprovalDialog)
    assert at.dialog.reason.text == "receipt lost", "the reason is not asked twice"
    at.type("4711")
    at.press(Key.Key_Return)
    assert at.ready
    assert at.lines == [("SEAL-W", -2000)]
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert tenders(at)[-1] == ("store_credit", -1703)
    assert audited(at) == [("blind_return", "dana", "mo")]


def test_by_words_and_arrows_and_the_reason_is_asked_for(at: AtCounter) -> None:
    ask(at)
    at.type("seal")
    at.press(Key.Key_Down)
    at.press(Key.Key_Return)
    assert any("Not sold in the last 30 days" in label for label in at.labels())
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    assert "Say why, in a few words." in at.labels()
    assert at.lines == []


def test_esc_in_the_approval_and_then_in_the_window_leaves_the_sale(at: AtCounter) -> None:
    at.scan(BARCODES[PAINT])
    before = carts.current(at.desk)
    ask(at)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_2, Alt)
    at.press(Key.Key_Return)
    at.press(Key.Key_Escape)
    assert isinstance(at.dialog, BlindReturnDialog)
    at.press(Key.Key_Escape)
    assert at.ready
    assert carts.current(at.desk) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0", "A quantity of zero cannot be sold."), ("1.5", None), ("9999999999", None)],
)
def test_a_quantity_that_is_none_is_one_sentence(at: AtCounter, typed: str, sentence: str | None) -> None:
    ask(at)
    at.scan(BARCODES[SEALANT])
    at.type(typed)
    at.press(Key.Key_1, Alt)
    at.press(Key.Key_Return)
    problem = getattr(at.dialog, "problem", "")
    assert problem
    assert sentence is None or problem == sentence
    assert at.lines == []


def test_what_nobody_knows_is_said(at: AtCounter) -> None:
    ask(at)
    at.scan("4099999999999")
    assert "There is no product 4099999999999." in at.labels()
    at.press(Key.Key_Return)
    assert "Say which product comes back." in at.labels()


def test_the_window_fits_the_smallest_screen(at: AtCounter) -> None:
    at.shell.window.resize(1366, 690)
    ask(at)
    at.scan(BARCODES[SEALANT])
    assert at.dialog.height() <= 690
    assert at.dialog.minimumSizeHint().height() <= 690
