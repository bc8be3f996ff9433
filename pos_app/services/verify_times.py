"""What the times in the book tell about the clock: worth knowing, and no fault of the book."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import verify_times as queries
from pos_app.domain.message import Message, msg, plural_msg

MOST = 20
# A time server may set a clock back by so much.
_USUAL = timedelta(seconds=5)


def time_notes(session: Session, now: str) -> Iterator[Message]:
    """Entries older than the one before them at their till, and entries later than `now` (stored form)."""
    steps = [step for step in queries.back(session) if _more_than_usual(step[2], step[3])]
    for till, seq, before, at in steps[:MOST]:
        yield msg(
            "Till {till}, entry {seq}: the clock went back from {before} to {at}.",
            till=till,
            seq=seq,
            before=before,
            at=at,
        )
    if len(steps) > MOST:
        yield plural_msg(
            "The clock went back {count} more time.",
            "The clock went back {count} more times.",
            len(steps) - MOST,
        )
    for till, seq, count, at in queries.ahead(session, now):
        yield plural_msg(
            "Till {till}: {count} entry from entry {seq} on has a time that is still to come, the furthest {at}.",
            "Till {till}: {count} entries from entry {seq} on have a time that is still to come, the furthest {at}.",
            count,
            till=till,
            seq=seq,
            at=str(at),
        )


def _more_than_usual(before: str, at: str) -> bool:
    try:
        return datetime.fromisoformat(before) - datetime.fromisoformat(at) > _USUAL
    except (TypeError, ValueError):
        # A time that is none: the hash of its entry tells.
        return False
