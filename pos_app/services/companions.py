"""Companion statistics: counted from the shop's own receipts in the background, at start and after an import."""

from datetime import date, timedelta

from pos_app.data.queries import companions as queries
from pos_app.domain.offers import LEAST_TOGETHER, strongest_companions
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk

# Two seasons: what went together three years ago may be off the shelf.
WINDOW_DAYS = 730


def refresh_companions(desk: Desk) -> Changes:
    """Count anew who takes what together. Reading takes its time, writing holds the lock only briefly."""
    with desk.db.read() as session:
        newest = queries.newest_date(session)
        if not newest:
            return changed()
        since = (date.fromisoformat(newest) - timedelta(WINDOW_DAYS)).isoformat()
        strongest = strongest_companions(
            [(row[0], row[1], row[2]) for row in queries.pairs(session, since, newest, LEAST_TOGETHER)],
            queries.buyers(session, since, newest),
            queries.everyone(session, since, newest),
        )
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
