"""Everything the sidebar knows, as JSON-ready values with sentences in the current language."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pos_app.data.queries import customers as queries
from pos_app.domain.loyalty import expiring
from pos_app.domain.message import Message
from pos_app.domain.money import Currency, plain_amount
from pos_app.errors import UserError
from pos_app.i18n import text
from pos_app.services import settings, timeline
from pos_app.services.desk import Desk
from pos_app.services.loyalty import ledger
from pos_app.services.person import build
from pos_app.services.person_view import EntryView, PersonView

# Amounts in the views are minor units; outside they are decimal strings.
_AMOUNTS = {"worth", "total"}

# More contacts than anybody has.
_EVERY = 1_000_000


def customer_json(desk: Desk, *, code: str, as_of: date | None = None) -> dict[str, object]:
    """The person behind a code as of a date; UserError ``unknown_customer``."""
    with desk.db.read() as session:
        customer_id = queries.id_by_code(session, code.strip())
        if customer_id is None:
            raise UserError("unknown_customer", "There is no customer {code}.", code=code.strip()[:40])
        view = build(session, desk, customer_id=customer_id, as_of=as_of)
        currency = settings.cached(session).shop.currency
        today = as_of or desk.business_date()
        entries = timeline.newest(session, desk, customer_id, today, _EVERY)
        ending = expiring(ledger(session, customer_id, today), today)
    data = _person(view, currency, today)
    data["timeline"] = [_entry(entry, currency) for entry in entries]
    if today < desk.business_date():
        # Nobody wrote down when they were taken: they may speak of what came later.
        data["notes"] = ""
    data["points_expiring"] = [{"points": each.points, "on": each.on.isoformat()} for each in ending]
    return data


def _entry(entry: EntryView, currency: Currency) -> dict[str, object]:
    """A contact as the import has it, with its title in words."""
    return {
        "id": entry.id,
        "at": entry.at,
        "channel": entry.channel,
        "kind": entry.kind,
        "title": text(entry.title),
        "text": entry.text,
        "sku": entry.sku,
        "amount": None if entry.amount is None else plain_amount(entry.amount, currency),
    }


def _person(view: PersonView, currency: Currency, today: date) -> dict[str, object]:
    data: dict[str, object] = {"customer": view.code, "as_of": today.isoformat()}
    data |= {
        field.name: _plain(getattr(view, field.name), currency)
        for field in fields(view)
        if field.name not in ("id", "code", "tier_progress", "timeline")
    }
    data["store_credit"] = plain_amount(view.store_credit, currency)
    data["account"] = plain_amount(view.account, currency)
    if view.tier_progress is not None:
        spend, needed = view.tier_progress
        data["tier_progress"] = {
            "spend": plain_amount(spend, currency),
            "needed": plain_amount(needed, currency),
        }
    if view.prompt is not None:
        data["prompt"] = {
            "key": view.prompt.key,
            "text": text(view.prompt.text),
            "detail": text(view.prompt.detail) if view.prompt.detail else None,
            "more": [text(message) for message in view.prompt.more],
            "answers": {answer: text(label) for answer, label in view.prompt.answers},
        }
    return data


def _plain(value: Any, currency: Currency) -> Any:
    """Messages become sentences, values objects, tuples lists."""
    if isinstance(value, Message):
        return text(value)
    if is_dataclass(value):
        return {
            field.name: plain_amount(getattr(value, field.name), currency)
            if field.name in _AMOUNTS
            else _plain(getattr(value, field.name), currency)
            for field in fields(value)
        }
    if isinstance(value, tuple | list):
        return [_plain(item, currency) for item in value]
    return value
