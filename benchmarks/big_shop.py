"""Builds a shop of real size, through the program's own services, in a folder that is kept.

    python benchmarks/big_shop.py --keep FOLDER [--sales 1000000] [--products 100000] [--customers 100000]

Products, customers and three years of sales go in as import files (they stay in FOLDER/files, to be imported again);
then some hundred sales are made as the counter makes them, with receipts, points, offers, stock and refunds. A folder
that holds a finished shop is left as it is.
"""

import argparse
import csv
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import made_up
from made_up_sales import CATEGORIES, REGULARS, Shelf, money, sale_rows

from pos_app.services.desk import CLI, Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.importing import ImportReport, import_file
from pos_app.services.refund_documents import refund_json
from pos_app.services.settings_file import import_toml
from pos_app.services.setup import ensure_basics, first_till, open_shop, shop_exists

SEED = 7
REAL_SALES = 400
SETTINGS = """
[shop]
name = "Corner Hardware"
lines = ["12 Mill Road"]
[cash]
step = "0.05"
[tax.TAX]
rate = "5.5"
[loyalty]
tiers = [{ name = "Silver", spend = "400.00" }, { name = "Gold", spend = "1000.00" }]
"""
PRODUCT_COLUMNS = (
    "sku", "barcode", "name", "words", "category", "unit", "price", "cost", "stock", "bin", "pack_of",
    "pack_quantity", "supplier", "supplier_code", "reorder_at", "brand",
)  # fmt: skip
CUSTOMER_COLUMNS = ("code", "name", "phone", "email", "birthday", "company", "consent", "notes")
SALE_COLUMNS = (
    "sale_id", "sold_at", "customer_code", "sku", "quantity", "amount", "discount", "cashier", "project",
)  # fmt: skip
_READY = "ready"


class Used(NamedTuple):
    """Seconds by the clock and by the processor."""

    wall: float
    cpu: float


def main() -> int:
    """Build the shop unless it is there; say how long each part took."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--sales", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=100_000)
    given = parser.parse_args()
    build(given.keep, given.sales, given.products, given.customers)
    return 0


def build(folder: Path, sales: int, products: int = 100_000, customers: int = 100_000) -> None:
    """Make the shop in `folder`; an unfinished one is gone on with."""
    if (folder / _READY).exists() and shop_exists(folder):
        say(f"{folder} is ready")
        return
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    today = date.today()  # noqa: DTZ011 - the shop's own day
    shelf, _used = measured("files", lambda: _write_files(files, sales, products, customers, today))
    desk = Desk(open_shop(folder), "1", CLI)
    ensure_basics(desk)
    desk = Desk(desk.db, first_till(desk), CLI)
    import_toml(desk, text=SETTINGS)
    for kind in ("products", "customers", "sales"):
        report, _used = measured(
            kind, lambda kind=kind: import_file(desk, kind=kind, path=files / f"{kind}.csv")
        )
        require(report)
    measured("counter", lambda: _sell(desk, shelf, min(REGULARS, customers)))
    desk.db.checkpoint()
    desk.db.close()
    (folder / _READY).write_text("")
    say(f"{(folder / 'shop.db').stat().st_size / 1e6:,.0f} MB")


def _write_files(folder: Path, sales: int, products: int, customers: int, today: date) -> Shelf:
    rng = random.Random(SEED)
    shelf = Shelf([], [])
    rows = [_product_row(rng, number, shelf) for number in range(1, products + 1)]
    if (folder / "sales.csv").exists():
        return shelf
    _write(folder / "products.csv", PRODUCT_COLUMNS, rows)
    people = (_customer_row(rng, number) for number in range(1, customers + 1))
    _write(folder / "customers.csv", CUSTOMER_COLUMNS, people)
    _write(folder / "sales.csv", SALE_COLUMNS, sale_rows(shelf, customers, sales, today, SEED))
    return shelf


def _product_row(rng: random.Random, number: int, shelf: Shelf) -> tuple[str, ...]:
    made = {name: str(value) for name, value in made_up.product(rng, number).items()}
    cents = max(20, int(made["price"]) // 100 % 9000)
    pack = number % 25 == 0
    unit = "m" if number % 20 == 1 else "ea"
    shelf.prices.append(cents)
    shelf.units.append(unit)
    return (
        made["sku"], made_up.gtin(number), made["name"] + (", box" if pack else ""), made["words"],
        CATEGORIES[(number - 1) % len(CATEGORIES)], unit, money(cents), money(cents * 6 // 10),
        "" if pack else str(rng.randint(500, 5000)), made["bin"], made_up.sku(number - 1) if pack else "",
        "100" if pack else "", f"{made['brand']} Supply", made["supplier_code"], "" if pack else "20", made["brand"],
    )  # fmt: skip


def _customer_row(rng: random.Random, number: int) -> tuple[str, ...]:
    made = {name: str(value) for name, value in made_up.customer(rng, number).items()}
    birthday = f"{rng.randint(1940, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return (
        made["code"], made["name"], made["phone_shown"], f"c{number}@example.com" if number % 3 == 0 else "",
        birthday if number % 4 == 0 else "", made["company"], "email" if number % 3 == 0 else "no",
        "Wants the receipt on paper." if number % 9 == 0 else "",
    )  # fmt: skip


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    part.replace(path)


def require(report: ImportReport) -> None:
    """Stop where the program refuses a file that is good."""
    if not report.ok:
        problem = report.problems[0]
        raise SystemExit(
            f"{report.kind}: {report.problem_count} problems, row {problem.row}: {problem.message}"
        )
    say(f"  {report.rows:,} rows: {report.added:,} added, {report.unchanged:,} unchanged")


def _sell(desk: Desk, shelf: Shelf, customers: int) -> None:
    """Sales as the counter makes them: cash and cards, known people, discounts, gift cards, some given back."""
    rng = random.Random(SEED)
    for number in range(1, REAL_SALES + 1):
        lines: list[dict[str, Any]] = []
        for _ in range(rng.choice((1, 2, 2, 3, 5))):
            index = int(len(shelf.prices) * rng.random() ** 3) * 7919 % len(shelf.prices)
            quantity = str(rng.randint(1, 4))
            lines.append({"sku": made_up.sku(index + 1), "quantity": quantity})
        if number % 10 == 0:
            lines[0]["discount"] = {"percent": "5"}
        if number % 40 == 0:
            lines.append({"gift_card": "new", "unit_price": "25.00", "quantity": "1"})
        document: dict[str, Any] = {"id": f"counter-{number}", "lines": lines, "cashier": "dana"}
        if number % 5:
            document["customer"] = made_up.code(rng.randint(1, customers))
        total = _answer(price_json(desk, document))["total"]
        kind = "card" if number % 2 else "cash"
        given = total if kind == "card" else "100000.00"
        sold = _answer(sell_json(desk, document | {"tenders": [{"type": kind, "amount": given}]}))
        if number % 20 == 0:
            back = {"id": f"back-{number}", "of": sold["receipt"], "lines": [{"line": 1, "quantity": "1"}]}
            _answer(refund_json(desk, back | {"reason": "Not needed"}))


def _answer(answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise SystemExit(str(answer["error"]))
    return answer


def measured(what: str, make: Callable[[], Any]) -> tuple[Any, Used]:
    """Do it, and say how long it took by the clock and by the processor, and the memory so far."""
    start, before = time.perf_counter(), cpu()
    made = make()
    used = Used(time.perf_counter() - start, cpu() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    say(f"{what}: {used.wall:.1f} s, CPU {used.cpu:.1f} s, peak memory {peak:,.0f} MB")
    return made, used


def cpu() -> float:
    """Seconds of CPU that this process and its finished workers took."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
