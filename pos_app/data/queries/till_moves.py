"""What went into and out of a drawer without a sale, and what was counted last."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

EVENT, ENTRY, TEXT = table("till_journal"), table("journal"), table("text_block")


def events(session: Session, session_id: int) -> list[Record]:
    """Events of a session in order: event, amount, at, actor, and the erasable block of why (None for none)."""
    statement = (
        select(EVENT.c.event, EVENT.c.amount, ENTRY.c.at, ENTRY.c.actor, TEXT.c.block)
        .join(ENTRY, ENTRY.c.id == EVENT.c.entry_id)
        .outerjoin(TEXT, TEXT.c.hash == EVENT.c.text_hash)
        .where(EVENT.c.session_id == session_id)
        .order_by(EVENT.c.id)
    )
    return list(session.execute(statement))


def last_counted(session: Session, till: str, mode: str) -> int | None:
    """What was counted at the last close of a till, in minor units; None before the first."""
    statement = (
        select(EVENT.c.amount)
        .join(ENTRY, ENTRY.c.id == EVENT.c.entry_id)
        .where(ENTRY.c.till == till, EVENT.c.event == "close", EVENT.c.mode == mode)
        .order_by(EVENT.c.id.desc())
        .limit(1)
    )
    found: int | None = session.execute(statement).scalar()
    return found
