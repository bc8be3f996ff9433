"""Times searching while someone types: every keystroke of usual searches, on a made-up shop.

    python benchmarks/bench_search.py [--products 100000] [--customers 100000]

Prints a table: search, keystrokes, median, p99 and slowest in milliseconds. The whole keystroke in the
window may take 25 ms (products) or 30 ms (customers) with painting, so the query aims at 8 ms.
"""

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from pos_app.data import tables

sys.path.insert(0, str(Path(__file__).parents[1]))

import made_up

from pos_app.data import search
from pos_app.data.db import Database

PRODUCT_SEARCHES = (
    "deck screw 2 1/2 in", "screws deck", "silicone white bathroom", "silcone sealent", "5 mm chain",
    "furnace filter 16x25", "16 x 25", "hamer claw", "m8x40 bolt", "northway", "s", "w", "a4-1", "kitchen drain",
    "SKU-0012345", "5000000123457", "stainles", "brown paint brush", "zzzz", "2",
)  # fmt: skip
CUSTOMER_SEARCHES = (
    "kowalski", "maria kow", "kow mar", "k", "m", "0142", "555 01", "1234 mar", "C000123", "muller", "Müller",
    "mayer", "kovalsky", "sahin", "hardware", "co 12",
)  # fmt: skip


def main() -> int:
    """Build the shop, type, print the table; exit 1 if a median is over the aim."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder) / "shop.db")
        _fill(db, options.products, options.customers)
        started = time.perf_counter()
        with db.write() as session:
            search.rebuild(session)
            session.commit()
        _say(f"index of {options.products} products, {options.customers} customers: "
              f"{time.perf_counter() - started:.1f} s")  # fmt: skip
        _say(f"{'search':<28}{'keys':>6}{'median':>9}{'p99':>9}{'slowest':>9}   ms")
        slow = _type(db, "products", PRODUCT_SEARCHES) | _type(db, "customers", CUSTOMER_SEARCHES)
        db.close()
    return 1 if slow else 0


def _type(db: Database, what: str, searches: tuple[str, ...]) -> bool:
    every: list[float] = []
    find = search.search_products if what == "products" else search.search_customers
    for typed in searches:
        times = []
        for _round in range(3):
            for end in range(1, len(typed) + 1):
                started = time.perf_counter()
                with db.read() as session:
                    find(session, typed[:end])
                times.append((time.perf_counter() - started) * 1000)
        _row(typed, times)
        every += times[len(typed) :]
    _row(f"all {what}, warm", every)
    return _at(every, 50) > 8


def _row(name: str, times: list[float]) -> None:
    _say(f"{name:<28}{len(times):>6}{_at(times, 50):>9.2f}{_at(times, 99):>9.2f}{max(times):>9.2f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def _fill(db: Database, products: int, customers: int) -> None:
    rng = random.Random(7)
    tables.metadata().create_all(db.engine)
    with db.write() as session:
        for batch in _batches(made_up.product(rng, number) for number in range(1, products + 1)):
            session.execute(insert(tables.Product), batch)
            session.execute(
                insert(tables.ProductBarcode),
                [{"barcode": made_up.gtin(int(str(row["id"]))), "product_id": row["id"]} for row in batch],
            )
        for batch in _batches(made_up.customer(rng, number) for number in range(1, customers + 1)):
            session.execute(insert(tables.Customer), batch)
        session.commit()


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(itertools.islice(rows, 2000)):
        yield batch


if __name__ == "__main__":
    sys.exit(main())
