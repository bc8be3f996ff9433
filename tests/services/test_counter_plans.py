"""Whatever is done at the counter, no statement walks through a table that grows with the shop."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from pos_app.domain.payment import Tender
from pos_app.services import carts, customers, holding, sales, till_reports, tills
from pos_app.services.desk import Desk
from pos_app.services.importing import import_rows
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

# Everything else is as long as the open sale, or as what the shop has set.
GROWING = (
    "sale", "sale_line", "sale_tax", "sale_document", "tender", "journal", "customer", "customer_balance",
    "customer_card", "customer_fact", "project", "product", "product_barcode", "stock_level", "stock_move",
    "point_ledger", "offer_ledger", "offer_event_ledger", "credit_ledger", "credit_account", "quote",
    "quote_line", "prompt_answer", "companion_cache", "promotion", "cart_line", "audit_journal",
    "account_ledger", "timeline_entry",
)  # fmt: skip
_SCANNED = re.compile(r"SCAN (\w+)")
MARIA = 1


def _drivers(desk: Desk) -> list[sqlite3.Connection]:
    taken = [desk.db.engine.raw_connection() for _ in range(3)]
    found = [connection.driver_connection for connection in taken]
    for connection in taken:
        connection.close()
    return [driver for driver in found if isinstance(driver, sqlite3.Connection)]


def _work(desk: Desk) -> None:
    """One of each at the counter."""
    carts.scan(desk, code="5012345678900")
    carts.scan(desk, code="screw-t25")
    carts.scan(desk, code="nobody knows this")
    carts.scan(desk, code="1-00001")
    carts.scan(desk, code="Q-001")
    carts.add_product(desk, product_id=3, quantity=150_000)
    carts.set_customer(desk, customer_id=MARIA)
    customers.person(desk, customer_id=MARIA)
    carts.scan(desk, code="C0044")
    lines = carts.current(desk).lines
    carts.set_quantity(desk, line_id=lines[0].id, quantity=3000)
    carts.discount_line(as_owner(desk), line_id=lines[0].id, percent=50_000)
    carts.remove_line(desk, line_id=lines[1].id)
    carts.discount_cart(as_owner(desk), percent=50_000)
    holding.hold(desk)
    carts.scan(desk, code="PTRAP")
    holding.resume(desk, cart_id=holding.held(desk)[0].id)
    holding.clear(desk)


def test_no_statement_of_the_counter_scans_what_grows(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        carts.set_customer(desk, customer_id=MARIA)
        carts.scan(desk, code="5012345678900")
        sales.complete_cart(desk, tenders=[Tender("cash", 100_000)])
        customers.open_project(desk, customer_id=MARIA, name="Bath")
        asked: list[str] = []
        drivers = _drivers(desk)
        for driver in drivers:
            driver.set_trace_callback(asked.append)
        _work(desk)
        for driver in drivers:
            driver.set_trace_callback(None)
        wanted = {text for text in asked if text.lstrip("( ").startswith(("SELECT", "UPDATE", "DELETE"))}
        assert len(wanted) > 40
        found = []
        file = sqlite3.connect(desk.db.path)
        for text in sorted(wanted):
            for row in file.execute(f"EXPLAIN QUERY PLAN {text}"):
                scanned = _SCANNED.match(row[3])
                if scanned and scanned[1] in GROWING:
                    found.append((row[3], text))
        file.close()
        assert found == []


def _steps_of_an_x(desk: Desk) -> int:
    """How much SQLite does for an X, in tens of its own steps."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    drivers = _drivers(desk)
    # The first on a connection also reads what tables there are.
    till_reports.x_report(as_owner(desk))
    for driver in drivers:
        driver.set_progress_handler(count, 10)
    till_reports.x_report(as_owner(desk))
    for driver in drivers:
        driver.set_progress_handler(None, 0)
    return steps


def test_an_x_before_the_first_z_does_not_go_through_the_sales_of_the_till_before(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        tills.open_till(as_owner(desk), amount=10_000)
        few = _steps_of_an_x(desk)
        assert few > 10
        past = [
            {
                "sale_id": f"A{number}",
                "sold_at": "2025-05-05",
                "quantity": "1",
                "amount": "2.00",
                "sku": "PTRAP",
            }
            for number in range(500)
        ]
        assert import_rows(as_owner(desk), kind="sales", rows=past).added == 500
        assert _steps_of_an_x(desk) < few + 10
