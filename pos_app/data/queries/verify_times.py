"""Times of entries that cannot be right."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# Stored times have one form, so they compare as text. Neighbours by id: a million take a third of a second.
_BACK = """
SELECT j.till, j.seq, p.at, j.at FROM journal p CROSS JOIN journal j ON j.id = p.id + 1 AND j.till = p.till
WHERE j.at < p.at ORDER BY j.id
"""
_AHEAD = "SELECT till, min(seq), count(*), max(at) FROM journal WHERE at > :now GROUP BY till ORDER BY till"


def back(session: Session) -> list[tuple[str, int, str, str]]:
    """(till, seq, time of the entry before, own time) where an entry is older than the one before it."""
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(text(_BACK))]


def ahead(session: Session, now: str) -> list[tuple[str, int, int, str]]:
    """(till, first seq, how many, the furthest time) of entries later than `now`."""
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(text(_AHEAD), {"now": now})]
