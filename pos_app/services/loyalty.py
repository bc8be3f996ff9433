"""Points and tiers of a customer: what the books say, the rows a sale adds, and the cached balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from pos_app.data.queries import customers as customer_queries
from pos_app.data.queries import history as queries
from pos_app.domain import loyalty as rules
from pos_app.domain.loyalty import PointRow, Tier
from pos_app.services import settings
from pos_app.services.person_view import RewardView

if TYPE_CHECKING:
    from pos_app.services.draft_values import PricedDraft

FAR = "9999-12-31"


def rewards(session: Session, customer_id: int) -> list[RewardView]:
    """Every reward of the shop, the cheapest first, with how often the balance pays for it."""
    points = queries.point_sum(session, customer_id)
    known = sorted(settings.cached(session).loyalty.rewards, key=lambda r: (r.points, r.code))
    return [RewardView(r.code, r.points, r.worth, rules.affordable(points, r)) for r in known]


def ledger(session: Session, customer_id: int, on: date) -> list[PointRow]:
    """The customer's points rows up to a business date."""
    return [
        PointRow(row[0], date.fromisoformat(row[1]), date.fromisoformat(row[2]) if row[2] else None)
        for row in queries.point_rows(session, customer_id, on.isoformat())
    ]


def point_rows(
    priced: "PricedDraft", sale_id: int, day: date, months: int, session: Session | None = None
) -> list[dict[str, Any]]:
    """The points rows of a sale to a known customer, ready for `post` (design.md §3, rule 10).

    Goods earn, rewards spend; a line that goes back takes its points and gives back its share of spent ones,
    which keep the expiry they had (at least 30 days). That expiry is looked up by `session`; without one
    they count as new.
    """
    if priced.draft.customer_id is None:
        return []
    back = [line.figures for line in priced.lines if line.source is not None or line.blind]
    sold = [line.figures for line in priced.lines if line.source is None and not line.blind]
    fresh = rules.expires_on(day, months)
    given = -sum(figures.points_spent for figures in back)
    kept = fresh
    if given and session is not None:
        spent_in = {line.source.row.sale_id for line in priced.lines if line.source is not None}
        kept = _expiry_of_spent(session, priced.draft.customer_id, spent_in, day, fresh)
    found = [
        ("earn", sum(figures.points for figures in sold), fresh),
        ("spend", -sum(figures.points_spent for figures in sold), None),
        ("return", sum(figures.points for figures in back), None),
        ("give_back", given, kept),
    ]
    return [
        {
            "customer_id": priced.draft.customer_id,
            "sale_id": sale_id,
            "kind": kind,
            "points": points,
            "expires_on": expires.isoformat() if expires else "",
        }
        for kind, points, expires in found
        if points
    ]


def _expiry_of_spent(
    session: Session, customer_id: int, sale_ids: set[int], day: date, fresh: date | None
) -> date | None:
    """When points spent with these sales would have expired, at least 30 days from now."""
    rows = queries.point_rows(session, customer_id, day.isoformat())
    spends = [at for at, row in enumerate(rows) if row[3] == "spend" and row[4] in sale_ids]
    if not spends:
        return fresh
    history = [
        PointRow(row[0], date.fromisoformat(row[1]), date.fromisoformat(row[2]) if row[2] else None)
        for row in rows
    ]
    return rules.give_back_expiry(rules.expiry_of_spend(history, spends[-1]), day)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a customer's kept balance becomes with a document; `spend` counts gift cards that it sells as goods.

    That is so where the document `counts`: a refund after the last visit does so from the next visit on.
    """

    customer_id: int
    points: int
    spend: int
    counts: bool
    visits: int
    first_visit: str
    last_visit: str

    def balance(self, cards: int, tiers: Sequence[Tier]) -> dict[str, Any]:
        """The columns of customer_balance, `cards` being the gift cards sold with it (minor units)."""
        spend = self.spend - cards if self.counts else self.spend
        tier = rules.tier_of(spend, tiers) if self.last_visit else None
        return {
            "customer_id": self.customer_id,
            "points": self.points,
            "spend_12m": spend,
            "tier": tier.name if tier else "",
            "visits": self.visits,
            "first_visit": self.first_visit,
            "last_visit": self.last_visit,
        }


def standing_with(
    session: Session, customer_id: int, *, visit: bool, day: str, net: int, points: int
) -> Standing | None:
    """The customer's balance with one more document of an ISO date that is not posted yet, by addition.

    `visit` is whether something was bought with it. None for a document of before the last visit:
    `refresh_balance` reckons that, once it is posted.
    """
    visits, first, last = queries.visit_figures(session, customer_id, FAR)
    if day < last:
        return None
    if visit:
        visits, first, last = visits + (day > last), first or day, day
    counts = day == last
    spend = net if counts else 0
    if last:
        since = rules.window_start(date.fromisoformat(last)).isoformat()
        spend += queries.spend(session, customer_id, since, last)
    points += queries.point_sum(session, customer_id)
    return Standing(customer_id, points, spend, counts, visits, first, last)


def refresh_balance(session: Session, customer_id: int, on: date | None = None) -> None:
    """Reckon the cached balance anew from the books, tier as of the last sale; the caller commits.

    With `on` only sales up to that day count; without it all do, in whatever order they were posted.
    """
    upto = on.isoformat() if on else FAR
    visits, first, last = queries.visit_figures(session, customer_id, upto)
    spend, tier = spend_and_tier(session, customer_id, date.fromisoformat(last) if last else None)
    customer_queries.put_balance(
        session,
        {
            "customer_id": customer_id,
            "points": queries.point_sum(session, customer_id),
            "spend_12m": spend,
            "tier": tier,
            "visits": visits,
            "first_visit": first,
            "last_visit": last,
        },
    )


def spend_and_tier(session: Session, customer_id: int, last_sale: date | None) -> tuple[int, str]:
    """Net spend of the twelve months that end with the last sale, and the tier it reaches (rule 11)."""
    if last_sale is None:
        return 0, ""
    since = rules.window_start(last_sale).isoformat()
    spend = queries.spend(session, customer_id, since, last_sale.isoformat())
    tier = rules.tier_of(spend, settings.cached(session).loyalty.tiers)
    return spend, tier.name if tier else ""
