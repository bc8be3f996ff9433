"""The practice till's file: what it takes from a copy of the shop's file, and nothing about people but the staff.

Plain sqlite3, no engine. The shop's own file is only ever read.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pos_app.data.db import BUSY_SECONDS, machine_errors

# Written into the header ("POSP"): no program opens it as a shop, and no restore takes it for a backup.
PRACTICE_ID = 0x504F5350
# Parents before children. Customers, sales, ledgers, texts and PINs stay where they are.
_COPIED = (
    "tax",
    "tax_class",
    "category",
    "product",
    "product_barcode",
    "promotion",
    "till",
    "staff",
    "setting",
)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale: which product, and how much (thousandths)."""

    sale_id: int
    sku: str
    name: str
    unit: str
    quantity: int


def take_snapshot(shop: Path, target: Path) -> None:
    """A copy of the shop's file as it is at this moment, made without writing to the file or beside it.

    MachineErrors as for every database; a failed copy leaves nothing.
    """
    target.unlink(missing_ok=True)
    try:
        with machine_errors():
            _copy(shop, target)
    except BaseException:
        # Whoever interrupts it must not leave half a copy either.
        target.unlink(missing_ok=True)
        raise


def fill(practice: Path, snapshot: Path, *, left_out: tuple[str, ...]) -> dict[int, int]:
    """Copy the shop's goods, prices, settings and staff into an empty practice file; marks it as one.

    `left_out` are beginnings of settings that stay behind. Returns the stock on hand by product (thousandths).
    """
    with machine_errors(), closing(sqlite3.connect(practice, isolation_level=None)) as connection:
        connection.execute("ATTACH DATABASE ? AS shop", (str(snapshot),))
        connection.execute("BEGIN IMMEDIATE")
        for table in _COPIED:
            _copy_rows(connection, table)
        for beginning in left_out:
            connection.execute(
                "DELETE FROM main.setting WHERE substr(key, 1, length(?)) = ?", (beginning,) * 2
            )
        # One counter, and numbers of receipts that cannot be mistaken for those of the shop.
        connection.execute("DELETE FROM main.till WHERE code <> (SELECT min(code) FROM main.till)")
        connection.execute("UPDATE main.till SET prefix = 'P' || substr(prefix, 1, 7)")
        stock = connection.execute(
            "SELECT product_id, on_hand FROM shop.stock_level WHERE on_hand <> 0"
        ).fetchall()
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA application_id = {PRACTICE_ID}")
        connection.execute("DETACH DATABASE shop")
    return {int(product): int(on_hand) for product, on_hand in stock}


def is_practice(path: Path, schema: int) -> bool:
    """Whether a file is a practice till's, of this schema."""
    try:
        with closing(_connect(path)) as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            (application,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        # Whatever it is, a new one takes its place.
        return False
    return bool(application == PRACTICE_ID and found == schema)


def last_day(snapshot: Path, before: str) -> str:
    """The last business date (ISO) before another one on which something was sold; else the last at all, "" none."""
    sold = "SELECT max(business_date) FROM sale WHERE kind IN ('sale', 'history')"
    with machine_errors(), closing(_connect(snapshot)) as connection:
        (day,) = connection.execute(f"{sold} AND business_date < ?", (before,)).fetchone()
        if day is None:
            (day,) = connection.execute(sold).fetchone()
    return str(day or "")


def sold_on(snapshot: Path, day: str) -> tuple[list[SoldLine], dict[int, str]]:
    """The goods of every sale of a day that are still sold, and for each sale how most of it was paid."""
    lines = (
        "SELECT l.sale_id, p.sku, p.name, p.unit, l.quantity FROM sale s JOIN sale_line l ON l.sale_id = s.id"
        " JOIN product p ON p.id = l.product_id WHERE s.business_date = ? AND s.kind IN ('sale', 'history')"
        " AND l.kind = 'goods' AND l.quantity > 0 AND p.active ORDER BY s.sold_at, s.id, l.line_no"
    )
    tenders = (
        "SELECT t.sale_id, t.type FROM sale s JOIN tender t ON t.sale_id = s.id WHERE s.business_date = ?"
        " AND t.amount > 0 ORDER BY t.sale_id, t.amount"
    )
    with machine_errors(), closing(_connect(snapshot)) as connection:
        goods = [SoldLine(*row) for row in connection.execute(lines, (day,))]
        # The last of a sale is its largest.
        paid = {int(sale): str(type_) for sale, type_ in connection.execute(tenders, (day,))}
    return goods, paid


def _copy(shop: Path, target: Path) -> None:
    """Page by page; while another program has the file open, what it has not yet moved into it comes along."""
    journal = shop.with_name(shop.name + "-wal")
    # An ordinary reader would leave a journal beside a file that nobody has open; where none is, nobody writes.
    if not journal.exists():
        _copy_from(shop, "ro&immutable=1", target)
        if not journal.exists():
            return
        # Somebody came meanwhile: what was read may be half old and half new.
        target.unlink()
    _copy_from(shop, "ro", target)


def _copy_from(shop: Path, mode: str, target: Path) -> None:
    uri = f"{shop.resolve().as_uri()}?mode={mode}"
    with (
        closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _copy_rows(connection: sqlite3.Connection, table: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    columns = ", ".join(names)
    connection.execute(f"DELETE FROM main.{table}")
    connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM shop.{table}")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS)
