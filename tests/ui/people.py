"""A past for Maria, written through the services as the counter would: visits, points, a project, facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_app.services import customers, documents
from pos_app.services.desk import Desk
from tests.ui.shop import MARIA

PROJECT = "Bathroom remodel"


def give_a_past(desk: Desk, *, visits: int = 6, facts: int = 3) -> None:
    """Visits every 18 days up to a week ago, for a project; more than 500 points; facts of three kinds."""
    # Not in the till session of today: what was sold on a day stands on its own Z.
    desk = replace(desk, automatic=True, earliest=None)
    customers.open_project(desk, customer_id=MARIA, name=PROJECT)
    day = desk.business_date() - timedelta(days=7)
    for number in range(visits):
        when = day - timedelta(days=18 * (visits - 1 - number))
        documents.sell_json(
            desk,
            {
                "id": f"past-{number}",
                "customer": "C0012",
                "sold_at": f"{when.isoformat()}T10:00:00",
                "project": PROJECT,
                "lines": [{"sku": "SEAL-W", "quantity": "1"}, {"sku": "EGG-1", "quantity": "3"}],
                "tenders": [{"type": "cash", "amount": "200.00"}],
            },
        )
    noted = (
        ("preference", "Paint", "Sage 2140-30 eggshell"),
        ("owned", "Mower belt", "4L430"),
        ("preference", "Brands", "cordless 18 V platform"),
        ("style", "T", "short talk, straight to the shelf"),
    )
    for kind, label, value in noted[:facts]:
        customers.add_fact(desk, customer_id=MARIA, kind=kind, label=label, value=value)
