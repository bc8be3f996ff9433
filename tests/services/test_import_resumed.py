"""An import that is killed leaves whole batches, is offered again, and the same file brings the rest."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.errors import MachineError, UserError
from pos_app.services.desk import Desk
from pos_app.services.importing import customer_import, import_file, import_rows, resuming
from pos_app.services.verify import verify
from tests.services.shop_kit import open_desk

HERE = Path(__file__).parent.parent.parent
ROWS = 120
# The window or command that dies: small batches, and SIGKILL as soon as the first is saved.
DYING = """
import os, signal, sys
from pathlib import Path
from pos_app.services.importing import (
    balance_import, customer_import, note_import, product_import, promotion_import, sale_import, timeline_import,
    import_file,
)
from pos_app.services.desk import CLI, Desk
from pos_app.services.setup import open_shop

for module in (
    balance_import, customer_import, note_import, product_import, promotion_import, sale_import, timeline_import,
):
    module.BATCH = 50

def die(done, total):
    if 0 < done < total:
        os.kill(os.getpid(), signal.SIGKILL)

import_file(Desk(open_shop(Path(sys.argv[1])), "1", CLI), kind=sys.argv[2], path=Path(sys.argv[3]), progress=die)
"""


def rows(header: str, line: str) -> str:
    return "\n".join([header, *(line.format(n=n) for n in range(ROWS))])


FILES = {
    "products": (
        rows("sku,name,price,stock", "P{n},Thing {n},{n}.50,3"),
        "SELECT count(*) FROM product WHERE sku LIKE 'P%'",
    ),
    "customers": (rows("code,name", "K{n},Name {n}"), "SELECT count(*) FROM customer WHERE code LIKE 'K%'"),
    "notes": (rows("customer_code,kind,label,value,source", "A{n},note,x,thing {n},told"),
        "SELECT count(*) FROM customer_fact"),
    "promotions": (rows("code,kind,sku,percent", "S{n},percent,G{n},10"), "SELECT count(*) FROM promotion"),
    "sales": (
        rows("sale_id,sold_at,customer_code,sku,quantity,amount", "{n},2026-01-02,A{n},G{n},1,2.00"),
        "SELECT count(*) FROM sale WHERE kind = 'history'",
    ),
    "balances": (rows("customer_code,points,store_credit", "A{n},{n}1,1.00"), "SELECT count(*) FROM point_ledger"),
    "timeline": (
        rows("id,customer_code,at,channel,kind,text", "T{n},A{n},2026-01-02 10:00,web,order,Order {n}"),
        "SELECT count(*) FROM timeline_entry",
    ),
}  # fmt: skip


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    goods = [{"sku": f"G{n}", "name": f"Goods {n}", "price": "2"} for n in range(ROWS)]
    people = [{"code": f"A{n}", "name": f"Person {n}"} for n in range(ROWS)]
    assert import_rows(found, kind="products", rows=goods).ok
    assert import_rows(found, kind="customers", rows=people).ok
    yield found
    found.db.close()


def count(desk: Desk, query: str) -> int:
    with desk.db.read() as session:
        return int(session.execute(text(query)).scalar_one())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this platform kills in another way")
@pytest.mark.parametrize("kind", FILES)
def test_killed_it_goes_on(desk: Desk, data_dir: Path, tmp_path: Path, kind: str) -> None:
    content, query = FILES[kind]
    path = tmp_path / f"{kind}.csv"
    path.write_text(content, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    died = subprocess.run(
        [sys.executable, "-c", DYING, str(data_dir), kind, str(path)],
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert count(desk, query) == 50
    (stopped,) = resuming.stopped(desk)
    assert (stopped.kind, stopped.path, stopped.done, stopped.rows) == (kind, path.resolve(), 50, ROWS)
    report = import_file(
        desk,
        kind=stopped.kind,
        path=stopped.path,
        mapping=stopped.options.mapping,
        sheet=stopped.options.sheet,
        earn_points=stopped.options.earn_points,
    )
    assert report.saved
    assert (report.added, report.unchanged) == (ROWS - 50, 50)
    assert any("at 50 of 120" in english(notice) for notice in report.notices)
    assert count(desk, query) == ROWS
    assert resuming.stopped(desk) == []
    assert verify(desk).ok
    again = import_file(desk, kind=kind, path=path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, ROWS)


def stop_early(done: int, _total: int) -> None:
    if done:
        raise KeyboardInterrupt


def test_interrupted_twice_it_still_knows_how_far_it_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pos_app.services.importing import sale_import

    monkeypatch.setattr(sale_import, "BATCH", 30)
    path = tmp_path / "sales.csv"
    path.write_text(FILES["sales"][0], encoding="utf-8")
    for done in (30, 60, 90):
        with pytest.raises(KeyboardInterrupt):
            import_file(desk, kind="sales", path=path, progress=stop_early)
        assert [(run.done, run.rows) for run in resuming.stopped(desk)] == [(done, ROWS)]


def test_a_file_that_was_changed_is_not_gone_on_with(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(FILES["customers"][0], encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        import_file(desk, kind="customers", path=path, progress=stop_early)
    assert len(resuming.stopped(desk)) == 1
    path.write_text(FILES["customers"][0] + "\nK999,New\n", encoding="utf-8")
    assert resuming.stopped(desk) == []
    assert import_file(desk, kind="customers", path=path).ok
    assert count(desk, "SELECT count(*) FROM import_run WHERE outcome <> 'done'") == 0


def test_nobody_wants_to_go_on(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(FILES["customers"][0], encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        import_file(desk, kind="customers", path=path, progress=stop_early)
    (run,) = resuming.stopped(desk)
    resuming.forget(desk, run_id=run.id)
    assert resuming.stopped(desk) == []


def test_trouble_with_the_machine_can_be_gone_on_with(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(FILES["customers"][0], encoding="utf-8")

    def full(_done: int, _total: int) -> None:
        raise MachineError("disk_full", "The disk is full.")

    with pytest.raises(MachineError):
        import_file(desk, kind="customers", path=path, progress=full)
    assert [run.done for run in resuming.stopped(desk)] == [ROWS]


def test_a_disk_that_fills_up_half_way_is_told_with_what_is_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(FILES["customers"][0], encoding="utf-8")
    monkeypatch.setattr(customer_import, "BATCH", 50)

    def full(done: int, total: int) -> None:
        if 0 < done < total:
            raise MachineError("disk_full", "The disk is full; nothing was changed.")

    with pytest.raises(MachineError) as caught:
        import_file(desk, kind="customers", path=path, progress=full)
    assert caught.value.code == "disk_full"
    assert "50 of 120 are saved and stay" in english(caught.value.message)
    assert count(desk, FILES["customers"][1]) == 50


def test_a_dry_run_and_a_bad_file_begin_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("code,name\nK1,Ann\n,Bee\n", encoding="utf-8")
    import_file(desk, kind="customers", path=path)
    import_file(desk, kind="customers", path=path, dry_run=True)
    assert count(desk, "SELECT count(*) FROM import_run") == 0


# The same, but it waits behind the first batch until somebody ends it.
WAITING = DYING.replace("os.kill(os.getpid(), signal.SIGKILL)", "print(flush=True), sys.stdin.read()")


def test_one_that_runs_elsewhere_is_not_offered(desk: Desk, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(FILES["customers"][0], encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", WAITING, str(data_dir), "customers", str(path)],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert resuming.stopped(desk) == []
        with pytest.raises(UserError) as caught:
            import_file(desk, kind="customers", path=path)
        assert caught.value.code == "import_running"
        other.kill()
    assert [run.done for run in resuming.stopped(desk)] == [50]
    report = import_file(desk, kind="customers", path=path)
    assert (report.added, report.unchanged) == (ROWS - 50, 50)
    assert list(data_dir.glob("*.running")) == []


def test_while_it_runs_here_it_is_not_offered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(FILES["customers"][0], encoding="utf-8")
    offered = []

    def look(_done: int, _total: int) -> None:
        offered.append(resuming.stopped(desk))

    assert import_file(desk, kind="customers", path=path, progress=look).ok
    assert offered == [[]]


MODULES = {
    "customers": "customer_import", "products": "product_import", "sales": "sale_import",
    "balances": "balance_import", "notes": "note_import", "promotions": "promotion_import",
    "timeline": "timeline_import",
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_what_a_batch_that_fails_had_counted_is_not_told(
    desk: Desk, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    content, query = FILES[kind]
    path = tmp_path / "file.csv"
    path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(f"pos_app.services.importing.{MODULES[kind]}.BATCH", 50)
    before = count(desk, query)
    # The database refuses a row of the second batch, whatever table it goes to.
    table = query.split(" FROM ")[1].split()[0]
    with sqlite3.connect(desk.db.path) as book:
        book.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON {table} "
            f"WHEN (SELECT count(*) FROM {table}) >= {count(desk, f'SELECT count(*) FROM {table}') + 70} "
            "BEGIN SELECT RAISE(ABORT, 'enough'); END"
        )
    book.close()
    with pytest.raises(Exception, match="enough"):
        import_file(desk, kind=kind, path=path)
    assert count(desk, query) - before == 50
    with desk.db.read() as session:
        told = session.execute(text("SELECT block FROM text_block ORDER BY rowid DESC LIMIT 1")).scalar_one()
    assert json.loads(told)["after"]["added"] == 50
