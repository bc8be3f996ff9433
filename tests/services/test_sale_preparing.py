"""A sale that was prepared is the sale that it would have been without; what others did meanwhile throws it away."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.data.db import Database
from pos_app.domain.payment import Tender
from pos_app.errors import MachineError, UserError
from pos_app.services import carts, customers, loyalty, sales, settings, till_closing, tills
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.verify import verify
from tests.services.counter_kit import open_counter
from tests.services.prepared_days import Days, Drawn, Pay, at_once, days, everything
from tests.services.shop_kit import NOON, as_owner
from tests.services.stocked_shop import small_shop

CASH = [Tender("cash", 100_00)]


def prepared(desk: Desk, tenders: list[Tender]) -> SaleCompleted:
    """Paid as the window does it."""
    plan = sales.prepare(desk)
    if plan is None:
        # What it drew before it gave up is drawn again.
        Drawn.begin(Drawn.scene)
    return sales.complete_cart(desk, tenders=tenders, prepared=plan)


def lived(folder: Path, pay: Pay, seed: int) -> tuple[Days, dict[str, list[tuple[object, ...]]]]:
    with days(folder, pay, seed=seed) as at:
        at.live(18)
        report = verify(at.desk)
        assert report.ok, report
        balances_are_those_of_the_books(at.desk)
        return at, everything(at.desk.db.path)


def balances_are_those_of_the_books(desk: Desk) -> None:
    """What sales added up to is what reckoning anew comes to."""
    kept = everything(desk.db.path)["customer_balance"]
    with desk.db.write() as session:
        for row in kept:
            loyalty.refresh_balance(session, row[0])
        session.commit()
    assert everything(desk.db.path)["customer_balance"] == kept


def test_prepared_or_not_every_row_answer_and_receipt_is_the_same(tmp_path: Path) -> None:
    did: Counter[str] = Counter()
    for seed in range(3):
        first, ours = lived(tmp_path / f"a{seed}", prepared, seed)
        second, theirs = lived(tmp_path / f"b{seed}", at_once, seed)
        for name in theirs:
            assert ours[name] == theirs[name], (seed, name)
        assert [replace(s, notices=()) for s in first.sold] == [replace(s, notices=()) for s in second.sold]
        assert [s.notices for s in first.sold] == [s.notices for s in second.sold]
        assert first.did == second.did
        did += first.did
    wanted = {
        "with gift",
        "with credit",
        "with tax",
        "with an offer",
        "money back",
        "rounded",
        "_use",
        "_back",
    }
    assert wanted <= did.keys(), did


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """A counter that is open, with a seal and a chain rung up for Maria."""
    with small_shop(data_dir) as made:
        clock = [NOON]
        counter = open_counter(replace(as_owner(made), clock=lambda: clock[0]))
        carts.set_customer(counter, customer_id=1)
        carts.add_product(counter, product_id=1)
        carts.add_product(counter, product_id=2)
        yield counter


def planned(desk: Desk) -> sales.Prepared:
    found = sales.prepare(desk)
    assert found is not None
    return found


def test_what_is_prepared_needs_no_more_than_the_payment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(desk)
    assert sales.prepare(desk, kept=plan) is plan

    def must_not(*_args: object, **_more: object) -> None:
        raise AssertionError("planned again")

    monkeypatch.setattr(sales, "make_plan", must_not)
    sale = sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert sale.change == 100_00 - sale.paid
    assert carts.current(desk).lines == ()
    assert verify(desk).ok


@pytest.fixture
def elsewhere(desk: Desk) -> Iterator[Desk]:
    """The same shop in another process, at till 2 of the command line."""
    other = replace(desk, db=Database(desk.db.path), automatic=True)
    yield other
    other.db.close()


def test_a_price_changed_elsewhere_counts(desk: Desk, elsewhere: Desk) -> None:
    plan = planned(desk)
    with closing(sqlite3.connect(elsewhere.db.path)) as connection:
        connection.execute("UPDATE product SET price = price * 2 WHERE id = 2")
        connection.commit()
    assert sales.prepare(desk, kept=plan) is not plan
    dearer = carts.current(desk).total
    assert dearer > plan.form.plan.priced.priced.total
    assert sales.complete_cart(desk, tenders=CASH, prepared=plan).total == dearer
    assert verify(desk).ok


def test_a_sale_of_another_till_goes_before(desk: Desk, elsewhere: Desk) -> None:
    plan = planned(desk)
    line = {"sku": "SEAL-W", "quantity": "2"}
    sold = sell_json(elsewhere, {"lines": [line], "tenders": [{"type": "cash", "amount": "50.00"}]})
    sale = sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert (sold["receipt"], sale.number) == ("1-000001", "1-000002")
    assert verify(desk).ok


def test_stock_that_another_till_took_is_warned_about(desk: Desk, elsewhere: Desk) -> None:
    plan = planned(desk)
    assert plan.form.plan.priced.warnings == ()
    line = {"sku": "SEAL-W", "quantity": "600"}
    sell_json(elsewhere, {"lines": [line], "tenders": [{"type": "cash", "amount": "9000.00"}]})
    sale = sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert len(sale.notices) == 1


def test_a_customer_who_was_renamed_is_on_the_receipt_under_the_new_name(desk: Desk) -> None:
    plan = planned(desk)
    form = replace(customers.get(desk, customer_id=1), name="Maria Nowak")
    customers.update(desk, customer_id=1, form=form)
    sales.complete_cart(desk, tenders=CASH, prepared=plan)
    blocks = everything(desk.db.path)["person_block"]
    assert len(blocks) == 1
    assert "Nowak" in str(blocks[0])


def test_a_line_more_is_paid_for(desk: Desk) -> None:
    plan = planned(desk)
    carts.add_product(desk, product_id=5)
    total = carts.current(desk).total
    assert sales.complete_cart(desk, tenders=CASH, prepared=plan).total == total


def test_after_midnight_it_is_the_next_day(desk: Desk) -> None:
    plan = planned(desk)
    tomorrow = replace(desk, clock=lambda: NOON + timedelta(days=1))
    sales.complete_cart(tomorrow, tenders=CASH, prepared=plan)
    with closing(sqlite3.connect(desk.db.path)) as connection:
        found = connection.execute("SELECT business_date, sold_at FROM sale").fetchall()
    assert found == [("2026-11-22", "2026-11-22T12:00:00Z")]


def test_a_till_that_was_closed_meanwhile_takes_nothing(desk: Desk, elsewhere: Desk) -> None:
    plan = planned(desk)
    till_closing.close_till(replace(elsewhere, automatic=False), counted=0)
    with pytest.raises(UserError) as caught:
        sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert caught.value.code == "till_closed"
    assert len(carts.current(desk).lines) == 2
    assert sales.prepare(desk) is None
    tills.open_till(desk, amount=0)
    assert sales.complete_cart(desk, tenders=CASH, prepared=plan).number == "1-000001"


def test_somebody_else_at_the_till_is_the_cashier(desk: Desk) -> None:
    plan = planned(desk)
    sales.complete_cart(replace(desk, actor=Actor("kim", "Kim")), tenders=CASH, prepared=plan)
    with closing(sqlite3.connect(desk.db.path)) as connection:
        assert connection.execute("SELECT cashier FROM sale").fetchall() == [("Kim",)]


def test_it_is_paid_once(desk: Desk) -> None:
    plan = planned(desk)
    sales.complete_cart(desk, tenders=CASH, prepared=plan)
    with pytest.raises(UserError) as caught:
        sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert caught.value.code == "empty_cart"


def test_too_little_leaves_the_sale_and_what_was_prepared(desk: Desk) -> None:
    plan = planned(desk)
    with pytest.raises(UserError) as caught:
        sales.complete_cart(desk, tenders=[Tender("cash", 1_00)], prepared=plan)
    assert caught.value.code == "underpaid"
    assert sales.prepare(desk, kept=plan) is plan
    sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert verify(desk).ok


def test_nothing_is_prepared_that_cannot_be_paid(desk: Desk) -> None:
    settings.set_setting(desk, key="loyalty.rewards", value=[])
    carts.add_product(desk, product_id=3)
    assert sales.prepare(replace(desk, automatic=True)) is None
    sales.complete_cart(desk, tenders=CASH)
    assert sales.prepare(desk) is None


def test_a_file_that_is_locked_keeps_the_prepared_sale(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_app.data.db.BUSY_SECONDS", 0)
    plan = planned(desk)
    with closing(sqlite3.connect(desk.db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineError) as caught:
            sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert caught.value.code == "database_locked"
    sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert verify(desk).ok


def test_a_sale_that_breaks_off_half_way_leaves_nothing(desk: Desk) -> None:
    plan = planned(desk)
    before = everything(desk.db.path)
    with closing(sqlite3.connect(desk.db.path)) as connection:
        connection.execute(
            "CREATE TRIGGER breaks BEFORE DELETE ON cart BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
        connection.commit()
        plan = planned(desk)
        with pytest.raises(sqlite3.IntegrityError):
            sales.complete_cart(desk, tenders=CASH, prepared=plan)
        assert everything(desk.db.path) == before
        connection.execute("DROP TRIGGER breaks")
        connection.commit()
    sales.complete_cart(desk, tenders=CASH, prepared=plan)
    assert verify(desk).ok
