"""What was said outside the till, beside the sale and on the customer's page, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from pos_app.services import customers
from pos_app.services.desk import Desk
from pos_app.services.importing import import_rows
from pos_app.ui.customers.detail import CustomerDetail
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import MARIA

Opener = Callable[..., AtCounter]
LONG = "Do you still have the wide gaffer tape, and could you keep two rolls behind the counter until Friday noon?"


@pytest.fixture
def contacts(desk: Desk) -> list[str]:
    """Maria was here, wrote and ordered, and has an open account; the days of her two newest contacts."""
    give_a_past(desk)
    day = desk.business_date()
    days = [(day - timedelta(days=back)).isoformat() for back in (40, 3, 1)]
    words = (
        ("phone", "enquiry", "Grout colours", ""),
        ("web", "order", "6 deck lights", "54.00"),
        ("sms", "note", LONG, ""),
    )
    rows = [
        {
            "id": f"{channel}-{when}", "customer_code": "C0012", "at": when, "channel": channel, "kind": kind,
            "text": told, "amount": amount,
        }
        for when, (channel, kind, told, amount) in zip(days, words, strict=True)
    ]  # fmt: skip
    owner = as_owner(desk)
    assert import_rows(owner, kind="timeline", rows=rows).ok
    assert import_rows(owner, kind="balances", rows=[{"customer_code": "C0012", "account_balance": "120"}]).ok
    return days[1:]


def sidebar(at: AtCounter) -> Sidebar:
    found = at.shell.window.findChild(Sidebar)
    assert isinstance(found, Sidebar)
    return found


def test_the_newest_contacts_stand_among_the_visits_beside_the_sale(
    at: AtCounter, contacts: list[str]
) -> None:
    at.scan("C0012")
    side = sidebar(at)
    rows = side.bought.texts()
    assert rows[0][0].startswith("sms note ")
    assert rows[0][0].endswith(f": {LONG}")
    assert rows[1] == (rows[1][0], "54.00")
    assert rows[1][0].startswith("Web order ")
    assert rows[1][0].endswith(": 6 deck lights")
    # The visit of a week ago comes next; what was said forty days ago is on the customer's page.
    assert "Interior eggshell" in rows[2][0]
    assert not any("Grout" in left for left, _right in rows)
    assert side.bought.title == "Lately"
    owes = next(label for label in side.points_card.findChildren(QLabel) if "on account" in label.text())
    assert owes.text() == "owes 120.00 on account"
    assert not owes.visibleRegion().isEmpty()


def test_without_contacts_it_is_what_was_bought(at: AtCounter, desk: Desk) -> None:
    give_a_past(desk)
    at.scan("C0012")
    words = at.labels(sidebar(at))
    assert sidebar(at).bought.title == "Last bought"
    assert not any("on account" in word for word in words)


def test_a_visit_of_years_ago_says_its_year(at: AtCounter, desk: Desk) -> None:
    day = desk.business_date() - timedelta(days=591)
    rows = [
        {
            "sale_id": "7", "sold_at": day.isoformat(), "customer_code": "C0012", "sku": "SEAL-W",
            "quantity": "1", "amount": "8.49",
        }
    ]  # fmt: skip
    assert import_rows(as_owner(desk), kind="sales", rows=rows).ok
    at.scan("C0012")
    ((first, _amount),) = sidebar(at).bought.texts()
    assert f" {day.year} · " in first


@pytest.mark.parametrize("size", [(1366, 768), (1024, 600)])
@pytest.mark.usefixtures("contacts")
def test_the_fixed_parts_stay_on_the_screen(open_counter: Opener, size: tuple[int, int]) -> None:
    at = open_counter(size=size)
    at.scan("C0012")
    side = sidebar(at)
    for card in (side.person_card, side.points_card, side.offer_card):
        if card.isHidden():
            continue
        top = card.mapTo(side, QPoint(0, 0)).y()
        assert top >= 0, card
        assert top + card.height() <= side.height(), card


@pytest.mark.usefixtures("contacts")
def test_the_customers_page_has_one_timeline(at: AtCounter) -> None:
    at.scan("C0012")
    at.click(sidebar(at).bought.button)
    detail = at.shell.window.findChild(CustomerDetail)
    assert isinstance(detail, CustomerDetail)
    rows = detail.visits.rows_model.rows()
    dates = [row.date for row in rows]
    assert dates == sorted(dates, reverse=True)
    assert [bool(row.contact) for row in rows].count(True) == 3
    assert len(rows) == 3 + len(customers.purchases(at.desk, customer_id=MARIA))
    words = at.labels(detail)
    assert "6 visits · 3 contacts" in words
    assert "owes 120.00 on account" in words
    model = detail.visits.rows_model
    texts = [model.data(model.index(row, model.column_of("what"))) for row in range(3)]
    assert texts[0] == f"sms note: {LONG}"
    assert texts[1] == "Web order: 6 deck lights"
    # What is too long for its row is told whole when the row is chosen.
    assert LONG not in words
    at.click_row(detail.visits, 0)
    assert LONG in at.labels(detail)
    at.press(Qt.Key.Key_End)
    assert LONG not in at.labels(detail)
