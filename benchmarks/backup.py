"""What a backup of a large shop costs the sales rung up meanwhile.

python benchmarks/backup.py [MEGABYTES] [FOLDER]

Makes a shop of that size (1,000 by default), sells at it without and then during a backup, with the threads that
the window has: sales on the first one, the backup on another. A step is one scan or the payment, as a person waits
for it; a sale is three scans and the payment.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pos_app.domain.payment import Tender
from pos_app.services import backups, carts, sales
from pos_app.services.desk import Desk
from tests.services.books_kit import new_shop

_BLOCK = 3_000
_PAUSE_SECONDS = 0.05
_BASELINE = 150


def main(megabytes: int, parent: str | None) -> None:
    """Make the shop, sell without and with a backup, say what each sale took."""
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        desk = new_shop(Path(folder))
        fill(desk.db.path, megabytes)
        size = desk.db.path.stat().st_size // 1_000_000
        counter = Desk(desk.db, "1", desk.actor, zone=desk.zone)
        for _ in range(20):
            sell(counter)
        tell(f"{size} MB, no backup", [sell(counter) for _ in range(_BASELINE)])
        done = threading.Event()
        thread = threading.Thread(target=back_up, args=(counter, done))
        thread.start()
        during = []
        while not done.is_set():
            during.append(sell(counter))
        thread.join()
        tell(f"{size} MB, backup under way", during)
        desk.db.close()


def back_up(desk: Desk, done: threading.Event) -> None:
    """The backup as the window makes it."""
    start = time.perf_counter()
    try:
        made = backups.back_up(desk, gentle=True)
        seconds = time.perf_counter() - start
        sys.stdout.write(f"backup: {made.made[0].size // 1_000_000} MB, read back, in {seconds:.0f} s\n")
    finally:
        done.set()


def fill(path: Path, megabytes: int) -> None:
    """Rows with their pages and indexes until the file has its size."""
    with closing(sqlite3.connect(path)) as connection:
        block = "x" * _BLOCK
        for thousand in range(-(-megabytes * 750 // _BLOCK)):
            rows = [(f"{thousand * 1_000 + n:064x}", "salt", block) for n in range(1_000)]
            connection.executemany("INSERT INTO text_block (hash, salt, block) VALUES (?, ?, ?)", rows)
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sell(desk: Desk) -> tuple[float, float]:
    """Three scans and cash: (the whole sale, its longest step) in milliseconds; then a breath."""
    steps = []
    for act in (*(lambda p=p: carts.add_product(desk, product_id=p) for p in (1, 2, 6)), lambda: pay(desk)):
        start = time.perf_counter()
        act()
        steps.append((time.perf_counter() - start) * 1000)
    time.sleep(_PAUSE_SECONDS)
    return sum(steps), max(steps)


def pay(desk: Desk) -> None:
    """Complete the open sale with a note."""
    sales.complete_cart(desk, tenders=[Tender("cash", 100_00)])


def tell(what: str, found: list[tuple[float, float]]) -> None:
    """p50, p99 and the longest of the sales and of their longest steps."""
    line = f"{what}: {len(found)} sales"
    for name, values in (("sale", [f[0] for f in found]), ("step", [f[1] for f in found])):
        ordered = sorted(values)
        p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        line += f"; {name} p50 {ordered[len(ordered) // 2]:.1f} p99 {p99:.1f} max {ordered[-1]:.1f} ms"
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, sys.argv[2] if len(sys.argv) > 2 else None)
