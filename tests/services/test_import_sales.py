"""Past sales and balances from a file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from pos_app.domain.credit_codes import make_code
from pos_app.domain.money import Currency
from pos_app.domain.pricing import price_sale
from pos_app.domain.sale import Discount, SaleDocument, SaleLine
from pos_app.domain.tax import Tax
from pos_app.services import settings
from pos_app.services.desk import Desk
from pos_app.services.documents import sell_json
from pos_app.services.importing import ImportReport, import_rows, sale_import
from pos_app.services.importing.sale_values import split
from pos_app.services.verify import verify
from tests.services.shop_kit import open_desk

Row = dict[str, str]
SALES: list[Row] = [
    {"sale_id": "77", "sold_at": "2026-11-14 10:44", "customer_code": "c1", "sku": "trap", "quantity": "2",
     "amount": "13.58", "discount": "", "cashier": "dana", "project": "Bathroom"},
    {"sale_id": "77", "sold_at": "2026-11-14 10:44", "customer_code": "C1", "sku": "CHAIN", "quantity": "3.4",
     "amount": "13.57", "discount": "0.71", "cashier": "dana", "project": "Bathroom"},
    {"sale_id": "78", "sold_at": "2026-11-15", "customer_code": "", "sku": "TRAP", "quantity": "-1",
     "amount": "-6.79", "discount": "", "cashier": "", "project": ""},
]  # fmt: skip


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    settings.change_settings(
        found,
        {"tax": {"TAX": {"rate": "5.5"}}, "loyalty": {"points_per_unit": "2"}},
    )
    goods = [
        {"sku": "TRAP", "name": "P-trap", "price": "6.79", "stock": "10", "unit": "ea"},
        {"sku": "CHAIN", "name": "Chain", "price": "4.20", "stock": "40", "unit": "m"},
    ]
    import_rows(found, kind="products", rows=goods)
    import_rows(found, kind="customers", rows=[{"code": "C1", "name": "Ann"}, {"code": "C2", "name": "Bee"}])
    yield found
    found.db.close()


def load(desk: Desk, rows: list[Row], **options: object) -> ImportReport:
    return import_rows(desk, kind="sales", rows=rows, **options)  # type: ignore[arg-type]


def ask(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in report.problems]


def test_a_sale_with_its_figures(desk: Desk) -> None:
    report = load(desk, SALES)
    assert (report.ok, report.added, report.rows) == (True, 2, 3)
    head = "number, kind, sold_at, business_date, cashier, subtotal, discount, net, tax, total, paid, points"
    assert ask(desk, f"SELECT {head} FROM sale ORDER BY id") == [
        ("H/77", "history", "2026-11-14T10:44:00Z", "2026-11-14", "dana", 2715, 71, 2715, 150, 2865, 2865, 0),
        ("H/78", "history", "2026-11-15T12:00:00Z", "2026-11-15", "", -679, 0, -679, -37, -716, -716, 0),
    ]
    line = "sku, kind, quantity, unit_price, amount, discount, net, tax, gross"
    assert ask(desk, f"SELECT {line} FROM sale_line ORDER BY id") == [
        ("TRAP", "goods", 2000, 6_790_000, 1358, 0, 1358, 75, 1433),
        ("CHAIN", "goods", 3400, 4_200_000, 1357, 71, 1357, 75, 1432),
        ("TRAP", "return", -1000, 6_790_000, -679, 0, -679, -37, -716),
    ]
    assert verify(desk).problems == []


def test_money_with_three_decimals_is_not_read_as_a_quantity(data_dir: Path) -> None:
    found = open_desk(data_dir)
    settings.change_settings(found, {"shop": {"currency": "KWD"}})
    row = {
        "sale_id": "1",
        "sold_at": "2026-11-14",
        "description": "Hose",
        "quantity": "1 1/2",
        "amount": "2.345",
    }
    assert load(found, [{**row, "amount": "2 1/2"}]).problem_count == 1
    assert load(found, [row]).problem_count == 0
    assert ask(found, "SELECT quantity, amount FROM sale_line") == [(1500, 2345)]
    found.db.close()


def test_what_it_does_not_touch(desk: Desk) -> None:
    before = ask(desk, "SELECT count(*), sum(quantity) FROM stock_move")
    load(desk, SALES)
    assert ask(desk, "SELECT count(*), sum(quantity) FROM stock_move") == before
    assert ask(desk, "SELECT count(*) FROM point_ledger") == [(0,)]
    assert ask(desk, "SELECT count(*) FROM tender") == [(0,)]


def test_the_customer_is_known_by_it(desk: Desk) -> None:
    load(desk, SALES)
    balance = "visits, first_visit, last_visit, spend_12m, points"
    assert ask(desk, f"SELECT {balance} FROM customer_balance") == [(1, "2026-11-14", "2026-11-14", 2715, 0)]
    project = "p.name, p.opened_on, p.closed_on"
    assert ask(desk, f"SELECT {project} FROM project p JOIN sale s ON s.project_id = p.id") == [
        ("Bathroom", "2026-11-14", "")
    ]


def test_projects_get_the_dates_of_their_sales(desk: Desk) -> None:
    rows = [
        {**SALES[0], "sale_id": f"{day}", "sold_at": day}
        for day in ("2025-03-05", "2025-03-01", "2025-04-02")
    ]
    load(desk, [*rows, *SALES])
    found = ask(desk, "SELECT name, opened_on, closed_on FROM project")
    assert found == [("Bathroom", "2025-03-01", "")]
    other = [{**row, "sale_id": f"x{row['sale_id']}", "project": "Fence"} for row in rows]
    load(desk, [*other, {**SALES[0], "sale_id": "now", "project": "", "sold_at": "2026-11-01"}])
    assert ask(desk, "SELECT opened_on, closed_on FROM project WHERE name = 'Fence'") == [
        ("2025-03-01", "2025-04-02")
    ]


def test_twice_changes_nothing(desk: Desk) -> None:
    load(desk, SALES)
    before = ask(desk, "SELECT count(*) FROM journal")
    report = load(desk, SALES)
    assert (report.added, report.unchanged) == (0, 2)
    more = load(desk, [*SALES, {**SALES[2], "sale_id": "79"}])
    assert (more.added, more.unchanged) == (1, 2)
    # The sale, and one that says what file it came with.
    assert ask(desk, "SELECT count(*) FROM journal") == [(before[0][0] + 2,)]


def test_twice_counts_companions_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Desk] = []
    monkeypatch.setattr(sale_import, "refresh_companions", counted.append)
    load(desk, SALES)
    assert counted == [desk]
    load(desk, SALES)
    assert counted == [desk]


def test_the_same_id_with_other_content(desk: Desk) -> None:
    load(desk, SALES)
    report = load(desk, [*SALES[:2], {**SALES[2], "amount": "-6.80"}])
    assert problems(report) == [(4, "sale_id", "id_conflict")]
    assert ask(desk, "SELECT count(*) FROM sale") == [(2,)]


def test_stores_keep_their_numbers_apart(desk: Desk) -> None:
    report = load(desk, [{**SALES[2], "store": "North"}, {**SALES[2], "store": "South"}, SALES[2]])
    assert report.added == 3
    assert [row[0] for row in ask(desk, "SELECT number FROM sale ORDER BY number")] == [
        "H/78", "H/North/78", "H/South/78",
    ]  # fmt: skip


def test_lines_of_a_sale_need_not_stand_together(desk: Desk) -> None:
    report = load(desk, [SALES[0], SALES[2], SALES[1]])
    assert report.added == 2
    assert ask(desk, "SELECT count(*), subtotal FROM sale s JOIN sale_line l ON l.sale_id = s.id GROUP BY s.id") == [
        (1, -679), (2, 2715),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"sale_id": ""}, "sale_id", "missing"),
        ({"sale_id": "x" * 41}, "sale_id", "text_too_long"),
        ({"sold_at": ""}, "sold_at", "missing"),
        ({"sold_at": "31/02/2026"}, "sold_at", "bad_date"),
        ({"sold_at": "2027-01-01"}, "sold_at", "in_future"),
        ({"customer_code": "NOBODY"}, "customer_code", "unknown_customer"),
        ({"sku": "NOTHING"}, "sku", "unknown_product"),
        ({"sku": ""}, "sku", "missing"),
        ({"quantity": ""}, "quantity", "missing"),
        ({"quantity": "0"}, "quantity", "bad_quantity"),
        ({"quantity": "two"}, "quantity", "bad_number"),
        ({"quantity": "1.5"}, "quantity", "bad_quantity"),
        ({"quantity": "9999999"}, "quantity", "bad_quantity"),
        ({"amount": ""}, "amount", "missing"),
        ({"amount": "5.001"}, "amount", "bad_number"),
        ({"amount": "-5"}, "amount", "bad_amount"),
        ({"discount": "some"}, "discount", "bad_number"),
        ({"store": "a:b"}, "store", "bad_store"),
        ({"project": "Fence"}, "project", "project_of_nobody"),
    ],
)
def test_every_problem_has_its_row_and_column(
    desk: Desk, change: dict[str, str], column: str, code: str
) -> None:
    row = {"sale_id": "9", "sold_at": "2026-11-01", "customer_code": "", "sku": "TRAP", "quantity": "1",
           "amount": "5", "discount": "", "store": "", "project": ""}  # fmt: skip
    report = load(desk, [*SALES, {**row, **change}])
    assert problems(report) == [(5, column, code)]
    assert ask(desk, "SELECT count(*) FROM sale") == [(0,)]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"customer_code": "C2"}, "customer_code"),
        ({"sold_at": "2026-11-13"}, "sold_at"),
        ({"project": "X"}, "project"),
    ],
)
def test_lines_of_a_sale_agree(desk: Desk, change: dict[str, str], column: str) -> None:
    assert problems(load(desk, [SALES[0], {**SALES[1], **change}])) == [(3, column, "differs")]


def test_one_bad_line_keeps_the_whole_sale_out(desk: Desk, tmp_path: Path) -> None:
    rejects = tmp_path / "r.csv"
    report = load(desk, [SALES[0], {**SALES[1], "quantity": "many"}, SALES[2]], skip_bad=rejects)
    assert (report.saved, report.added, report.rejected) == (True, 1, 2)
    assert [row[0] for row in ask(desk, "SELECT number FROM sale")] == ["H/78"]
    assert rejects.read_text(encoding="utf-8").count("\n") == 3


def test_points_only_if_asked_for(desk: Desk) -> None:
    load(desk, SALES, earn_points=True)
    assert ask(desk, "SELECT l.kind, l.points, s.number FROM point_ledger l JOIN sale s ON s.id = l.sale_id") == [
        ("earn", 54, "H/77")
    ]  # fmt: skip
    assert ask(desk, "SELECT number, points FROM sale ORDER BY id") == [("H/77", 54), ("H/78", 0)]
    assert ask(desk, "SELECT points FROM sale_line ORDER BY id") == [(27,), (27,), (0,)]
    assert ask(desk, "SELECT points FROM customer_balance") == [(54,)]
    assert verify(desk, thorough=True).problems == []
    again = load(desk, SALES, earn_points=True)
    assert (again.added, again.unchanged) == (0, 2)
    assert ask(desk, "SELECT count(*) FROM point_ledger") == [(1,)]


def test_the_zone_of_the_shop_and_of_the_file(desk: Desk) -> None:
    east = replace(desk, zone=timezone(timedelta(hours=3)))
    rows = [
        {**SALES[2], "sale_id": "a", "sold_at": "2026-11-14 01:30"},
        {**SALES[2], "sale_id": "b", "sold_at": "2026-11-14T23:30:00Z"},
        {**SALES[2], "sale_id": "c", "sold_at": "2026-11-14T01:30:00+05:30"},
    ]
    load(east, rows)
    assert ask(desk, "SELECT sold_at, business_date FROM sale ORDER BY number") == [
        ("2026-11-13T22:30:00Z", "2026-11-14"),
        ("2026-11-14T23:30:00Z", "2026-11-15"),
        ("2026-11-13T20:00:00Z", "2026-11-13"),
    ]


def test_words_instead_of_a_product(desk: Desk) -> None:
    row = {**SALES[2], "sku": "", "description": "Key cut", "quantity": "2", "amount": "7"}
    assert load(desk, [row]).ok
    assert ask(desk, "SELECT product_id, sku, description, tax FROM sale_line") == [(None, "", "Key cut", 39)]


def test_interrupted_and_started_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{**SALES[0], "sale_id": str(n)} for n in range(25)]
    monkeypatch.setattr(sale_import, "BATCH", 10)

    def stop(done: int, _total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(desk, rows, progress=stop)
    assert ask(desk, "SELECT count(*) FROM sale") == [(20,)]
    report = load(desk, rows)
    assert (report.added, report.unchanged) == (5, 20)
    assert ask(desk, "SELECT visits, spend_12m FROM customer_balance") == [(1, 25 * 1358)]
    assert verify(desk).problems == []


def test_a_locked_database_is_said_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(desk.db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with desk.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    monkeypatch.setattr("pos_app.data.db.BUSY_SECONDS", 0)
    try:
        with pytest.raises(Exception, match="Another program holds"):
            load(desk, SALES)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert load(desk, SALES).added == 2


STATED: Row = {"sale_id": "9", "sold_at": "2026-11-01", "sku": "TRAP", "quantity": "1", "amount": "10.00"}


@pytest.mark.parametrize(
    ("included", "change", "good"),
    [
        (False, {"net_amount": "10.00", "tax_amount": "0.55"}, True),
        (False, {"net_amount": "10.00", "tax_amount": "0"}, True),
        (False, {"net_amount": "9.48", "tax_amount": "0.52"}, True),
        (False, {"net_amount": "9.48", "tax_amount": "0.53"}, True),
        # A tax of each kind: one is in the price, one is not.
        (False, {"net_amount": "9.70", "tax_amount": "0.80"}, True),
        (False, {"net_amount": "9.40", "tax_amount": "0.52"}, False),
        (False, {"net_amount": "100.00", "tax_amount": "5.50"}, False),
        (False, {"net_amount": "5.00", "tax_amount": "0"}, False),
        (False, {"net_amount": "0", "tax_amount": "0"}, False),
        (False, {"net_amount": "-10.00", "tax_amount": "-0.55"}, False),
        (False, {"net_amount": "0", "tax_amount": "0", "sku": "", "description": "Gift card"}, True),
        (False, {"net_amount": "1", "tax_amount": "0", "sku": "", "description": "Gift card"}, False),
        (False, {"quantity": "-1", "amount": "-10.00", "net_amount": "-9.48", "tax_amount": "-0.55"}, True),
        # Exempt from a tax that the price has in it.
        (True, {"net_amount": "9.48", "tax_amount": "0"}, True),
        (True, {"net_amount": "-9.48", "tax_amount": "0"}, False),
        (True, {"net_amount": "11.00", "tax_amount": "0"}, False),
        # One of the two says nothing.
        (False, {"net_amount": "3.00"}, True),
    ],
)
def test_net_and_tax_that_contradict_the_amount(desk: Desk, included: bool, change: Row, good: bool) -> None:
    settings.change_settings(desk, {"tax": {"TAX": {"included": included}}})
    report = load(desk, [{**STATED, **change}])
    assert problems(report) == ([] if good else [(2, "net_amount", "bad_amount")])
    assert report.saved == good
    if good and len(change) > 1:
        cents = [round(float(change[name]) * 100) for name in ("net_amount", "tax_amount")]
        assert ask(desk, "SELECT net, tax FROM sale_line") == [tuple(cents)]
        assert verify(desk).problems == []


TAXES = st.lists(
    st.builds(
        Tax,
        code=st.sampled_from(["A", "B", "C"]),
        kind=st.sampled_from(["percent", "fixed"]),
        rate=st.integers(0, 300_000),
        included=st.booleans(),
        adds_to_base=st.booleans(),
        ignores_previous=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda tax: tax.code,
)


@given(st.integers(1, 10**6), st.integers(10, 10**5), TAXES)
def test_the_split_is_what_the_till_would_reckon(amount: int, quantity: int, taxes: list[Tax]) -> None:
    dollars = Currency("USD", 2)
    found = split(amount, quantity, tuple(taxes), dollars)
    # One line whose discount brings it to the very amount.
    line = SaleLine("x", quantity, 10**12, tuple(taxes), Discount(amount=quantity * 10**5 - amount))
    priced = price_sale(SaleDocument(dollars, (line,)))
    assert (found.net, found.tax) == (priced.net, priced.tax)
    assert [(tax, base, part) for tax, base, part in found.taxes] == [
        (figure.tax, figure.base, figure.amount) for figure in priced.lines[0].taxes
    ]


BALANCES: list[Row] = [
    {"customer_code": "C1", "points": "1,940", "store_credit": "0.00", "account_balance": ""},
    {"customer_code": "c2", "points": "0", "store_credit": "", "account_balance": "0"},
]


def test_balances_open_the_ledger_once(desk: Desk) -> None:
    report = import_rows(desk, kind="balances", rows=BALANCES)
    assert (report.ok, report.added, report.unchanged) == (True, 1, 1)
    assert ask(desk, "SELECT kind, points FROM point_ledger") == [("opening", 1940)]
    assert ask(desk, "SELECT points FROM customer_balance WHERE customer_id = 1") == [(1940,)]
    again = import_rows(desk, kind="balances", rows=BALANCES)
    assert (again.added, again.unchanged) == (0, 2)
    other = import_rows(desk, kind="balances", rows=[{"customer_code": "C1", "points": "5"}])
    assert problems(other) == [(2, "points", "id_conflict")]
    assert verify(desk).problems == []


CARD = make_code("gift_card", 12345)
OWED: list[Row] = [
    {"customer_code": "C1", "points": "", "store_credit": "12.50"},
    {"customer_code": "", "card": CARD.lower(), "card_balance": "30,00"},
    {"customer_code": "C2", "points": "7", "store_credit": "0"},
]


def test_store_credit_and_cards_open_their_ledger_once(desk: Desk) -> None:
    report = import_rows(desk, kind="balances", rows=OWED)
    assert (report.ok, report.added, report.unchanged) == (True, 3, 0)
    rows = ask(desk, "SELECT kind, customer_id, event, amount FROM credit_ledger ORDER BY id")
    assert rows == [("store_credit", 1, "opening", 1250), ("gift_card", None, "opening", 3000)]
    assert ask(desk, "SELECT balance FROM credit_account ORDER BY balance") == [(1250,), (3000,)]
    again = import_rows(desk, kind="balances", rows=OWED)
    assert (again.ok, again.added, again.unchanged) == (True, 0, 3)
    other = import_rows(
        desk,
        kind="balances",
        rows=[
            {"customer_code": "C1", "store_credit": "13"},
            {"customer_code": "", "card": CARD, "card_balance": "1"},
        ],
    )
    assert problems(other) == [(2, "store_credit", "id_conflict"), (3, "card_balance", "id_conflict")]
    assert verify(desk).problems == []


def test_money_taken_over_can_be_spent_and_the_file_still_changes_nothing(desk: Desk) -> None:
    import_rows(desk, kind="balances", rows=OWED)
    line = {"description": "Key", "quantity": "1", "unit_price": "10.00", "taxes": []}
    for tender in ({"type": "gift_card", "reference": CARD}, {"type": "store_credit"}):
        sell_json(desk, {"customer": "C1", "lines": [line], "tenders": [{**tender, "amount": "10.00"}]})
    again = import_rows(desk, kind="balances", rows=OWED)
    assert (again.ok, again.added, again.unchanged) == (True, 0, 3)
    assert ask(desk, "SELECT balance FROM credit_account ORDER BY balance") == [(250,), (2000,)]
    assert verify(desk).problems == []


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"customer_code": "C9"}, "customer_code", "unknown_customer"),
        ({"points": "many"}, "points", "bad_number"),
        ({"points": "1.5"}, "points", "bad_number"),
        ({"store_credit": "-5.00"}, "store_credit", "bad_number"),
        ({"store_credit": "5.001"}, "store_credit", "bad_number"),
        ({"card": CARD}, "card", "bad_row"),
        ({"account_balance": "5.001"}, "account_balance", "bad_number"),
        ({"account_balance": "9999999999999"}, "account_balance", "bad_number"),
    ],
)
def test_balances_that_cannot_be_taken(desk: Desk, row: Row, column: str, code: str) -> None:
    report = import_rows(desk, kind="balances", rows=[{**BALANCES[0], **row}])
    assert problems(report) == [(2, column, code)]
    assert ask(desk, "SELECT count(*) FROM point_ledger") == [(0,)]
