"""The shops that are measured on: built once, kept, and copied for every run, so that no run changes the next."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pos_app.data.db import FILE_NAME, Database
from pos_app.services.setup import bring_up_to_date

FEW_SALES = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much is in a shop."""

    products: int
    customers: int
    sales: int

    @property
    def name(self) -> str:
        """The folder that such a shop is kept in."""
        return f"{self.products}-{self.customers}-{self.sales}"

    @property
    def small(self) -> Size:
        """The same shop, with the sales it is compared with."""
        return Size(self.products, self.customers, min(self.sales, FEW_SALES))


def kept(shops: Path, size: Size) -> Path:
    """The folder of a shop of this size, built now if it is not there yet."""
    folder = shops / size.name
    command = [
        sys.executable, "benchmarks/big_shop.py", "--keep", str(folder), "--products", str(size.products),
        "--customers", str(size.customers), "--sales", str(size.sales),
    ]  # fmt: skip
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], stdout=sys.stderr)
    return folder


def copy(folder: Path, to: Path) -> Path:
    """A copy of a shop to work on, at the newest schema: no start that is measured brings it there."""
    to.mkdir(parents=True, exist_ok=True)
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (to / name).unlink(missing_ok=True)
    shutil.copyfile(folder / FILE_NAME, to / FILE_NAME)
    database = Database(to / FILE_NAME)
    bring_up_to_date(database)
    database.close()
    return to
