"""What completing a sale costs beside raw `sqlite3` writing the very same rows.

python -m benchmarks.sale_commit FOLDER [ROUNDS]

FOLDER holds a shop (the demo, or one of `big_shop`); it is copied first and stays as it is. Each round rings up five
lines for a customer who gets an offer, prepares the payment as the window does while its payment window is open, and
pays. Then plain `sqlite3` writes the rows of that sale, and what else its transaction changed, into a second copy of
the shop: same file system, same pragmas, triggers and indexes, one transaction. Both have done something else just
before (planning, reading back what was written), as at a counter, where no sale follows the last at once. Checkpoints
are made between rounds, as the window makes them when idle, for both.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pos_app.data.db import FILE_NAME
from pos_app.domain.payment import Tender
from pos_app.services import carts, offers, sales, settings, tills
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.desk import Actor, Desk
from pos_app.services.opening import in_session
from pos_app.services.setup import open_shop

OWNER = Actor("owner", "Owner", "owner")
LINES = 5
WARM_UP = 20
_REST_ROUNDS = 10
# What a sale changes besides the rows that name its entry.
_POSTED = (
    "sale", "sale_line", "sale_tax", "tender", "sale_document", "stock_move", "point_ledger", "credit_ledger",
    "offer_ledger", "offer_event_ledger", "offer_holdout_ledger", "audit_journal",
)  # fmt: skip


@dataclass
class Times:
    """Milliseconds on the wall and on the processor, one each a round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Measure one round."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.cpu.append((time.process_time() - cpu) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)

    def figures(self) -> dict[str, float]:
        """Median and p99, and the median of the processor's time."""
        return {
            "median": round(_quantile(self.wall, 50), 3),
            "p99": round(_quantile(self.wall, 99), 3),
            "cpu": round(_quantile(self.cpu, 50), 3),
        }


@dataclass
class Result:
    """Milliseconds a round: a prepared sale, raw, preparing, and a sale that nobody prepared.

    `rows` are those that the last sale wrote, changed or deleted; `with_offer` how many sales printed an offer.
    """

    rounds: int
    with_offer: int
    rows: int
    times: dict[str, Times]

    @property
    def ours(self) -> list[float]:
        """What `complete_cart` took with what was prepared."""
        return self.times["ours"].wall

    @property
    def raw(self) -> list[float]:
        """What `sqlite3` took for the same rows."""
        return self.times["raw"].wall

    def told(self) -> dict[str, Any]:
        """Everything as figures: medians and p99, the processor's own time, and how ours compares."""
        found = {name: times.figures() for name, times in self.times.items()}
        ours, raw = found["ours"], found["raw"]
        return {
            "rounds": self.rounds,
            "with_offer": self.with_offer,
            "rows": self.rows,
            **found,
            "ratio": round(ours["median"] / raw["median"], 2),
            "cpu_ratio": round(ours["cpu"] / raw["cpu"], 2),
            "p99_over_raw": round(ours["p99"] - raw["p99"], 2),
        }


def measure(folder: Path, rounds: int, *, seed: int = 5) -> Result:
    """Sell `rounds` times, and half as often unprepared, at the shop in a folder, which this changes."""
    counter = Counter(folder, random.Random(seed))
    raw = folder / "raw.db"
    try:
        with closing(sqlite3.connect(counter.desk.db.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(counter.desk.db.path, raw)
        return _rounds(counter, raw, rounds)
    finally:
        counter.desk.db.close()
        for left in folder.glob("raw.db*"):
            left.unlink()


class Counter:
    """A counter with printer and drawer at which people buy five things each."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.desk = Desk(open_shop(folder), "1", OWNER, automatic=False)
        self.chance = chance
        settings.set_setting(self.desk, key="printer.target", value="tcp:127.0.0.1:9")
        # As the window does in the background: without these statistics hardly anybody gets an offer.
        offers.refresh_companions(self.desk)
        if not tills.state(self.desk).is_open:
            tills.open_till(self.desk, amount=100_00)
        self.desk = in_session(self.desk)
        with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
            self.products = _column(
                connection,
                "SELECT p.id FROM product p JOIN stock_level s ON s.product_id = p.id"
                " WHERE p.active AND p.pack_of_id IS NULL AND p.unit = 'ea' AND p.price > 0 AND s.on_hand > 50000"
                " LIMIT 5000",
            )
            self.people = _column(
                connection,
                "SELECT customer_id FROM customer_balance WHERE visits BETWEEN 2 AND 400"
                " ORDER BY last_visit DESC LIMIT 20000",
            )
        chance.shuffle(self.people)

    def ring_up(self) -> bool:
        """Five lines for somebody who gets an offer with them; whether anybody was found who does."""
        goods = self.chance.sample(self.products, LINES)
        customer, found = self._somebody(goods, self.desk.business_date())
        carts.set_customer(self.desk, customer_id=customer)
        for product in goods:
            carts.add_product(self.desk, product_id=product)
        return found

    def _somebody(self, goods: list[int], on: date) -> tuple[int, bool]:
        with self.desk.db.read() as session:
            for _try in range(100):
                self.people.insert(0, self.people.pop())
                decision = offers.decide(session, on, customer_id=self.people[0], cart_product_ids=goods)
                if decision.draft is not None and not decision.held_back:
                    return self.people[0], True
        return self.people[0], False


class Raw:
    """Plain `sqlite3` that does to its copy what a sale did to ours."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0", "recursive_triggers=ON",
        ):  # fmt: skip
            self.connection.execute(f"PRAGMA {pragma}")

    def transaction(self, statements: list[tuple[str, Any]]) -> None:
        """Each statement once for each of its rows, all in one transaction."""
        execute, executemany = self.connection.execute, self.connection.executemany
        execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            if len(rows) == 1:
                execute(sql, rows[0])
            else:
                executemany(sql, rows)
        execute("COMMIT")


def _rounds(counter: Counter, raw_path: Path, rounds: int) -> Result:
    times = {name: Times() for name in ("ours", "raw", "prepare", "unprepared", "warm up")}
    raw = Raw(raw_path)
    look = sqlite3.connect(counter.desk.db.path)
    look.row_factory = sqlite3.Row
    found = rows = 0
    gc.collect()
    gc.freeze()
    for number in range(-WARM_UP, rounds + rounds // 2):
        warm, prepared = number < 0, number < rounds
        found += counter.ring_up() and not warm and prepared
        carts.total_shown(counter.desk, total=carts.current(counter.desk).total)
        before, cart = _rung_up(look, counter.desk.till)
        raw.transaction(before)
        plan = _planned(counter.desk, times["warm up" if warm else "prepare"]) if prepared else None
        sale = _paid(counter.desk, plan, times["warm up" if warm else "ours" if prepared else "unprepared"])
        during = _completed(look, sale, cart)
        with times["warm up" if warm or not prepared else "raw"].one():
            raw.transaction(during)
        rows = sum(len(r) for _s, r in during)
        if number % _REST_ROUNDS == 0:
            counter.desk.db.checkpoint()
            raw.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    raw.connection.close()
    look.close()
    del times["warm up"]
    return Result(rounds, found, rows, times)


def _planned(desk: Desk, times: Times) -> sales.Prepared | None:
    with times.one():
        return sales.prepare(desk)


def _paid(desk: Desk, plan: sales.Prepared | None, times: Times) -> SaleCompleted:
    tenders = [Tender("cash", 100_000_00)]
    with times.one():
        return sales.complete_cart(desk, tenders=tenders, prepared=plan)


def _rung_up(look: sqlite3.Connection, till: str) -> tuple[list[tuple[str, Any]], str]:
    """The cart as statements, and its id."""
    cart = look.execute("SELECT * FROM cart WHERE till = ? AND state = 'open'", (till,)).fetchall()
    lines = look.execute("SELECT * FROM cart_line WHERE cart_id = ?", (cart[0]["id"],)).fetchall()
    statements = [_inserts("cart", cart), _inserts("cart_line", lines)]
    return statements, str(cart[0]["id"])


def _completed(look: sqlite3.Connection, sale: SaleCompleted, cart: str) -> list[tuple[str, Any]]:
    """What the sale's transaction wrote, as statements: posted rows, stock, balance, jobs, and the cart's end."""
    entry = look.execute("SELECT entry_id FROM sale WHERE id = ?", (sale.sale_id,)).fetchone()[0]
    statements = [
        _inserts("journal", look.execute("SELECT * FROM journal WHERE id = ?", (entry,)).fetchall())
    ]
    for name in _POSTED:
        found = look.execute(f"SELECT * FROM {name} WHERE entry_id = ?", (entry,)).fetchall()
        if found:
            statements.append(_inserts(name, found))
    moved = look.execute(
        "SELECT quantity, product_id FROM stock_move WHERE entry_id = ?", (entry,)
    ).fetchall()
    statements.append(
        ("UPDATE stock_level SET on_hand = on_hand + ? WHERE product_id = ?", [tuple(row) for row in moved])
    )
    balance = look.execute(
        "SELECT b.* FROM customer_balance b JOIN sale s ON s.customer_id = b.customer_id WHERE s.id = ?",
        (sale.sale_id,),
    ).fetchone()
    names = [name for name in tuple(balance.keys()) if name != "customer_id"]
    statements.append(
        (
            f"UPDATE customer_balance SET {', '.join(f'{n} = ?' for n in names)} WHERE customer_id = ?",
            [(*(balance[n] for n in names), balance["customer_id"])],
        )
    )
    jobs = look.execute("SELECT * FROM print_job WHERE state = 'waiting' ORDER BY id DESC LIMIT 2").fetchall()
    statements.append(_inserts("print_job", jobs[::-1]))
    statements.append(("DELETE FROM cart WHERE id = ?", [(cart,)]))
    return statements


def _inserts(table: str, rows: list[sqlite3.Row]) -> tuple[str, list[tuple[Any, ...]]]:
    names = rows[0].keys()
    marks = ", ".join("?" * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", [tuple(row) for row in rows]


def _column(connection: sqlite3.Connection, sql: str) -> list[int]:
    return [row[0] for row in connection.execute(sql)]


def _quantile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def main(arguments: list[str], say: Callable[[str], object] = sys.stdout.write) -> None:
    """Measure on a copy of the shop in a folder and print one JSON object."""
    folder = Path(arguments[0])
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        shutil.copyfile(folder / FILE_NAME, Path(copy) / FILE_NAME)
        result = measure(Path(copy), int(arguments[1]) if len(arguments) > 1 else 300)
    say(json.dumps(result.told(), indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
