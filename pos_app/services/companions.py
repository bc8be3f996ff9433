"""Companion statistics: counted from the shop's own receipts in the background, at start and after an import."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import companions as queries
from pos_app.data.queries import offers as offer_queries
from pos_app.domain.offers import LEAST_TOGETHER, Companion, strongest_companions
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk

# Two seasons: what went together three years ago may be off the shelf.
WINDOW_DAYS = 730
# A large shop says as much in its last receipts, and counting a million would take a minute.
MOST_RECEIPTS = 60_000


def refresh_companions(desk: Desk) -> Changes:
    """Count anew who takes what together. Reading takes its time, writing holds the lock only briefly."""
    with desk.db.read() as session:
        newest = queries.newest_date(session)
        if not newest:
            return changed()
        strongest = _counted(session, newest, since=queries.date_of_recent(session, MOST_RECEIPTS))
    rows = [
        {
            "product_id": pair.product_id,
            "companion_id": pair.companion_id,
            "together": pair.together,
            "buyers": pair.buyers,
        }
        for pair in strongest
    ]
    with desk.db.write() as session:
        queries.replace_all(session, rows)
        session.commit()
    return changed(Area.OFFER)


def companions_of(session: Session, product_ids: Collection[int], on: date) -> list[Companion]:
    """The companions of these products as of a day: the kept statistics, or for a day gone by counted anew."""
    if not product_ids:
        return []
    if not is_gone_by(session, on):
        return [Companion(*row) for row in offer_queries.companions(session, product_ids)]
    return _counted(session, on.isoformat(), product_ids)


def is_gone_by(session: Session, on: date) -> bool:
    """Whether there are sales after this day, so that what is kept for now does not hold for it."""
    return on.isoformat() < queries.newest_date(session)


def _counted(session: Session, upto: str, only: Collection[int] = (), *, since: str = "") -> list[Companion]:
    since = max(since, (date.fromisoformat(upto) - timedelta(WINDOW_DAYS)).isoformat())
    pairs = queries.pairs(session, since, upto, LEAST_TOGETHER, only)
    involved = {id_ for pair in pairs for id_ in pair[:2]}
    if not involved:
        return []
    return strongest_companions(
        pairs,
        queries.buyers(session, since, upto, involved if only else ()),
        queries.everyone(session, since, upto),
    )
