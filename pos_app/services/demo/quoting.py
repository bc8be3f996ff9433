"""The demo's quotes: made on their day through the services that the window calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pos_app.domain.quantity import parse_quantity
from pos_app.errors import UserError
from pos_app.services import carts, customers, quotes
from pos_app.services.demo.tables import read_toml
from pos_app.services.desk import Desk


def make_quotes(desk: Desk, as_of: date, moment: Callable[[date], datetime]) -> int:
    """Make the quotes of the table, the oldest first; `moment` is when a day's were made. Returns how many."""
    rows = sorted(read_toml("quotes.toml")["quote"], key=lambda row: -row["day"])
    for row in rows:
        at = moment(as_of - timedelta(row["day"]))
        _make(replace(desk, clock=_standing(at)), row)
    return len(rows)


def _standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def _make(desk: Desk, row: dict[str, Any]) -> None:
    if row["customer"]:
        _scan(desk, row["customer"])
        customer_id = carts.current(desk).customer_id
        assert customer_id is not None
        for project in customers.person(desk, customer_id=customer_id).projects:
            if project.name == row.get("project"):
                carts.set_project(desk, project_id=project.id)
    for item in row["items"].split():
        sku, _colon, count = item.partition(":")
        _scan(desk, sku, parse_quantity(count))
    quotes.make_quote(desk, days=row["days"], note=row.get("note", ""))


def _scan(desk: Desk, code: str, quantity: int | None = None) -> None:
    if carts.scan(desk, code=code, quantity=quantity).outcome == "unknown":
        raise UserError("unknown_code", "The demo shop has no {code}.", code=code)
