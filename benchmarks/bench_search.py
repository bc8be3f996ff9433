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
from sqlmodel import SQLModel

import pos_app.data.tables as tables
from pos_app.data import search
from pos_app.data.db import Database
from pos_app.domain.barcodes import check_digit

THINGS = (
    "Deck screw|Wood screw|Machine screw|Hex bolt|Carriage bolt|Wall plug|Silicone sealant|Interior eggshell|"
    "Masonry bit|Twist drill|Claw hammer|Furnace filter|P-trap|Pipe elbow|Ball valve|Chain|Rope|Wall tile|"
    "Grout float|Extension cable|Lamp bulb|Door hinge|Padlock|Key blank|Fence post|Garden hose|Paint brush|"
    "Roller sleeve|Sanding disc|Mower belt|Spirit level|Tape measure|Cable tie|Junction box|Wire nut"
).split("|")
KINDS = (
    "galvanised stainless brass zinc black white brown clear heavy outdoor bathroom universal fine".split()
)
BRANDS = "Northway Halden Corvo Brightly Tamsin Ironleaf Opal Quarry Redfern Sable".split()
SIZES = (
    "2½″",
    "1½″",
    "¾″",
    "5 mm",
    "8 mm",
    "16 × 25",
    "30 × 60",
    "M8 × 40",
    "10 oz",
    "1 gal",
    "60 W",
    "18 V",
)
WORDS = (
    "fix hang seal drain leak wood wall garden kitchen bath deck fence paint floor roof cable water".split()
)
FIRST = "Maria Jorge Anna Piotr Chen Aylin Mehmet Sofia Lars Ingrid José Chloé Omar Fatma Ivan Noor".split()
LAST = "Kowalski Ortega Lind Novak Meyer Şahin Çelik Müller Andersen Okafor Haddad Rossi Dubois Silva".split()
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
    SQLModel.metadata.create_all(db.engine)
    with db.write() as session:
        for batch in _batches(_product(rng, number) for number in range(1, products + 1)):
            session.execute(insert(tables.Product), batch)
            session.execute(
                insert(tables.ProductBarcode),
                [{"barcode": _gtin(row["id"]), "product_id": row["id"]} for row in batch],
            )
        for batch in _batches(_customer(rng, number) for number in range(1, customers + 1)):
            session.execute(insert(tables.Customer), batch)
        session.commit()


def _gtin(number: int) -> str:
    body = f"500{number:09}"
    return body + check_digit(body)


def _product(rng: random.Random, number: int) -> dict[str, object]:
    made_up = "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
    name = f"{rng.choice(THINGS)}, {rng.choice(KINDS)} {rng.choice(SIZES)} {made_up} {rng.randint(1, 999)}"
    return {
        "id": number, "sku": f"SKU-{number:07}", "name": name, "words": " ".join(rng.sample(WORDS, 3)),
        "brand": rng.choice(BRANDS), "price": rng.randint(100, 900_000),
        "bin": f"{rng.choice('ABCDEFGH')}{rng.randint(1, 40)}-{rng.randint(1, 30):02}",
        "supplier_code": f"{rng.choice(BRANDS)[:2].upper()}{rng.randint(1000, 99999)}",
    }  # fmt: skip


def _customer(rng: random.Random, number: int) -> dict[str, object]:
    phone = f"555{rng.randint(0, 9_999_999):07}"
    made_up = "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
    last = rng.choice(LAST) if rng.random() < 0.3 else made_up.title()
    return {
        "id": number, "code": f"C{number:06}", "name": f"{rng.choice(FIRST)} {last}",
        "phone": f"+1{phone}", "phone_shown": f"{phone[:3]} {phone[3:]}",
        "company": f"{rng.choice(LAST)} Hardware Co {rng.randint(1, 50)}" if rng.random() < 0.1 else "",
    }  # fmt: skip


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(itertools.islice(rows, 2000)):
        yield batch


if __name__ == "__main__":
    sys.exit(main())
