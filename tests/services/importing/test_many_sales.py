"""Past sales by the thousand: the quick way through the file and into the day book says what the slow one would."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from threading import enumerate as threads
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.data.queries.verify_scan import Reader
from pos_app.errors import MachineError, UserError
from pos_app.services import settings
from pos_app.services.desk import Desk
from pos_app.services.importing import ImportReport, import_rows, sale_grouping, sale_import
from pos_app.services.importing.sale_grouping import Seen
from pos_app.services.importing.sale_posting import Ids, Poster, Ready
from pos_app.services.importing.sale_values import PastSale
from pos_app.services.importing.spool import Spool
from pos_app.services.post_many import json_of
from pos_app.services.verify import verify
from tests.services.shop_kit import open_desk

Row = dict[str, str]
TAXES = {
    "tax": {
        "TAX": {"rate": "5.5"},
        "VAT": {"kind": "percent", "rate": "12", "included": True, "name": 'Value "added" 100 %s'},
        "ECO": {"kind": "fixed", "rate": "0.25", "adds_to_base": True},
    },
    "tax_class": {"STD": ["TAX"], "VAT": ["VAT"], "FEE": ["ECO", "TAX"]},
}


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    settings.change_settings(found, TAXES)
    goods = [
        {"sku": "A%d", "name": '50 % off "trap" \\ ½″ 漏斗', "price": "6.79", "unit": "ea", "tax": "STD"},
        {"sku": "B", "name": "Chain\u2028", "price": "4.20", "unit": "m", "tax": "VAT", "cost": "2.1111"},
        {"sku": "C", "name": "Lamp", "price": "9.99", "unit": "ea", "tax": "FEE", "cost": "3"},
    ]
    assert import_rows(found, kind="products", rows=goods).ok
    import_rows(found, kind="customers", rows=[{"code": f"C{n}", "name": f"Ann {n}"} for n in range(9)])
    yield found
    found.db.close()


def made_up(count: int) -> list[Row]:
    """Sales of all kinds, each with its lines together."""
    rng, rows = Random(5), []
    for number in range(count):
        head = {
            "sale_id": f"{number}",
            "sold_at": f"2026-0{rng.randint(1, 9)}-1{rng.randint(0, 9)} 1{rng.randint(0, 9)}:44",
            "customer_code": f"C{rng.randint(0, 8)}" if rng.random() < 0.5 else "",
            "cashier": rng.choice(["dana", "50 %s"]),
        }
        for _ in range(rng.randint(1, 5)):
            sku = rng.choice(["A%d", "B", "C", ""])
            sign = -1 if rng.random() < 0.1 else 1
            line = {"sku": sku, "description": "" if sku else f"Key “{rng.randint(1, 3)} %d”"}
            figures = {
                "quantity": str(sign * rng.randint(1, 9)),
                "amount": f"{sign * rng.randint(0, 9999) / 100:.2f}",
            }
            rows.append({**head, **line, **figures, "discount": rng.choice(["", "0.10", "1"])})
    return rows


def load(desk: Desk, rows: list[Row], **options: Any) -> ImportReport:
    return import_rows(desk, kind="sales", rows=rows, **options)


def ask(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def book(desk: Desk) -> list[tuple[Any, ...]]:
    """What is booked of every sale, whatever its place in the book."""
    columns = (
        "s.number, s.sold_at, s.customer_id, s.cashier, s.subtotal, s.discount, s.net, s.tax, s.total, s.content_hash,"
        " l.line_no, l.kind, l.sku, l.description, l.quantity, l.unit_price, l.amount, l.discount, l.net, l.tax, l.cost"
    )
    return ask(
        desk,
        f"SELECT {columns} FROM sale s JOIN sale_line l ON l.sale_id = s.id ORDER BY s.number, l.line_no",
    )


def test_the_book_is_sound_whatever_texts_say(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sale_import, "BATCH_LINES", 60)
    report = load(desk, made_up(120), earn_points=True)
    assert (report.ok, report.added) == (True, 120)
    assert ask(desk, "SELECT count(*) FROM sale_tax")[0][0] > 100
    assert ask(desk, "SELECT count(*) FROM point_ledger")[0][0] > 10
    assert len(ask(desk, "SELECT id FROM journal WHERE kind = 'history'")) > 3
    found = verify(desk, thorough=True)
    assert found.problems == []


def test_scattered_lines_give_the_same_sales(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made_up(80)
    numbered = [{**row, "store": "1"} for row in rows]
    assert load(desk, numbered).added == 80
    # A few lines of each sale follow its others at the end of the file, and only so many rows fit into memory.
    monkeypatch.setattr(sale_grouping, "_PART", 40)
    monkeypatch.setattr(sale_grouping, "_WRITTEN_AT_ONCE", 7)
    late = [place for place in range(len(rows)) if place % 3 == 0]
    scattered = [row for place, row in enumerate(rows) if place % 3] + [rows[place] for place in late]
    report = load(desk, [{**row, "store": "2"} for row in scattered])
    assert (report.ok, report.added) == (True, 80)
    sums = "count(*), sum(l.quantity), sum(l.amount), sum(l.net), sum(l.tax)"
    query = "SELECT substr(s.number, 5), {} FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE s.number LIKE '{}'"
    first, second = (
        ask(desk, query.format(sums, like) + " GROUP BY s.id ORDER BY 1") for like in ("H/1/%", "H/2/%")
    )
    assert first == second
    assert verify(desk).problems == []


def test_problems_of_scattered_lines_are_told_once(desk: Desk) -> None:
    rows = made_up(6)
    wrong = [
        {**rows[0], "sale_id": "x", "quantity": "many"},
        *rows,
        {**rows[0], "sale_id": "x", "amount": "none"},
    ]
    report = load(desk, wrong)
    assert [(p.row, p.column) for p in report.problems] == [(2, "quantity"), (len(wrong) + 1, "amount")]
    assert (report.problem_count, report.rejected) == (2, 2)


def test_what_another_import_took_over_meanwhile_is_left_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made_up(30)
    monkeypatch.setattr(sale_import, "BATCH", 10)
    post, turns = Poster.post, []

    def beside(self: Poster, session: Any, ready: Ready, projects: list[Any]) -> None:
        post(self, session, ready, projects)
        turns.append(len(ready.sales))

    def other(_done: int, _total: int) -> None:
        if len(turns) == 1:
            assert load(desk, rows[: len(rows) // 2]).ok

    monkeypatch.setattr(Poster, "post", beside)
    report = load(desk, rows, progress=other)
    assert report.ok
    assert ask(desk, "SELECT count(*), count(DISTINCT document_id) FROM sale") == [(30, 30)]
    assert report.added + report.unchanged == 30
    assert report.unchanged > 0
    assert verify(desk).problems == []


def test_a_batch_that_cannot_be_prepared_stops_the_import(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sale_import, "BATCH", 10)
    prepare, turns = Poster.prepare, []

    def failing(self: Poster, sales: list[PastSale], projects: Any, first: Ids) -> Ready:
        turns.append(len(sales))
        if len(turns) == 3:
            raise MachineError("disk_full", "The disk is full.")
        return prepare(self, sales, projects, first)

    monkeypatch.setattr(Poster, "prepare", failing)
    with pytest.raises(MachineError, match=r"^The disk is full\.$"):
        load(desk, made_up(50))
    # Whole batches are in, and the import can be gone on with.
    assert ask(desk, "SELECT count(*) FROM sale") == [(20,)]
    monkeypatch.setattr(Poster, "prepare", prepare)
    report = load(desk, made_up(50))
    assert (report.added, report.unchanged) == (30, 20)
    assert verify(desk).problems == []


def test_an_interruption_leaves_whole_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sale_import, "BATCH", 10)

    def stop(done: int, _total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(desk, made_up(50), progress=stop)
    assert ask(desk, "SELECT count(*), max(cast(substr(number, 3) AS int)) FROM sale") == [(20, 19)]
    assert not [thread for thread in threads() if thread.name.startswith("past-sales")]
    assert verify(desk).problems == []


def test_projects_of_prepared_sales(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sale_import, "BATCH", 10)
    rows = [
        {**row, "project": f"Job {int(row['sale_id']) // 20}" if row["customer_code"] else ""}
        for row in made_up(80)
    ]
    assert load(desk, rows).added == 80
    query = "SELECT substr(s.number, 3), p.name FROM sale s LEFT JOIN project p ON p.id = s.project_id"
    wanted = {(row["sale_id"], row["project"] or None) for row in rows}
    assert set(ask(desk, query)) == wanted
    assert verify(desk).problems == []


@pytest.mark.parametrize("scattered", [False, True])
def test_a_sale_of_too_many_lines_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, scattered: bool
) -> None:
    monkeypatch.setattr(sale_grouping, "MOST_LINES", 12)
    line = {**made_up(1)[0], "sale_id": "one"}
    rows = [line] * 12
    if scattered:
        rows.insert(6, {**line, "sale_id": "other"})
    assert load(desk, rows, dry_run=True).added == (2 if scattered else 1)
    with pytest.raises(UserError, match="same sale_id “one”"):
        load(desk, [*rows, line])
    assert ask(desk, "SELECT count(*) FROM sale") == [(0,)]


def test_statements_of_every_size_insert_every_row(desk: Desk) -> None:
    rows = [{**made_up(1)[0], "sale_id": f"n{number}"} for number in range(1300)]
    assert load(desk, rows).added == 1300
    assert len(book(desk)) == 1300
    assert verify(desk, thorough=True).problems == []


def test_hashes_find_what_was_there() -> None:
    # As many as make the table grow twice.
    keys = [("", str(number)) for number in range(100_000)]
    seen = Seen()
    assert not any(seen.add(key) for key in keys)
    assert all(seen.add(key) for key in keys)


def test_what_waits_on_disk_comes_back(tmp_path: Path) -> None:
    parts = [bytes([number]) * number * 10_000 for number in range(1, 30)]
    with Spool(tmp_path) as spool:
        for part in parts:
            spool.write(part)
        assert list(spool.read()) == parts
        assert list(spool.read()) == parts
    assert list(tmp_path.iterdir()) == []


def test_texts_are_escaped_as_the_day_book_says() -> None:
    assert json_of('a"b\\c\n\x1fü½') == '"a\\"b\\\\c\\n\\u001fü½"'


def test_large_entries_are_checked_one_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sale_import, "BATCH", 10)
    load(desk, made_up(30))
    ids = [row[0] for row in ask(desk, "SELECT id FROM journal WHERE kind = 'history' ORDER BY id")]
    assert len(ids) == 3
    with closing(Reader(desk.db.path)) as reader:
        stretches = reader.stretches(1000)
    assert all((number, number + 1) in stretches for number in ids)
    assert [high for _low, high in stretches[:-1]] == [low for low, _high in stretches[1:]]
