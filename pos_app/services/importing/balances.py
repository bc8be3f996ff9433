"""The cached figures of many customers at once, reckoned anew from the books after an import."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import accounts
from pos_app.data.queries import importing_customers as queries
from pos_app.domain import loyalty
from pos_app.services import settings
from pos_app.services.desk import Desk
from pos_app.services.importing.work import batches

_BATCH = 500


def refresh_balances(desk: Desk, customer_ids: set[int]) -> None:
    """Points, visits, spend and tier as of each customer's last sale (design.md §3, rule 11), and what they owe."""
    for batch in batches(sorted(customer_ids), _BATCH):
        with desk.db.write() as session:
            put_balances(session, desk, batch)
            session.commit()


def put_balances(session: Session, desk: Desk, customer_ids: Sequence[int]) -> None:
    """The same for some customers within the caller's transaction, who commits."""
    for batch in batches(customer_ids, _BATCH):
        queries.put_balances(session, _figures(session, batch, desk.business_date().isoformat()))


def _figures(session: Session, ids: list[int], upto: str) -> list[dict[str, Any]]:
    tiers = settings.cached(session).loyalty.tiers
    visits = {row[0]: row[1:] for row in queries.last_visits(session, ids, upto)}
    windows = {
        number: (loyalty.window_start(date.fromisoformat(last)).isoformat(), last)
        for number, (_count, _first, last) in visits.items()
    }
    spends = queries.spends(session, windows)
    points = queries.point_sums(session, ids)
    owed = accounts.sums(session, ids=ids)
    rows = []
    for number in ids:
        count, first, last = visits.get(number, (0, "", ""))
        spend = spends.get(number, 0)
        tier = loyalty.tier_of(spend, tiers) if last else None
        rows.append(
            {
                "customer_id": number,
                "points": points.get(number, 0),
                "spend_12m": spend,
                "tier": tier.name if tier else "",
                "visits": count,
                "first_visit": first,
                "last_visit": last,
                "account": owed.get(number, 0),
            }
        )
    return rows
