"""Finding people by name, phone, card, code or an old receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data import search
from tests.data.search_kit import codes, open_database


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    db = open_database(tmp_path)
    with db.write() as writing:
        yield writing
    db.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kow", ["C0004", "C0001"]),  # the one who came last first
        ("maria kow", ["C0001"]),
        ("kow mar", ["C0001"]),
        ("0142", ["C0001"]),
        ("142", ["C0004", "C0001"]),
        ("555 0142", ["C0001"]),
        ("+1 555-0142", ["C0001"]),
        ("(555) 0142", ["C0001"]),
        ("0532 123 45 67", ["C0003"]),
        ("142 mar", ["C0001"]),
        ("mar 142", ["C0001"]),
        ("142 ort", []),
        ("zoe celik", ["C0003"]),
        ("ÇELİK", ["C0003"]),
        ("9900-12345", ["C0002"]),
        ("990012345", ["C0002"]),
        ("C0003", ["C0003"]),
        ("c000", ["C0004", "C0001", "C0002", "C0005", "C0003"]),
        ("mill road", ["C0002"]),
        ("muller", ["C0005"]),
        ("mayer", ["C0005"]),
        ("kovalsky", ["C0001"]),
        ("", []),
        ("nobody at all", []),
        ('"', []),
        ("%", []),
    ],
)
def test_found(session: Session, typed: str, found: list[str]) -> None:
    assert codes(session, typed) == found


def test_rows_carry_what_tells_people_apart(session: Session) -> None:
    row = search.search_customers(session, "ortega")[0]
    assert row == (2, "C0002", "Jorge Ortega", "555 0177", "Mill Road Builders", "2026-10-01", "Gold")


def test_never_more_than_fifty(session: Session) -> None:
    rows = [{"code": f"X{n:03}", "name": f"Same Name {n}"} for n in range(120)]
    session.execute(
        text(
            "INSERT INTO customer (code, name, phone, phone_shown, email, birthday, company, tax_exempt_no,"
            " tax_exempt_until, consent, notes, level, created_on, erased_at)"
            " VALUES (:code, :name, '', '', '', '', '', '', '', '', '', '', '', '')"
        ),
        rows,
    )
    search.rebuild(session)
    assert len(search.search_customers(session, "same")) == 50
    assert len(search.search_customers(session, "same", limit=500)) == 50
    assert len(search.search_customers(session, "same", limit=7)) == 7


def test_erased_people_are_not_found(session: Session) -> None:
    session.execute(text("UPDATE customer SET erased_at = '2026-11-21T00:00:00Z' WHERE id = 1"))
    assert codes(session, "maria") == []  # not even before the index knows
    search.index_customer(session, 1)
    assert codes(session, "0142") == []
    assert not session.execute(text("SELECT 1 FROM search_customer WHERE customer_id = 1")).all()
    words = session.execute(text("SELECT words FROM search_customer_words")).scalars().all()
    assert not [line for line in words if "maria" in line or "0142" in line]


def test_a_change_is_found_at_once(session: Session) -> None:
    session.execute(text("UPDATE customer SET name = 'Maria Nowak', phone = '+15559999' WHERE id = 1"))
    search.index_customer(session, 1)
    assert codes(session, "9999") == codes(session, "nowak") == ["C0001"]
    assert codes(session, "kowalski") == []


def test_an_old_receipt_gives_its_customer(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO journal (id, till, seq, previous_hash, hash, version, kind, uuid, actor, at, business_date)"
            " VALUES (1, '1', 1, '', '', 1, 'sale', 'u', 'a', '', '2026-11-20')"
        )
    )
    session.execute(
        text(
            "INSERT INTO sale (id, entry_id, document_id, content_hash, number, kind, till, sold_at, business_date,"
            " cashier, customer_id, person_hash, currency, exponent, tax_rounding, cash_method, subtotal,"
            " document_discount, discount, net, tax, total, cash_rounding, paid, change, points, exempt_certificate,"
            " approved_by) VALUES (1, 1, 'd', '', '1-004913', 'sale', '1', '', '2026-11-20', '', 3, '', 'USD', 2,"
            " 'line', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '')"
        )
    )
    assert codes(session, "1-004913") == ["C0003"]
