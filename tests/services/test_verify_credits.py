"""Whatever is changed about gift cards and store credit behind the program's back is found and said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.message import english
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.books_kit import copy_of, desk_on, new_shop


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A shop with a card sold, spent, reloaded and topped up, one given back, a slip, and a customer's credit."""
    desk = new_shop(tmp_path_factory.mktemp("cards"))

    def sell(name: str, lines: list[dict[str, object]], *tenders: dict[str, str], **more: object) -> str:
        answer = sell_json(desk, {"id": name, "lines": lines, "tenders": list(tenders), **more})
        cards = answer.get("gift_cards")
        return str(cards[0]["code"] if cards else answer["receipt"])

    key: dict[str, object] = {"description": "Key", "quantity": "1", "unit_price": "8.00", "taxes": []}
    card: dict[str, object] = {"gift_card": "new", "unit_price": "50.00", "quantity": "1"}
    fifty, eight = {"type": "cash", "amount": "50.00"}, {"type": "cash", "amount": "8.00"}
    code = sell("card", [card], fifty)
    paid = sell("paid", [key], {"type": "gift_card", "amount": "8.00", "reference": code})
    refund_json(desk, {"id": "reload", "of": paid})
    sell("top", [{**card, "gift_card": code}], fifty)
    other = sell_json(desk, {"id": "other", "lines": [card], "tenders": [fifty]})
    refund_json(desk, {"id": "unsold", "of": other["receipt"]})
    for name, customer in (("slip", ""), ("own", "C1")):
        sold = sell(name, [key], eight, customer=customer)
        back = {"type": "store_credit", "amount": "8.00"}
        refund_json(desk, {"id": name + " back", "of": sold, "tenders": [back]})
    sell("own spent", [key], {"type": "store_credit", "amount": "8.00"}, customer="C1")
    assert verify(desk).ok
    yield copy_of(desk, tmp_path_factory.mktemp("kept"))
    desk.db.close()


def found_after(book: Path, folder: Path, statement: str) -> str:
    """What verify says after a statement that got past every lock; the day book's own hashes are left out."""
    path = folder / book.name
    path.write_bytes(book.read_bytes())
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("PRAGMA foreign_keys = OFF")
        assert raw.execute(statement).rowcount
        raw.commit()
    desk = desk_on(path)
    report = verify(desk)
    desk.db.close()
    assert not report.ok
    return "\n".join(english(problem.message) for problem in report.problems)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE credit_account SET balance = balance + 1", "but its ledger comes to"),
        ("UPDATE credit_account SET customer_id = 2 WHERE customer_id = 1", "but its ledger comes to"),
        ("DELETE FROM credit_account", "is kept at -"),
        (
            "INSERT INTO credit_account VALUES ('GC-0000-0000-0000', 'gift_card', NULL, 5, '2026-11-02')",
            "holds 5, but has no ledger",
        ),
        ("DELETE FROM credit_ledger WHERE event = 'spend' AND customer_id IS NULL", "but its ledger has 0"),
        ("UPDATE credit_ledger SET amount = -9900 WHERE event = 'spend'", "below zero"),
        ("UPDATE credit_ledger SET amount = 4900 WHERE event = 'top_up'", "gift cards of 5000 were sold"),
        ("DELETE FROM credit_ledger WHERE event = 'take_back'", "gift cards of -5000 were sold"),
        ("UPDATE credit_ledger SET event = 'spend' WHERE event = 'give_back'", "spend out of turn"),
        ("UPDATE credit_ledger SET event = 'issue' WHERE event = 'top_up'", "issue out of turn"),
        (
            "UPDATE credit_ledger SET customer_id = 2 WHERE event = 'spend'",
            "changes its kind or its customer",
        ),
        ("UPDATE credit_ledger SET amount = 'ten' WHERE event = 'top_up'", "not of the kind"),
        (
            "UPDATE tender SET amount = amount - 1 WHERE type = 'gift_card' AND amount > 0",
            "was paid with GC-",
        ),
        ("UPDATE tender SET type = 'cash' WHERE type = 'store_credit' AND amount > 0", "0 was paid with SC-"),
        ("UPDATE sale_line SET kind = 'goods' WHERE kind = 'gift_card'", "gift cards of 0 were sold"),
    ],
)
def test_it_is_found(book: Path, tmp_path: Path, statement: str, sentence: str) -> None:
    assert sentence in found_after(book, tmp_path, statement)
