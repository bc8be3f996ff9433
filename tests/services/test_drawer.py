"""The drawer opens with cash and by permission, first and once, and every opening is in the audit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, drawer, print_jobs, refund_documents, sales
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.settings import set_setting
from pos_app.services.verify import verify
from tests.services.counter_kit import open_counter
from tests.services.printer_kit import KICK, Printer, free_port
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

KIM = Actor("kim", "Kim", "manager")


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as shop:
        desk = open_counter(shop)
        yield desk
        assert [str(problem) for problem in verify(desk).problems] == []


@pytest.fixture
def printer(desk: Desk) -> Iterator[Printer]:
    with Printer() as found:
        set_setting(as_owner(desk), key="printer.target", value=found.target)
        yield found


def pay(desk: Desk, type_: str = "cash", amount: int = 2000) -> SaleCompleted:
    carts.add_product(desk, product_id=1)
    due = carts.current(desk).priced
    assert due is not None
    wanted = amount if type_ == "cash" else due.total
    return sales.complete_cart(desk, tenders=[Tender(type_, wanted)])  # type: ignore[arg-type]


def audited(desk: Desk) -> list[tuple[str, str, str, int | None]]:
    """(event, actor, approved by, sale) of every opening."""
    with desk.db.read() as session:
        rows = session.execute(
            text(
                "SELECT a.event, a.actor, a.approved_by, a.sale_id FROM audit_journal a"
                " WHERE a.event = 'drawer_opened' ORDER BY a.id"
            )
        )
        return [tuple(row) for row in rows]


def jobs(desk: Desk) -> list[tuple[str, str]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text("SELECT kind, state FROM print_job ORDER BY id"))]


def test_cash_opens_the_drawer_before_the_receipt_and_alone(desk: Desk, printer: Printer) -> None:
    sale = pay(desk)
    assert jobs(desk) == [("drawer", "waiting"), ("receipt", "waiting")]
    print_jobs.run_waiting(desk)
    first, second = printer.pieces
    assert first == KICK
    assert sale.number.encode() in second
    assert KICK not in second
    assert jobs(desk) == [("drawer", "done"), ("receipt", "done")]


def test_the_opening_is_sealed_in_the_entry_of_its_sale(desk: Desk, printer: Printer) -> None:
    sale = pay(desk)
    assert audited(desk) == [("drawer_opened", "dana", "", sale.sale_id)]
    with desk.db.read() as session:
        entries = session.execute(
            text("SELECT s.entry_id, a.entry_id FROM sale s JOIN audit_journal a ON a.sale_id = s.id")
        ).one()
    assert entries[0] == entries[1]


def test_a_card_leaves_it_shut(desk: Desk, printer: Printer) -> None:
    pay(desk, "card")
    print_jobs.run_waiting(desk)
    assert len(printer.pieces) == 1
    assert KICK not in printer.pieces[0]
    assert audited(desk) == []


def test_cash_given_back_opens_it(desk: Desk, printer: Printer) -> None:
    sale = pay(desk)
    refund_documents.refund_json(desk, {"of": sale.number})
    assert [row[3] for row in audited(desk)] == [sale.sale_id, sale.sale_id + 1]
    print_jobs.run_waiting(desk)
    assert printer.pieces[:2] == [KICK, KICK]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("drawer.pin", ""),
        ("printer.target", ""),
        ("printer.target", "pdf:receipt.pdf"),
        ("printer.target", "system:Front"),
    ],
)
def test_without_a_drawer_nothing_is_sent_or_noted(
    desk: Desk, printer: Printer, key: str, value: str
) -> None:
    set_setting(as_owner(desk), key=key, value=value)
    pay(desk)
    assert "drawer" not in [kind for kind, _state in jobs(desk)]
    assert audited(desk) == []
    with pytest.raises(UserError) as caught:
        drawer.open_drawer(replace(desk, actor=KIM), reason="change")
    assert caught.value.code == "no_drawer"
    assert audited(desk) == []


def test_the_command_line_opens_no_drawer(desk: Desk, printer: Printer) -> None:
    line = {"sku": "SEAL-W", "quantity": "1"}
    sell_json(replace(desk, automatic=True), {"lines": [line], "tenders": [{"type": "cash", "amount": "20"}]})
    assert jobs(desk) == [("receipt", "waiting")]
    assert audited(desk) == []


def test_the_pin_is_a_setting(desk: Desk, printer: Printer) -> None:
    set_setting(as_owner(desk), key="drawer.pin", value="5")
    pay(desk)
    print_jobs.run_waiting(desk)
    assert printer.pieces[0] == b"\x1bp\x01\x19\xfa"
    with pytest.raises(UserError):
        set_setting(as_owner(desk), key="drawer.pin", value="3")


def test_by_hand_it_needs_permission_and_a_reason(desk: Desk, printer: Printer) -> None:
    with pytest.raises(ApprovalError):
        drawer.open_drawer(desk, reason="change")
    kim = replace(desk, actor=KIM)
    with pytest.raises(UserError) as caught:
        drawer.open_drawer(kim)
    assert caught.value.code == "reason_missing"
    assert (jobs(desk), audited(desk)) == ([], [])
    drawer.open_drawer(kim, approval=Approval(reason="coins for the machine"))
    assert audited(desk) == [("drawer_opened", "kim", "", None)]
    with desk.db.read() as session:
        of_it = "SELECT text_hash FROM audit_journal WHERE event = 'drawer_opened'"
        block = session.execute(text(f"SELECT block FROM text_block WHERE hash = ({of_it})")).scalar_one()
    assert json.loads(block) == {"reason": "coins for the machine"}
    print_jobs.run_waiting(desk)
    assert printer.pieces == [KICK]


def test_till_events_take_rows_and_a_pulse_along(desk: Desk, printer: Printer) -> None:
    with desk.db.write() as session:
        rows = drawer.kick_rows(session, desk, reason="float")
        assert [row["event"] for row in rows] == ["drawer_opened"]
        session.rollback()
    assert jobs(desk) == []


def test_a_drawer_that_did_not_open_is_said_and_never_opens_later(desk: Desk, data_dir: Path) -> None:
    set_setting(as_owner(desk), key="printer.target", value=f"tcp:127.0.0.1:{free_port()}")
    sale = pay(desk)
    done = print_jobs.run_waiting(desk)
    said = [english(notice) for notice in done.notices]
    assert said[0].startswith("The drawer did not open: ")
    assert sale.number in said[1]
    assert jobs(desk) == [("drawer", "done"), ("receipt", "failed")]
    assert print_jobs.state(desk).failed == 1
    with Printer() as printer:
        with desk.db.write() as session:
            session.execute(text("UPDATE print_job SET target = :t"), {"t": printer.target})
            session.commit()
        print_jobs.retry_failed(desk)
        print_jobs.run_waiting(desk)
    assert len(printer.pieces) == 1
    assert KICK not in printer.pieces[0]
    assert sale.number.encode() in printer.pieces[0]


@pytest.mark.parametrize("later", [timedelta(minutes=3), timedelta(minutes=-3)])
def test_a_pulse_left_over_from_a_crash_opens_nothing(desk: Desk, printer: Printer, later: timedelta) -> None:
    pay(desk)
    moved = replace(desk, clock=lambda: desk.clock() + later)
    assert print_jobs.run_waiting(moved).notices == ()
    assert len(printer.pieces) == 1
    assert KICK not in printer.pieces[0]
    assert jobs(desk) == [("drawer", "done"), ("receipt", "done")]


def test_a_sale_made_while_paper_is_printed_opens_at_once_and_is_printed_too(
    desk: Desk, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pay(desk)
    second: list[SaleCompleted] = []
    send = drawer.send

    def sell_another(desk: Desk, **facts: str) -> object:
        if not second:
            second.append(pay(desk))
            # What the window does after every sale; the running sender takes the jobs over.
            assert print_jobs.run_waiting(desk).ids == ()
        return send(desk, **facts)

    monkeypatch.setattr(drawer, "send", sell_another)
    print_jobs.run_waiting(desk)
    assert printer.pieces[:2] == [KICK, KICK]
    assert first.number.encode() in printer.pieces[2]
    assert second[0].number.encode() in printer.pieces[3]
