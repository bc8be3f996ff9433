"""A shop that works until it is killed: started once with everything imported, it forks a worker for each line read.

A worker tells what it has done, after it was committed, a JSON line each; see `test_kills`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos_app.data.db import FILE_NAME
from pos_app.domain.payment import Tender
from pos_app.services import backups, carts, restoring, sales, start_check, till_closing, tills
from pos_app.services.backup_files import found_in
from pos_app.services.desk import Actor, Desk
from pos_app.services.opening import in_session
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify

OWNER = Actor("owner", "Owner", "owner")
PRODUCTS = (1, 2, 6)


def tell(**what: Any) -> None:
    """One line, written at once: what was told before a kill is in the pipe."""
    os.write(1, (json.dumps(what) + "\n").encode())


@dataclass
class Worker:
    """Sells, and in between does again and again what it is to be killed in."""

    folder: Path
    act: str
    desk: Desk = field(init=False)

    def run(self) -> None:
        """Never ends by itself."""
        self._open()
        tell(did="ready")
        while True:
            self._sell()
            self._enter_half()
            getattr(self, f"_{self.act}")()

    def _open(self) -> None:
        start_check.check(self.folder, window=True)
        desk = Desk(open_shop(self.folder), "1", OWNER, automatic=False)
        start_check.mark_running(self.folder)
        self.desk = in_session(desk)
        self._open_till()

    def _open_till(self) -> None:
        if not tills.state(self.desk).is_open:
            tills.open_till(self.desk, amount=100_00)
            self.desk = in_session(self.desk)

    def _sell(self) -> None:
        carts.add_product(self.desk, product_id=1)
        tell(did="line", product=1)
        plan = sales.prepare(self.desk)
        sold = sales.complete_cart(self.desk, tenders=[Tender("cash", 500_00)], prepared=plan)
        tell(did="sale", number=sold.number)

    def _enter_half(self) -> None:
        for product in PRODUCTS:
            carts.add_product(self.desk, product_id=product)
            tell(did="line", product=product)

    def _sale(self) -> None:
        self._sell()

    def _close(self) -> None:
        expected = till_closing.close_till(self.desk, pieces=None, counted=100_00)
        tell(did="z", number=expected.z_number)
        self.desk = in_session(self.desk)
        self._open_till()

    def _backup(self) -> None:
        made = backups.back_up(self.desk, gentle=True)
        tell(did="backup", file=made.made[0].path.name)

    def _restore(self) -> None:
        files = found_in([self.folder / "backups"])
        self.desk.db.close()
        tell(doing="restore")
        restoring.restore(self.folder, file=files[-1].path)
        tell(did="restore")
        self._open()


def main() -> None:
    """Warm up once on a shop that is thrown away, then fork for each line "FOLDER ACT"."""
    warm = Worker(Path(sys.argv[1]), "sale")
    warm._open()
    for act in (warm._sell, warm._backup, warm._close, warm._restore):
        act()
    verify(warm.desk)
    warm.desk.db.close()
    tell(did="warm", file=FILE_NAME)
    for line in sys.stdin:
        folder, act = line.split("\t")
        child = os.fork()
        if child == 0:
            try:
                Worker(Path(folder), act.strip()).run()
            except BaseException as error:
                tell(failed=repr(error))
                raise
            finally:
                os._exit(1)
        tell(did="started", process=child)
        os.waitpid(child, 0)
        tell(did="ended")


if __name__ == "__main__":
    main()
