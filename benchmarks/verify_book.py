"""How many entries a second `verify` checks, on a book of many copies of one sale.

python benchmarks/verify_book.py [ENTRIES]
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pos_app.data.queries.verify import VERSION_1
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop, sell

LINES = [
    {"sku": "SEALANT", "quantity": "2"},
    {"sku": "CHAIN", "quantity": "3.40"},
    {"sku": "SCREW", "quantity": "163"},
]
KEYS = {"id", "entry_id", "sale_id", "line_id"}


def main(count: int) -> None:
    """Make the book, check it once, say how fast."""
    with tempfile.TemporaryDirectory() as folder:
        desk = new_shop(Path(folder))
        sell(desk, "s1", LINES)
        with closing(sqlite3.connect(desk.db.path)) as connection:
            multiply(connection, count)
        start = time.perf_counter()
        report = verify(desk)
        seconds = time.perf_counter() - start
        assert report.entries == count + 2, report.problems[:3]
        sys.stdout.write(
            f"{report.entries} entries, ok={report.ok}, {seconds:.1f} s, {report.entries / seconds:,.0f} entries/s\n"
        )
        desk.db.close()


def multiply(connection: sqlite3.Connection, count: int) -> None:
    """Copy the last entry `count` times, each with its own ids, number and place in the chain."""
    connection.row_factory = sqlite3.Row
    head = dict(connection.execute("SELECT * FROM journal ORDER BY id DESC LIMIT 1").fetchone())
    rows = {
        table: [
            dict(r) for r in connection.execute(f"SELECT * FROM {table} WHERE entry_id = ?", (head["id"],))
        ]
        for table in sorted(VERSION_1)
    }
    rows = {table: found for table, found in rows.items() if found}
    sizes = {table: len(found) for table, found in rows.items()}
    previous = head["hash"]
    for n in range(1, count + 1):
        copies = {table: [moved(row, table, n, sizes) for row in found] for table, found in rows.items()}
        entry = {**head, "id": head["id"] + n, "seq": head["seq"] + n, "uuid": f"copy-{n}"}
        entry["previous_hash"] = previous
        entry["hash"] = previous = sealed(entry, copies)
        for table, found in {"journal": [entry], **copies}.items():
            names = list(found[0])
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
            connection.executemany(statement, [tuple(row.values()) for row in found])
    connection.execute(
        "UPDATE stock_level SET on_hand = (SELECT sum(quantity) FROM stock_move m"
        " WHERE m.product_id = stock_level.product_id)"
    )
    connection.commit()


def moved(row: dict[str, Any], table: str, n: int, sizes: dict[str, int]) -> dict[str, Any]:
    """The row with the keys of the n-th copy."""
    own = dict(row)
    for name, size in (
        ("id", sizes[table]),
        ("entry_id", 1),
        ("sale_id", 1),
        ("line_id", sizes["sale_line"]),
    ):
        if own.get(name) is not None:
            own[name] += n * size
    if table == "sale":
        own |= {"number": f"1-{n + 1:06}", "document_id": f"s{n + 1}"}
    if table == "sale_document":
        answer, receipt = json.loads(own["answer"]), json.loads(own["receipt"])
        answer |= {"id": f"s{n + 1}", "receipt": f"1-{n + 1:06}"}
        own |= {"answer": json.dumps(answer), "receipt": json.dumps({**receipt, "number": f"1-{n + 1:06}"})}
    return own


def sealed(entry: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> str:
    """The hash of docs/day_book.md."""
    value = {name: entry[name] for name in entry if name not in ("id", "hash")}
    value["rows"] = {
        t: [{k: v for k, v in r.items() if k != "entry_id"} for r in found] for t, found in rows.items()
    }
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
