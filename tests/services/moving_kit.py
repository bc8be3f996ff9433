"""A shop that moves: everything out, into an empty shop in the documented order, and what must be the same there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from pos_app.services.customers import customer_json
from pos_app.services.desk import Desk
from pos_app.services.exporting import export
from pos_app.services.importing import KINDS, import_file
from pos_app.services.settings_file import import_toml
from pos_app.services.verify import verify
from tests.services.shop_kit import open_desk

# What docs/file_formats.md says stays behind, or is what it is for the till that made it.
STAYS = {"quotes", "offer", "open_offers", "prompt"}
FACTS = {
    "products": """
        SELECT p.sku, p.name, p.words, p.brand, p.unit, p.price, p.cost, p.tax_class, p.bin, s.sku, p.pack_quantity,
         p.supplier, p.supplier_code, p.reorder_at, p.tip, p.active, c.name, coalesce(l.on_hand, 0)
        FROM product p LEFT JOIN product s ON s.id = p.pack_of_id LEFT JOIN category c ON c.id = p.category_id
        LEFT JOIN stock_level l ON l.product_id = p.id ORDER BY p.sku""",
    "barcodes": "SELECT p.sku, b.barcode FROM product_barcode b JOIN product p ON p.id = b.product_id ORDER BY 2",
    "people": """
        SELECT code, name, phone, phone_shown, email, birthday, company, tax_exempt_no, tax_exempt_until, consent,
         notes, level, created_on FROM customer WHERE erased_at = '' ORDER BY code""",
    "cards": "SELECT k.card, c.code FROM customer_card k JOIN customer c ON c.id = k.customer_id WHERE c.erased_at = ''"
    " ORDER BY 1",
    "balances": """
        SELECT c.code, b.points, b.spend_12m, b.tier, b.visits, b.first_visit, b.last_visit, b.account
        FROM customer_balance b JOIN customer c ON c.id = b.customer_id
        WHERE c.erased_at = '' AND (b.points OR b.visits OR b.account OR b.first_visit <> '') ORDER BY 1""",
    "credit": "SELECT c.code, sum(a.balance) FROM credit_account a JOIN customer c ON c.id = a.customer_id"
    " WHERE c.erased_at = '' GROUP BY 1 HAVING sum(a.balance) ORDER BY 1",
    "slips": "SELECT code, kind, balance FROM credit_account WHERE customer_id IS NULL AND balance ORDER BY 1",
    "notes": """
        SELECT c.code, f.kind, f.label, f.value, p.sku, f.source, f.noted_at, f.noted_by FROM customer_fact f
        JOIN customer c ON c.id = f.customer_id LEFT JOIN product p ON p.id = f.product_id
        WHERE c.erased_at = '' ORDER BY c.code, f.id""",
    "projects": "SELECT c.code, p.name, p.note, p.opened_on, p.closed_on FROM project p"
    " JOIN customer c ON c.id = p.customer_id WHERE c.erased_at = '' ORDER BY c.code, p.id",
    "promotions": """
        SELECT r.code, r.label, r.kind, r.level, p.sku, c.name, r.percent, r.amount, r.price, r.least_quantity,
         r.buy_quantity, r.get_quantity, r.starts_on, r.ends_on FROM promotion r
        LEFT JOIN product p ON p.id = r.product_id LEFT JOIN category c ON c.id = r.category_id ORDER BY 1""",
    "timeline": """
        SELECT t.uid, c.code, t.at, t.channel, t.kind, t.text, p.sku, t.amount FROM timeline_entry t
        JOIN customer c ON c.id = t.customer_id LEFT JOIN product p ON p.id = t.product_id ORDER BY 1""",
    # A gift card that is sold is a balance and no goods: it has no net in the shop that it moves to.
    "sales": """
        SELECT replace(replace(s.number, 'H/', ''), 'here/', ''), s.sold_at, s.business_date,
         CASE WHEN c.erased_at = '' THEN c.code END,
         CASE WHEN c.erased_at = '' THEN p.name END, s.cashier, l.line_no, l.sku, l.quantity,
         l.amount - l.document_discount,
         CASE WHEN l.kind = 'gift_card' OR o.kind = 'gift_card' THEN 0 ELSE l.net END,
         CASE WHEN l.kind = 'gift_card' OR o.kind = 'gift_card' THEN 0 ELSE l.tax END
        FROM sale_line l JOIN sale s ON s.id = l.sale_id LEFT JOIN customer c ON c.id = s.customer_id
        LEFT JOIN project p ON p.id = s.project_id LEFT JOIN sale_line o ON o.id = l.return_of_id
        ORDER BY 1, 2, l.line_no""",
}


def facts(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """What two shops are compared by, read past the program."""
    with desk.db.read() as session:
        return {name: [tuple(row) for row in session.execute(text(sql))] for name, sql in FACTS.items()}


def known(desk: Desk) -> dict[str, dict[str, Any]]:
    """What the command line tells of every customer, without what stays behind; receipts by their old number."""
    with desk.db.read() as session:
        codes = session.execute(
            text("SELECT code FROM customer WHERE erased_at = '' ORDER BY code")
        ).scalars()
        everyone = list(codes)
    found = {}
    for code in everyone:
        told = customer_json(desk, code=code)
        told["purchases"] = [
            (row["number"].removeprefix("H/"), row["date"], row["what"])
            for row in told["purchases"]  # type: ignore[attr-defined]
        ]
        told["projects"] = [(row["name"], row["open"]) for row in told["projects"]]  # type: ignore[attr-defined]
        told["facts"] = [{**row, "id": 0} for row in told["facts"]]  # type: ignore[attr-defined]
        found[code] = {name: value for name, value in told.items() if name not in STAYS}
    return found


@contextmanager
def moved(desk: Desk, folder: Path, now: datetime) -> Iterator[tuple[Desk, Desk]]:
    """The shop with its clock at `now`, and a new one that read everything the first one exported."""
    first = replace(desk, clock=lambda: now)
    second = replace(open_desk(folder / "moved"), clock=lambda: now, zone=desk.zone)
    try:
        export(first, kind="all", folder=folder / "out")
        import_toml(second, text=(folder / "out" / "settings.toml").read_text(encoding="utf-8"))
        for kind in KINDS:
            report = import_file(second, kind=kind, path=folder / "out" / f"{kind}.csv")
            assert report.ok, (kind, report.problems[:3])
        yield first, second
    finally:
        second.db.close()


def assert_the_same(first: Desk, second: Desk, folder: Path) -> None:
    """Everything agrees, the files of the second are those of the first, and read back nothing changes."""
    here, there = facts(first), facts(second)
    for name in FACTS:
        different = [pair for pair in zip(here[name], there[name], strict=False) if pair[0] != pair[1]]
        assert there[name] == here[name], (name, different[:3])
    mine, theirs = known(first), known(second)
    assert mine.keys() == theirs.keys()
    for code, told in mine.items():
        assert json.dumps(theirs[code], indent=1) == json.dumps(told, indent=1), code
    export(second, kind="all", folder=folder / "again")
    for name in ("settings.toml", *(f"{kind}.csv" for kind in KINDS)):
        assert (folder / "again" / name).read_bytes() == (folder / "out" / name).read_bytes(), name
    for desk in (first, second):
        for kind in KINDS:
            report = import_file(desk, kind=kind, path=folder / "out" / f"{kind}.csv")
            assert (report.ok, report.added, report.changed) == (True, 0, 0), (kind, report.problems[:3])
        assert verify(desk).problems == []
