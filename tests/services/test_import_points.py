"""Points of past sales: as the counter gives them, taken back with what is given back, and proven by `verify`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.services import settings, till_closing, till_reports
from pos_app.services.desk import Desk
from pos_app.services.documents import sell_json
from pos_app.services.explaining import explain_sale
from pos_app.services.importing import import_rows
from pos_app.services.importing.balances import refresh_balances
from pos_app.services.post import post
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.shop_kit import open_desk
from tests.services.till_kit import counter

# SKU, quantity, amount: with one point for each unit, 33.99 in all is 33 points.
LINES = (("A", "3", "10.00"), ("B", "3", "10.00"), ("C", "1", "13.99"))


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    settings.change_settings(found, {"tax": {"TAX": {"rate": "5.5"}}, "loyalty": {"points_per_unit": "1"}})
    import_rows(found, kind="products", rows=[{"sku": sku, "name": sku, "price": "1"} for sku in "ABC"])
    import_rows(found, kind="customers", rows=[{"code": "C1", "name": "Ann"}, {"code": "C2", "name": "Bee"}])
    yield found
    found.db.close()


def history(desk: Desk, *lines: Sequence[str], sale_id: str = "7") -> None:
    head = {"sale_id": sale_id, "sold_at": "2026-11-14", "customer_code": "C1"}
    rows = [{**head, "sku": sku, "quantity": quantity, "amount": amount} for sku, quantity, amount in lines]
    assert import_rows(desk, kind="sales", rows=rows, earn_points=True).ok


def ask(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


@pytest.mark.parametrize(
    "lines",
    [
        LINES,
        LINES[:1],
        # What came back then lowers what the rest earned, and has no points of its own to take.
        (*LINES, ("A", "-1", "-5.00")),
        (("A", "-1", "-5.00"), ("B", "-2", "-7.77"), ("C", "1", "1.00")),
        (("A", "1", "0.99"),),
    ],
)
def test_a_past_sale_earns_as_the_counter_gives(desk: Desk, lines: Sequence[Sequence[str]]) -> None:
    history(desk, *lines)
    sold = [line for line in lines if not line[1].startswith("-")]
    if len(sold) == len(lines):
        priced = [
            {"sku": sku, "quantity": quantity, "unit_price": amount, "discount": {"amount": discount}}
            for sku, quantity, amount in sold
            for discount in [f"{float(amount) * (int(quantity) - 1):.2f}"]
        ]
        total = sum(round(float(amount) * 105.5 + 1e-9) for _sku, _quantity, amount in sold)
        tenders = [{"type": "card", "amount": f"{total / 100:.2f}"}]
        sell_json(desk, {"customer": "C1", "lines": priced, "tenders": tenders})
        by_line = [
            ask(desk, f"SELECT points FROM sale_line WHERE sale_id = {n} ORDER BY line_no") for n in (1, 2)
        ]
        assert by_line[0] == by_line[1]
    in_all = sum(round(float(amount) * 100) for _sku, _quantity, amount in lines)
    points = abs(in_all) // 100 * (1 if in_all > 0 else -1)
    assert ask(desk, "SELECT points FROM sale WHERE kind = 'history'") == [(points,)]
    assert ask(desk, "SELECT sum(points) FROM sale_line WHERE sale_id = 1") == [(points,)]
    assert verify(desk).problems == verify(desk, thorough=True).problems == []


def test_giving_back_takes_the_points_in_proportion(desk: Desk) -> None:
    history(desk, *LINES)
    assert ask(desk, "SELECT points FROM sale_line ORDER BY line_no") == [(10,), (10,), (13,)]
    for _time, left in enumerate((30, 26, 23)):
        # A third of ten points is given back with each of three pieces: 3, 4 and 3.
        refund_json(desk, {"of": "H/7", "lines": [{"line": 1, "quantity": "1"}]})
        assert ask(desk, "SELECT points FROM customer_balance WHERE customer_id = 1") == [(left,)]
    refund_json(desk, {"of": "H/7"})
    assert ask(desk, "SELECT points FROM customer_balance WHERE customer_id = 1") == [(0,)]
    assert [row[0] for row in ask(desk, "SELECT kind FROM point_ledger ORDER BY id")] == [
        "earn",
        *["return"] * 4,
    ]
    assert verify(desk).problems == verify(desk, thorough=True).problems == []
    assert explain_sale(desk, number="H/7")


def test_nobody_and_no_rate_earn_nothing(desk: Desk) -> None:
    rows = [{"sale_id": "8", "sold_at": "2026-11-14", "sku": "A", "quantity": "1", "amount": "50"}]
    assert import_rows(desk, kind="sales", rows=rows, earn_points=True).added == 1
    settings.change_settings(desk, {"loyalty": {"points_per_unit": "0"}})
    history(desk, *LINES)
    assert ask(desk, "SELECT sum(points) FROM sale_line") == [(0,)]
    assert ask(desk, "SELECT count(*) FROM point_ledger") == [(0,)]


def beside(desk: Desk, *, in_ledger: int, of_sale: int | None, points: int = 0) -> None:
    """A past sale as it was taken over before its points stood on it, or one that contradicts its ledger."""
    sale = {
        "id": 1, "document_id": "history::9", "number": "H/9", "kind": "history", "business_date": "2026-11-14",
        "sold_at": "2026-11-14T12:00:00Z", "till": "1", "currency": "USD", "exponent": 2, "customer_id": 1,
        "content_hash": "", "tax_rounding": "line", "subtotal": 2000, "discount": 0,
        "document_discount": 0, "cash_rounding": 0, "change": 0, "net": 2000, "tax": 0, "total": 2000,
        "paid": 2000, "points": points,
    }  # fmt: skip
    line = {
        "id": 1, "sale_id": 1, "line_no": 1, "kind": "goods", "product_id": 1, "sku": "A", "description": "A",
        "quantity": 2000, "unit": "ea", "unit_price": 10_000_000, "list_price": 10_000_000, "amount": 2000,
        "discount": 0, "tax": 0, "cost": 0,
        "net": 2000, "gross": 2000, "points": points,
    }  # fmt: skip
    earned = {"customer_id": 1, "kind": "earn", "points": in_ledger, "sale_id": of_sale, "expires_on": ""}
    with desk.db.write() as session:
        post(
            session,
            desk,
            kind="history",
            rows={"sale": [sale], "sale_line": [line], "point_ledger": [earned]},
        )
        session.commit()
    refresh_balances(desk, {1})


def test_points_beside_a_sale_of_before_stay_sound(desk: Desk) -> None:
    beside(desk, in_ledger=20, of_sale=None)
    assert verify(desk).problems == verify(desk, thorough=True).problems == []
    refund_json(desk, {"of": "H/9"})
    assert ask(desk, "SELECT points FROM customer_balance WHERE customer_id = 1") == [(20,)]
    assert verify(desk).problems == verify(desk, thorough=True).problems == []


@pytest.mark.parametrize("points", [0, 19])
def test_points_that_contradict_a_past_sale_are_found(desk: Desk, points: int) -> None:
    beside(desk, in_ledger=20, of_sale=1, points=points)
    for thorough in (False, True):
        said = [english(problem.message) for problem in verify(desk, thorough=thorough).problems]
        assert said == [f"points earned is 20, but comes to {points}"]


def test_points_of_an_import_while_the_till_is_open_are_not_of_its_z(data_dir: Path) -> None:
    with counter(data_dir) as at:
        settings.change_settings(at.owner, {"loyalty": {"points_per_unit": "1"}})
        import_rows(at.owner, kind="customers", rows=[{"code": "C1", "name": "Ann"}])
        at.open()
        rows = [{"sale_id": "8", "sold_at": "2026-11-14", "customer_code": "C1", "description": "Hose",
                 "quantity": "1", "amount": "50"}]  # fmt: skip
        assert import_rows(at.owner, kind="sales", rows=rows, earn_points=True).added == 1
        at.sell("10.00", customer="C1")
        closed = till_closing.close_till(at.owner, counted=11_000)
        assert till_reports.z_report(at.owner, number=closed.z_number).figures.points_earned == 10
        assert at.problems() == []
