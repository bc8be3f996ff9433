"""What goes out comes back: export, import into a new shop, export again, and the bytes are the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.data.tables import POSTED_WORDS, metadata
from pos_app.domain.credit_codes import make_code
from pos_app.domain.payment import Tender
from pos_app.errors import MachineError, UserError
from pos_app.services import carts, sales
from pos_app.services.desk import Desk
from pos_app.services.exporting import _TABLES as TABLES
from pos_app.services.exporting import export
from pos_app.services.importing import KINDS, import_file, import_rows
from tests.services.shop_kit import open_desk

PRODUCTS = [
    {"sku": "TRAP", "name": "P-trap 1½″ PVC, \"white\"", "price": "6.79", "stock": "10", "category": "Plumbing > Traps",
     "barcode": "5012345678900|96385074", "words": "drain, sink", "tip": "Hand-tight is tight.", "reorder_at": "2"},
    {"sku": "TRAP-6", "name": "P-trap, box of 6", "price": "36", "pack_of": "TRAP", "pack_quantity": "6"},
    {"sku": "CHAIN", "name": "Chain; galvanised", "price": "4.2050", "unit": "m", "stock": "-3.5", "cost": "2.10"},
    {"sku": "=SUM", "name": "=1+1", "price": "1", "words": "@home", "bin": "-A1", "category": "Paint > Traps"},
    {"sku": "-5", "name": "'=quoted", "price": "0", "brand": "+plus"},
]  # fmt: skip
CUSTOMERS = [
    {"code": "C1", "name": "Şule Çelik", "phone": "+1 202 555 0142", "email": "s@example.org", "birthday": "05-12",
     "consent": "phone email", "notes": "Two lines,\n\"quoted\"; and more", "company": "=Yapı"},
    {"code": "C2", "name": "Bee", "birthday": "1984-05-12", "tax_exempt_no": "E-17"},
]  # fmt: skip
SALES = [
    {"sale_id": "0-1", "sold_at": "2026-11-14 10:44", "customer_code": "C1", "sku": "TRAP", "quantity": "2",
     "amount": "13.58", "store": "North", "project": "Bath, up"},
    {"sale_id": "0-1", "sold_at": "2026-11-14 10:44", "customer_code": "C1", "sku": "CHAIN", "quantity": "3.4",
     "amount": "13.57", "discount": "0.71", "store": "North", "project": "Bath, up"},
    {"sale_id": "0-2", "sold_at": "2026-11-15 09:00", "sku": "", "description": "Key cut", "quantity": "-1",
     "amount": "-3.50", "cashier": "dana"},
]  # fmt: skip
PROMOTIONS = [
    {
        "code": "BULK",
        "kind": "price",
        "sku": "TRAP",
        "price": "5.9950",
        "from_quantity": "10",
        "ends_on": "2027-01-31",
    },
    {
        "code": "THREE",
        "kind": "buy_get",
        "percent": "100",
        "buy_quantity": "2",
        "get_quantity": "1",
        "level": "Trade",
    },
]
BALANCES = [
    {"customer_code": "C1", "points": "1940", "store_credit": "12.50"},
    {"customer_code": "C2", "points": "-5"},
    {"customer_code": "", "card": make_code("gift_card", 1), "card_balance": "30"},
    {"customer_code": "", "card": make_code("store_credit", 2), "card_balance": "4.05"},
]


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    for kind, rows in (
        ("products", PRODUCTS), ("customers", CUSTOMERS), ("promotions", PROMOTIONS), ("sales", SALES),
        ("balances", BALANCES),
    ):  # fmt: skip
        report = import_rows(found, kind=kind, rows=rows)
        assert report.ok, report.problems
    yield found
    found.db.close()


def read_back(folder: Path, into: Path) -> Desk:
    """A new shop with what was exported."""
    other = open_desk(into)
    for kind in KINDS:
        report = import_file(other, kind=kind, path=folder / f"{kind}.csv")
        assert report.ok, report.problems
    return other


def test_the_same_bytes_come_back(desk: Desk, tmp_path: Path) -> None:
    export(desk, kind="all", folder=tmp_path / "out")
    other = read_back(tmp_path / "out", tmp_path / "other")
    export(other, kind="all", folder=tmp_path / "again")
    other.db.close()
    for kind in KINDS:
        name = f"{kind}.csv"
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_read_back_into_the_same_shop_nothing_changes(desk: Desk, tmp_path: Path) -> None:
    export(desk, kind="all", folder=tmp_path / "out")
    for kind in KINDS:
        report = import_file(desk, kind=kind, path=tmp_path / "out" / f"{kind}.csv")
        assert (report.ok, report.added, report.changed) == (True, 0, 0), kind


def test_own_sales_go_out_as_history_and_do_not_come_back_twice(desk: Desk, tmp_path: Path) -> None:
    carts.scan(desk, code="TRAP")
    carts.scan(desk, code="CHAIN")
    done = sales.complete_cart(desk, tenders=[Tender("cash", 100_00)])
    export(desk, kind="sales", folder=tmp_path / "out")
    lines = (tmp_path / "out" / "sales.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(f"{done.number},")] == [
        f"{done.number},2026-11-21T12:00:00Z,,TRAP,1,6.79,,Dana,,,,6.79,0.00",
        f"{done.number},2026-11-21T12:00:00Z,,CHAIN,1,4.21,,Dana,,,,4.21,0.00",
    ]
    report = import_file(desk, kind="sales", path=tmp_path / "out" / "sales.csv")
    assert (report.ok, report.added, report.unchanged) == (True, 0, 3)
    for kind in KINDS:
        export(desk, kind=kind, folder=tmp_path / "out")
    other = read_back(tmp_path / "out", tmp_path / "other")
    export(other, kind="sales", folder=tmp_path / "again")
    other.db.close()
    assert (tmp_path / "again" / "sales.csv").read_bytes() == (tmp_path / "out" / "sales.csv").read_bytes()


def test_formulas_are_no_formulas(desk: Desk, tmp_path: Path) -> None:
    export(desk, kind="all", folder=tmp_path / "out")
    out = (tmp_path / "out" / "products.csv").read_text(encoding="utf-8")
    assert "'=1+1" in out
    assert ",=1+1" not in out
    assert "+1 202 555 0142" in (tmp_path / "out" / "customers.csv").read_text(encoding="utf-8")


def test_everything_else_is_json(desk: Desk, tmp_path: Path) -> None:
    report = export(desk, kind="all", folder=tmp_path / "out")
    assert len(report.files) == len({file.path for file in report.files}) > 20
    for file in report.files:
        assert file.path.is_file()
    journal = (tmp_path / "out" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    with desk.db.read() as session:
        heads = list(session.execute(text("SELECT hash FROM journal ORDER BY id")).scalars())
    # The last entry says that all this was exported.
    assert [json.loads(line)["hash"] for line in journal] == heads[:-1]
    projects = (tmp_path / "out" / "projects.jsonl").read_text(encoding="utf-8")
    assert json.loads(projects)["name"] == "Bath, up"


def test_no_posted_table_stays_behind() -> None:
    posted = {name for name in metadata().tables if any(word in name for word in POSTED_WORDS)}
    assert posted <= set(TABLES.values())


def test_erased_customers_stay_out(desk: Desk, tmp_path: Path) -> None:
    with desk.db.write() as session:
        session.execute(text("UPDATE customer SET erased_at = '2026-11-21T00:00:00Z' WHERE code = 'C1'"))
        session.commit()
    export(desk, kind="all", folder=tmp_path / "out")
    assert "C1" not in (tmp_path / "out" / "customers.csv").read_text(encoding="utf-8")
    sales_file = (tmp_path / "out" / "sales.csv").read_text(encoding="utf-8")
    assert "C1" not in sales_file
    assert "Bath" not in sales_file
    assert sales_file.count("0-1,") == 2


def test_what_cannot_be_written_and_unknown_kinds(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(MachineError) as caught:
        export(desk, kind="products", folder=tmp_path / "file")
    assert caught.value.code == "cannot_write"
    with pytest.raises(UserError) as unknown:
        export(desk, kind="elephants", folder=tmp_path / "out")
    assert unknown.value.code == "unknown_kind"
