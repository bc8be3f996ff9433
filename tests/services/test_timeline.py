"""Web orders, enquiries and messages come in from a file, stand beside what was bought, and go with the person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.services import customers
from pos_app.services.desk import Desk
from pos_app.services.exporting import export
from pos_app.services.importing import import_file, import_rows
from pos_app.services.importing.report import ImportReport
from pos_app.services.timeline import title
from tests.services.shop_kit import open_desk

PEOPLE = [{"code": "C1", "name": "Ada Byron"}, {"code": "C2", "name": "Bee"}]
GOODS = [{"sku": "LAMP", "name": "Deck light", "price": "9.00"}]
ORDER = {
    "id": "w-1",
    "customer_code": "c1",
    "at": "2026-11-14 09:30",
    "channel": "web",
    "kind": "order",
    "text": "6 deck lights,\nready Friday",
    "sku": "lamp",
    "amount": "54.00",
}
CALL = ORDER | {
    "id": "p-7",
    "at": "2026-11-15T01:00:00+02:00",
    "channel": "phone",
    "kind": "enquiry",
    "sku": "",
}
CALL |= {"text": "Is the “2½″” pipe in stock?", "amount": ""}
SALES = [
    {
        "sale_id": "1",
        "sold_at": "2026-11-14 12:00",
        "customer_code": "C1",
        "sku": "LAMP",
        "quantity": "2",
        "amount": "18",
    }
]


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    for kind, rows in (("customers", PEOPLE), ("products", GOODS)):
        assert import_rows(found, kind=kind, rows=rows).ok
    yield found
    found.db.close()


def take(desk: Desk, *rows: dict[str, str], **options: Any) -> ImportReport:
    return import_rows(desk, kind="timeline", rows=list(rows), **options)


def told(desk: Desk, code: str = "C1", **options: Any) -> list[dict[str, Any]]:
    found = customers.customer_json(desk, code=code, **options)["timeline"]
    assert isinstance(found, list)
    return found


def test_entries_are_known_of_the_customer_the_newest_first(desk: Desk) -> None:
    assert take(desk, ORDER, CALL).added == 2
    assert told(desk) == [
        {
            "id": "p-7", "at": "2026-11-14T23:00:00Z", "channel": "phone", "kind": "enquiry",
            "title": "Phone enquiry", "text": "Is the “2½″” pipe in stock?", "sku": "", "amount": None,
        },
        {
            "id": "w-1", "at": "2026-11-14T09:30:00Z", "channel": "web", "kind": "order", "title": "Web order",
            "text": "6 deck lights,\nready Friday", "sku": "LAMP", "amount": "54.00",
        },
    ]  # fmt: skip
    assert told(desk, "C2") == []
    assert [entry["id"] for entry in told(desk, as_of=date(2026, 11, 14))] == ["p-7", "w-1"]
    assert told(desk, as_of=date(2026, 11, 13)) == []


def test_a_time_without_a_zone_is_on_the_shops_clock(desk: Desk) -> None:
    east = replace(desk, zone=timezone(timedelta(hours=7)))
    take(east, ORDER, CALL)
    assert [entry["at"] for entry in told(east)] == ["2026-11-14T23:00:00Z", "2026-11-14T02:30:00Z"]
    # In the shop it was the next morning already.
    assert [entry["id"] for entry in told(east, as_of=date(2026, 11, 14))] == ["w-1"]


def test_the_same_again_changes_nothing_and_other_content_changes_it(desk: Desk) -> None:
    take(desk, ORDER, CALL)
    again = take(desk, ORDER, CALL)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    moved = take(desk, ORDER | {"customer_code": "C2", "text": "Cancelled", "amount": ""}, CALL)
    assert (moved.added, moved.changed, moved.unchanged) == (0, 1, 1)
    assert [(entry["text"], entry["amount"]) for entry in told(desk, "C2")] == [("Cancelled", None)]
    # A column that the file has not leaves what is there.
    short = {name: ORDER[name] for name in ("id", "customer_code", "at", "channel", "kind", "text")}
    take(desk, short)
    assert told(desk)[-1]["sku"] == "LAMP"


def test_a_dry_run_only_counts(desk: Desk) -> None:
    assert take(desk, ORDER, dry_run=True).added == 1
    assert told(desk) == []


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"customer_code": "C9"}, "customer_code", "unknown_customer"),
        ({"sku": "NONE"}, "sku", "unknown_product"),
        ({"at": "2026-11-22"}, "at", "in_future"),
        ({"at": "31/02/2026"}, "at", "bad_date"),
        ({"at": ""}, "at", "missing"),
        ({"id": ""}, "id", "missing"),
        ({"id": "x" * 81}, "id", "text_too_long"),
        ({"channel": ""}, "channel", "missing"),
        ({"kind": "k" * 41}, "kind", "text_too_long"),
        ({"text": " "}, "text", "missing"),
        ({"text": "t" * 2001}, "text", "text_too_long"),
        ({"amount": "1.005"}, "amount", "bad_number"),
        ({"amount": "99999999999.00"}, "amount", "bad_amount"),
        ({"id": "p-7"}, "id", "double"),
    ],
)
def test_what_cannot_be_taken(desk: Desk, cells: dict[str, str], column: str, code: str) -> None:
    report = take(desk, CALL, ORDER | cells)
    assert [(p.row, p.column, p.code) for p in report.problems] == [(3, column, code)]
    assert told(desk) == []


@pytest.mark.parametrize(
    ("channel", "kind", "said"),
    [
        ("web", "order", "Web order"), ("Phone", "Enquiry", "Phone enquiry"), ("message", "message", "Message"),
        ("visit", "note", "Visit note"), ("SMS", "order", "SMS order"), ("web", "quote asked", "Web quote asked"),
        ("fax", "fax", "fax"), ("{x}", "{y}", "{x} {y}"),
    ],
)  # fmt: skip
def test_known_words_have_labels_and_others_stay_as_they_are(channel: str, kind: str, said: str) -> None:
    assert english(title(channel, kind)) == said


def test_one_timeline_with_what_was_bought(desk: Desk) -> None:
    assert import_rows(desk, kind="sales", rows=SALES).ok
    take(desk, ORDER, CALL, ORDER | {"id": "w-2", "at": "2026-11-10"})
    customer = customers.search(desk, text="C1")[0].id
    rows = customers.happenings(desk, customer_id=customer)
    assert [(row.date, english(row.contact) if row.contact else row.number, row.total) for row in rows] == [
        ("2026-11-14", "Phone enquiry", None),
        ("2026-11-14", "H/1", 1800),
        ("2026-11-14", "Web order", 5400),
        ("2026-11-10", "Web order", 5400),
    ]
    assert rows[2].what == "6 deck lights, ready Friday"
    parts = [customers.happenings(desk, customer_id=customer, limit=1, offset=n)[0] for n in range(4)]
    assert parts == rows
    assert customers.contacts(desk, customer_id=customer) == 3


def test_they_go_with_an_erased_customer(desk: Desk, tmp_path: Path) -> None:
    take(desk, ORDER, CALL | {"customer_code": "C2"})
    with desk.db.write() as session:
        session.execute(text("UPDATE customer SET erased_at = '2026-11-21T00:00:00Z' WHERE code = 'C1'"))
        session.commit()
    with desk.db.read() as session:
        assert session.execute(text("SELECT uid FROM timeline_entry")).scalars().all() == ["p-7"]
    export(desk, kind="timeline", folder=tmp_path)
    assert "w-1" not in (tmp_path / "timeline.csv").read_text(encoding="utf-8")
    assert [(p.column, p.code) for p in take(desk, ORDER).problems] == [("customer_code", "unknown_customer")]


def test_what_goes_out_comes_back(desk: Desk, tmp_path: Path) -> None:
    take(desk, ORDER, CALL, ORDER | {"id": "=1", "text": "=cmd()", "channel": "@web", "amount": "-3.10"})
    export(desk, kind="timeline", folder=tmp_path / "out")
    read = import_file(desk, kind="timeline", path=tmp_path / "out" / "timeline.csv")
    assert (read.ok, read.changed, read.unchanged) == (True, 0, 3)
