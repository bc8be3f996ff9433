"""Killed at a random instant in a sale, a close, a backup and a restore, with a half-entered cart each time.

Afterwards the shop opens by itself, has everything that was told as done, and its book is right. 20 kills with every
change, 300 in `make torture` (COUNTER_KILLS); COUNTER_SEED chooses the instants.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pos_app.data.db import FILE_NAME
from pos_app.services import backups, carts, start_check
from pos_app.services.desk import CLI, Desk
from pos_app.services.documents import sell_json
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop, sell

KILLS = int(os.environ.get("COUNTER_KILLS", "20"))
SEED = int(os.environ.get("COUNTER_SEED", "2026"))
ACTS = ("sale", "close", "backup", "restore")
ROOT = Path(__file__).parents[2]
# Long enough to get into the second and third round of every act, short enough to be in the first at times.
LONGEST_SECONDS = 0.6
LINE = [{"sku": "SEALANT", "quantity": "1"}]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a warm worker needs fork")


@dataclass
class Told:
    """What the worker said was done before it was killed."""

    sales: list[str] = field(default_factory=list)
    zs: list[int] = field(default_factory=list)
    lines: int = 0
    restores: int = 0
    restoring: bool = False
    everything: list[str] = field(default_factory=list)

    def take(self, said: dict[str, Any]) -> None:
        """One line of the worker."""
        assert "failed" not in said, said
        match said.get("did", said.get("doing")):
            case "sale":
                self.sales.append(said["number"])
                self.everything.append(said["number"])
                self.lines = 0
            case "line":
                self.lines += 1
            case "z":
                self.zs.append(said["number"])
            case "restore" if "doing" in said:
                self.restoring = True
            case "restore":
                # The backup is of before the first sale.
                self.sales, self.lines, self.restoring = [], 0, False
                self.restores += 1


class Killer:
    """The warm program, and shops for its workers."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.template = template
        warm = folder / "warm"
        shutil.copytree(template, warm)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.stateful.kill_child", str(warm)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        while self.read().get("did") != "warm":
            pass

    def read(self) -> dict[str, Any]:
        """The next line that the program or its worker has told."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the program has ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def kill_in(self, act: str, folder: Path, seconds: float) -> Told:
        """Let a worker do `act` and kill it so many seconds after its start."""
        shutil.copytree(self.template, folder)
        assert self.process.stdin is not None
        self.process.stdin.write(f"{folder}\t{act}\n".encode())
        self.process.stdin.flush()
        worker, told = 0, Told()
        while True:
            said = self.read()
            if said.get("did") == "started":
                worker = said["process"]
            if said.get("did") == "ready":
                if not worker:
                    worker = self.read()["process"]
                select.select([], [], [], seconds)
                os.kill(worker, signal.SIGKILL)
            if said.get("did") == "ended":
                return told
            told.take(said)

    def close(self) -> None:
        """End the program by closing what it reads."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    folder = tmp_path_factory.mktemp("kills")
    template = folder / "template"
    desk = new_shop(template)
    desk = Desk(desk.db, "1", CLI)
    sell(desk, "s1", LINE)
    backups.back_up(desk)
    desk.db.close()
    found = Killer(folder, template)
    yield found
    found.close()


def column(desk: Desk, statement: str) -> list[Any]:
    with desk.db.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql(statement)]


def check(folder: Path, told: Told) -> None:
    """The shop opens by itself and has what was told."""
    assert start_check.check(folder, window=True) is None
    desk = Desk(open_shop(folder), "1", CLI)
    try:
        report = verify(desk)
        assert report.ok, [problem.message for problem in report.problems]
        numbers = column(desk, "SELECT number FROM sale ORDER BY id")
        ours = numbers[1:]
        # A restore that was under way is done or not; a sale that was under way is whole or not there.
        before, after = told.sales, []
        assert ours[: len(before)] == before or (told.restoring and ours == after)
        assert len(ours) <= len(before) + 1
        lines = carts.current(desk).lines
        if len(ours) == len(before) and not told.restoring:
            assert sum(line.quantity for line in lines) >= told.lines * 1000
        zs = column(desk, "SELECT number FROM z_ledger ORDER BY id")
        assert len(set(zs)) == len(zs)
        if not told.restores and not told.restoring:
            assert zs[: len(told.zs)] == told.zs
            assert zs == list(range(1, len(zs) + 1))
        answer = sell_json(
            desk, {"id": "next", "lines": LINE, "tenders": [{"type": "cash", "amount": "20.00"}]}
        )
        assert answer["receipt"] not in told.everything
        if told.restores or told.restoring:
            assert verify(desk).ok
    finally:
        desk.db.close()
    assert not [
        path for path in (folder / "set-aside").glob(f"*/{FILE_NAME}") if path.samefile(folder / FILE_NAME)
    ]


def test_a_kill_at_any_instant_loses_nothing_that_was_told(killer: Killer, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    done: dict[str, int] = dict.fromkeys(ACTS, 0)
    for number in range(KILLS):
        act = ACTS[number % len(ACTS)]
        seconds = dice.random() * LONGEST_SECONDS
        folder = tmp_path / f"{number}-{act}"
        told = killer.kill_in(act, folder, seconds)
        try:
            check(folder, told)
        except AssertionError as error:
            raise AssertionError(
                f"kill {number} of seed {SEED}: {act} after {seconds:.3f} s: {told}"
            ) from error
        done[act] += len(told.sales)
        shutil.rmtree(folder)
    assert all(done.values())
