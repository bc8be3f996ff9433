"""Finding people by name, phone, card, code or an old receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data import search
from pos_app.data.tables import Customer, CustomerBalance
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


PEOPLE = (
    # name, phone, company, email, last visit
    ("Anne-Marie O'Brien", "+15552468", "3M Studio", "annie77@mill-road.example", "2026-01-02"),
    ("王小明", "+8613800138000", "五金店", "", ""),
    ("สมชาย ใจดี", "+66812345678", "", "", ""),
    ("Łukasz Żółć", "+48601602603", "Żółć i Syn", "", ""),
    ("İbrahim Işık", "+905001112233", "Işık Yapı", "", ""),
)


SHOWN = {"+15552468": "555 2468", "+48601602603": "601 602 603"}


@pytest.fixture
def more(session: Session) -> Session:
    """The shop with people of other countries."""
    for number, (name, phone, company, email, last) in enumerate(PEOPLE, 101):
        session.add(
            Customer(
                id=number,
                code=f"K{number}",
                name=name,
                phone=phone,
                phone_shown=SHOWN.get(phone, ""),
                company=company,
                email=email,
            )
        )
        session.flush()
        session.add(CustomerBalance(customer_id=number, last_visit=last))
        session.flush()
        search.index_customer(session, number)
    return session


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("m kow", "C0001"),
        ("kow m", "C0001"),
        ("jo", "C0002"),
        ("mk", "C0001"),  # initials
        ("obrien", "K101"),
        ("brien", "K101"),
        ("anne brien", "K101"),
        ("o'b ann", "K101"),
        ("anne marie", "K101"),
        ("3m", "K101"),
        ("annie77", "K101"),
        ("annie77@mill", "K101"),
        ("@mill-road", "K101"),
        ("555 24", "K101"),
        ("小明", "K102"),
        ("明", "K102"),
        ("五金", "K102"),
        ("8000 王", "K102"),
        ("ใจดี", "K103"),
        ("สมชาย", "K103"),
        ("5678", "K103"),
        ("lukasz", "K104"),
        ("zolc", "K104"),
        ("601 602", "K104"),  # from its beginning, as it is told
        ("ibrahim isik", "K105"),
        ("IŞIK", "K105"),
        ("ışık yapı", "K105"),
    ],
)
def test_found_among_people_of_many_countries(more: Session, typed: str, code: str) -> None:
    assert code in codes(more, typed)[:3]


def test_a_broad_search_shows_those_who_came_last(session: Session) -> None:
    for number in range(1000, 1600):
        session.add(Customer(id=number, code=f"X{number}", name=f"Quentin Number{number}"))
    session.flush()
    for number in range(1000, 1600):
        session.add(
            CustomerBalance(customer_id=number, last_visit=f"2026-0{1 + number % 9}-{10 + number % 17}")
        )
    session.flush()
    search.rebuild(session)
    found = search.search_customers(session, "q")
    assert len(found) == 50
    newest = session.execute(
        text(
            "SELECT last_visit FROM customer_balance WHERE customer_id >= 1000 ORDER BY last_visit DESC LIMIT 50"
        )
    ).scalars()
    assert [row.last_visit for row in found] == list(newest)
    session.execute(text("UPDATE customer_balance SET last_visit = '2026-11-30' WHERE customer_id = 1007"))
    assert search.refresh_visits(session) == 1
    assert search.search_customers(session, "q")[0].id == 1007
    session.execute(text("UPDATE customer_balance SET last_visit = '' WHERE customer_id >= 1000"))
    assert search.refresh_visits(session) == 600  # so many that the index is made anew
    assert len(search.search_customers(session, "quentin number1007")) == 1


@pytest.mark.parametrize("typed", ["1-004913", "1-4913", "H/88", "h/88", "88"])
def test_receipts_of_this_till_and_the_former_one(session: Session, typed: str) -> None:
    _receipt(session, 1, "1-004913", customer_id=3)
    _receipt(session, 2, "H/88", customer_id=3)
    assert "C0003" in codes(session, typed)


def test_a_receipt_with_a_short_number_hides_nobody(session: Session) -> None:
    _receipt(session, 1, "H/142", customer_id=3)
    assert codes(session, "142") == ["C0004", "C0001", "C0003"]


def _receipt(session: Session, number: int, shown: str, customer_id: int) -> None:
    session.execute(
        text(
            "INSERT INTO journal (id, till, seq, previous_hash, hash, version, kind, uuid, actor, at, business_date)"
            " VALUES (:id, '1', :id, '', '', 1, 'sale', :shown, 'a', '', '2026-11-20')"
        ),
        {"id": number, "shown": shown},
    )
    session.execute(
        text(
            "INSERT INTO sale (id, entry_id, document_id, content_hash, number, kind, till, sold_at, business_date,"
            " cashier, customer_id, person_hash, currency, exponent, tax_rounding, cash_method, subtotal,"
            " document_discount, discount, net, tax, total, cash_rounding, paid, change, points, exempt_certificate,"
            " approved_by) VALUES (:id, :id, :shown, '', :shown, 'sale', '1', '', '2026-11-20', '', :who, '', 'USD', 2,"
            " 'line', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '')"
        ),
        {"id": number, "shown": shown, "who": customer_id},
    )
