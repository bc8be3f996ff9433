"""How many entries a second `verify` checks, on a book of a million entries of a hardware shop.

    python benchmarks/verify.py [ENTRIES] [--keep FOLDER]

A block of some hundred entries is made by the services themselves: sales of one to eight lines (two and a half on
average), half of them paid in cash, a third with a known customer who earns points, some with a discount, two
tenders or a fee beside the sales tax; of a hundred entries four are refunds and eight are acts of the audit. SQLite
then copies the block with its keys and numbers moved on until there are enough, and each entry is sealed anew.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pos_app.data.db import Database
from pos_app.data.queries.verify_fields import LATEST
from pos_app.data.queries.verify_scan import Reader
from pos_app.services import audit, verify_part
from pos_app.services.desk import CLI, Desk
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop, sell

BLOCK = 400
_OPENED = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
_LINES = (1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 8)
_GOODS = ("SEALANT", "SCREW", "CHAIN", "SEALANT", "SCREW-BOX", "BOOK", "LAMP", "CHAIN", "SCREW", "BOOK")
# Columns that move on with every copy, and by how many of which table's rows.
_MOVED = {
    "id": "",
    "entry_id": "journal",
    "sale_id": "sale",
    "line_id": "sale_line",
    "return_of_id": "sale_line",
    "refund_of_id": "sale",
    "offer_id": "offer_ledger",
    "seq": "journal",
}


def main() -> None:
    """Make the book (or take the one in FOLDER), check it, say how fast."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("entries", nargs="?", type=int, default=1_000_000)
    arguments.add_argument("--keep", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        path = folder / "shop.db"
        if not path.exists():
            start = time.perf_counter()
            build(folder, given.entries)
            say(f"built in {time.perf_counter() - start:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
        describe(path)
        parts(path)
        desk = Desk(Database(path), "1", CLI, zone=UTC)
        start, used = time.perf_counter(), cpu()
        report = verify(desk)
        seconds = time.perf_counter() - start
        say(
            f"verify: {report.entries:,} entries, ok={report.ok}, {seconds:.1f} s,"
            f" {report.entries / seconds:,.0f} entries/s on {os.cpu_count()} cores"
            f" ({(cpu() - used) / report.entries * 1e6:.1f} µs of CPU an entry)"
        )
        for problem in report.problems[:5]:
            say(str(problem))
        own, most = (
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        say(f"memory: {own / 1e3:,.0f} MB here, at most {most / 1e3:,.0f} MB in a worker")
        desk.db.close()


def parts(path: Path) -> None:
    """One stretch in this process, split into reading, hashing and reckoning."""
    reader = Reader(path)
    spent = {"read": 0.0, "hash": 0.0, "reckon": 0.0}
    entries = 0
    for low, high in reader.stretches(2_500)[1:9]:
        with reader.snapshot():
            begun = time.process_time()
            heads = reader.heads(low, high)
            scanned = verify_part._scan(reader, low, high)
            read = time.process_time()
            part = verify_part.Part()
            verify_part._link(part, heads)
            verify_part._hashes(part, heads, verify_part._bodies(scanned))
            hashed = time.process_time()
            verify_part._screens(part, scanned)
            done = time.process_time()
        entries += len(heads)
        for name, span in (("read", read - begun), ("hash", hashed - read), ("reckon", done - hashed)):
            spent[name] += span
    reader.close()
    if entries:
        each = ", ".join(f"{name} {seconds / entries * 1e6:.1f}" for name, seconds in spent.items())
        say(f"µs of CPU an entry in one process: {each}")


def describe(path: Path) -> None:
    """What the book holds."""
    with closing(sqlite3.connect(path)) as connection:
        counts = {
            t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("journal", *LATEST)
        }
        kinds = connection.execute(
            "SELECT kind, count(*) FROM journal GROUP BY kind ORDER BY 2 DESC"
        ).fetchall()
    say("rows: " + ", ".join(f"{table} {count:,}" for table, count in counts.items() if count))
    say("entries: " + ", ".join(f"{kind} {count:,}" for kind, count in kinds))


def build(folder: Path, entries: int) -> None:
    """A shop whose book has about so many entries."""
    # All of one day and one session: what days and closes add is little, and theirs to measure.
    moment = count()
    desk = replace(new_shop(folder), clock=lambda: _OPENED + timedelta(seconds=next(moment)))
    sell(desk, "first", [{"sku": "SCREW", "quantity": "1"}])
    with closing(sqlite3.connect(desk.db.path)) as connection:
        before = keys(connection)
        block(desk, random.Random(4))
        after = keys(connection)
        rows = {table: after[table] - before[table] for table in after}
        copies = max(0, -(-entries // rows["journal"]) - 1)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("CREATE TEMP TABLE copy (n INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO copy VALUES (?)", ((n,) for n in range(1, copies + 1)))
        for table in ("journal", *LATEST):
            multiply(connection, table, before, rows)
        connection.execute(
            "UPDATE stock_level SET on_hand = (SELECT sum(quantity) FROM stock_move m"
            " WHERE m.product_id = stock_level.product_id)"
        )
        connection.execute(
            "UPDATE customer_balance SET points = (SELECT sum(points) FROM point_ledger p"
            " WHERE p.customer_id = customer_balance.customer_id)"
        )
        connection.commit()
        seal(desk.db.path, connection, before["journal"])
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.db.close()


def block(desk: Desk, chance: random.Random) -> None:
    """Some hundred entries as a shop has them."""
    numbers: list[str] = []
    for n in range(BLOCK):
        kind = chance.random()
        if kind < 0.08:
            with desk.db.write() as session:
                act = audit.Act(
                    "cart_cancelled", before={"total": "12.50"}, reason="The customer had no money"
                )
                audit.note(session, desk, act)
                session.commit()
        elif kind < 0.12 and numbers:
            refund_json(desk, {"id": f"block-r{n}", "of": numbers.pop(), "reason": "Too long"})
        else:
            numbers.append(sale(desk, chance, f"block-s{n}"))


def sale(desk: Desk, chance: random.Random, name: str) -> str:
    """One sale; returns its receipt's number."""
    lines: list[dict[str, Any]] = [
        {"sku": chance.choice(_GOODS), "quantity": str(chance.randint(1, 12))}
        for _ in range(chance.choice(_LINES))
    ]
    if chance.random() < 0.08:
        lines[0]["discount"] = {"percent": "10"}
    more: dict[str, Any] = {"customer": chance.choice(["C1", "C2"])} if chance.random() < 0.33 else {}
    way = chance.random()
    if way < 0.5:
        more["tenders"] = [{"type": "cash", "amount": "5000.00"}]
    elif way < 0.95:
        more["tenders"] = []
    else:
        more["tenders"] = [{"type": "card", "amount": "1.00"}, {"type": "cash", "amount": "5000.00"}]
    if not more["tenders"]:
        from pos_app.services.documents import price_json

        priced = price_json(
            desk, {"id": name, "lines": lines, **{k: v for k, v in more.items() if k != "tenders"}}
        )
        more["tenders"] = [{"type": "card", "amount": priced["total"], "reference": "4711"}]
    return str(sell(desk, name, lines, **more)["receipt"])


def keys(connection: sqlite3.Connection) -> dict[str, int]:
    """The highest rowid of every table."""
    return {
        table: connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
        for table in ("journal", *LATEST)
    }


def multiply(
    connection: sqlite3.Connection, table: str, before: dict[str, int], rows: dict[str, int]
) -> None:
    """Copy the block's rows of a table, each copy with its own keys, numbers and documents."""
    if not rows[table]:
        return
    names = [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
    number = f"printf('1-%06d', substr({{0}}, 3) + c.n * {rows['sale']})"
    shown = [moved(table, name, rows, number) for name in names]
    joined = (
        "JOIN sale s ON s.id = t.sale_id LEFT JOIN offer_ledger o ON o.sale_id = s.id"
        f" AND o.id <= {before['offer_ledger'] + rows['offer_ledger']}"
    )
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(shown)}"
        f" FROM copy c CROSS JOIN {table} t {joined if table == 'sale_document' else ''}"
        f" WHERE t.rowid > {before[table]} AND t.rowid <= {before[table] + rows[table]} ORDER BY c.n, t.rowid"
    )


def moved(table: str, name: str, rows: dict[str, int], number: str) -> str:
    """What a column of a copy holds."""
    if name in _MOVED:
        return f"t.{name} + c.n * {rows[_MOVED[name] or table]}"
    if (table, name) == ("sale", "number"):
        return number.format("t.number")
    if (table, name) == ("sale", "document_id"):
        return "t.document_id || '-' || c.n"
    if (table, name) == ("journal", "uuid"):
        return "substr(t.uuid, 1, 24) || printf('%012x', c.n)"
    if (table, name) == ("offer_ledger", "code"):
        return "t.code || '-' || c.n"
    if table == "sale_document" and name in ("answer", "receipt"):
        text = f"replace(t.{name}, '\"' || s.number || '\"', '\"' || {number.format('s.number')} || '\"')"
        own = "'\"id\":\"' || s.document_id || '"
        text = f"replace({text}, {own}\"', {own}-' || c.n || '\"')"
        return f"CASE WHEN o.code IS NULL THEN {text} ELSE replace({text}, o.code, o.code || '-' || c.n) END"
    return f"t.{name}"


def seal(path: Path, connection: sqlite3.Connection, after: int) -> None:
    """Give every entry after the `after`th the hash of its rows and of the entry before it."""
    reader = Reader(path)
    with reader.snapshot():
        previous = reader.heads(after, after + 1)[0][4]
    for low, high in reader.stretches(2_500):
        changes = []
        with reader.snapshot():
            heads = reader.heads(low, high)
            bodies = verify_part._bodies(verify_part._scan(reader, low, high))
        for head in heads:
            if head[0] <= after:
                continue
            before, stale = head[6][:-1], head[3]
            text = b'%b,"rows":{%b},%b' % (before, b",".join(bodies.get(head[0], ())), head[7][1:])
            text = text.replace(b'"previous_hash":"' + stale, b'"previous_hash":"' + previous, 1)
            digest = sha256(text).hexdigest()
            changes.append((previous.decode(), digest, head[0]))
            previous = digest.encode()
        unlocked(connection, changes)
    reader.close()


def unlocked(connection: sqlite3.Connection, changes: list[tuple[str, str, int]]) -> None:
    """Change what the triggers would refuse: this book is made for the measurement only."""
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'journal' AND type = 'trigger'"
    )
    kept = triggers.fetchall()
    for name, _sql in kept:
        connection.execute(f"DROP TRIGGER {name}")
    connection.executemany("UPDATE journal SET previous_hash = ?, hash = ? WHERE id = ?", changes)
    for _name, sql in kept:
        connection.execute(sql)
    connection.commit()


def cpu() -> float:
    """Seconds of CPU that this process and its finished workers took."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
