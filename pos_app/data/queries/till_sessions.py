"""Which till session is open, as the cache has it."""

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

OPEN = table("till_session")


def open_session(session: Session, till: str, *, mode: str, business_date: str | None = None) -> int | None:
    """The id of a till's open session of a mode (and of a business date); None if there is none."""
    statement = select(OPEN.c.id).where(OPEN.c.till == till, OPEN.c.mode == mode, OPEN.c.closed_at == "")
    if business_date is not None:
        statement = statement.where(OPEN.c.business_date == business_date)
    found: int | None = session.execute(statement.limit(1)).scalar()
    return found


def automatic_sessions(
    session: Session, till: str, *, business_date: str, opened_before: str
) -> list[Record]:
    """The command line's open sessions of a business date, and all that were opened before a moment (UTC text)."""
    wanted = or_(OPEN.c.business_date == business_date, OPEN.c.opened_at < opened_before)
    mine = (OPEN.c.till == till, OPEN.c.mode == "automatic", OPEN.c.closed_at == "")
    return list(session.execute(select(OPEN).where(*mine, wanted).order_by(OPEN.c.id)))


def session_row(session: Session, session_id: int) -> Record | None:
    """A session by its id."""
    return session.execute(select(OPEN).where(OPEN.c.id == session_id)).first()


def add_session(
    session: Session, *, session_id: int, till: str, mode: str, business_date: str, at: str, by: str
) -> None:
    """A session that is open from now on."""
    session.execute(
        insert(OPEN).values(
            id=session_id,
            till=till,
            mode=mode,
            business_date=business_date,
            opened_at=at,
            opened_by=by,
            closed_at="",
        )
    )


def end_session(session: Session, session_id: int, at: str) -> None:
    """A session that is closed from now on."""
    session.execute(update(OPEN).where(OPEN.c.id == session_id).values(closed_at=at))
