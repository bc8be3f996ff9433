"""Which till session is open, as the cache has it."""

from collections.abc import Sequence

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from pos_app.data.light import light
from pos_app.data.records import Record

OPEN = light("till_session", "id", "till", "mode", "business_date", "opened_at", "opened_by", "closed_at")
JOURNAL = light("journal", "id", "session_id", "business_date")
Z = light("z_ledger", "till", "number")
STAFF = light("staff", "code", "name")


def open_session(session: Session, till: str, *, mode: str, business_date: str | None = None) -> int | None:
    """The id of a till's open session of a mode (and of a business date); None if there is none."""
    statement = select(OPEN.c.id).where(OPEN.c.till == till, OPEN.c.mode == mode, OPEN.c.closed_at == "")
    if business_date is not None:
        statement = statement.where(OPEN.c.business_date == business_date)
    found: int | None = session.execute(statement.limit(1)).scalar()
    return found


def open_sessions(session: Session, till: str, *, mode: str | None = None) -> Sequence[Record]:
    """A till's open sessions, the oldest first: a counter's, and the command line's."""
    statement = select(OPEN).where(OPEN.c.till == till, OPEN.c.closed_at == "").order_by(OPEN.c.id)
    return session.execute(statement if mode is None else statement.where(OPEN.c.mode == mode)).all()


def dates_of(session: Session, session_id: int) -> list[str]:
    """The business dates of a session's entries, in order."""
    statement = select(JOURNAL.c.business_date).where(JOURNAL.c.session_id == session_id).distinct()
    return sorted(session.execute(statement).scalars())


def last_date(session: Session, till: str) -> str:
    """The latest business date that a till's newest counter session reached; "" before the first."""
    newest = select(func.max(OPEN.c.id)).where(OPEN.c.till == till, OPEN.c.mode == "counter")
    found: str | None = session.execute(
        select(func.max(JOURNAL.c.business_date)).where(JOURNAL.c.session_id == newest.scalar_subquery())
    ).scalar()
    return found or ""


def last_z(session: Session, till: str) -> int:
    """The number of a till's newest Z; 0 before the first."""
    return int(
        session.execute(select(func.coalesce(func.max(Z.c.number), 0)).where(Z.c.till == till)).scalar_one()
    )


def staff_names(session: Session) -> dict[str, str]:
    """The names of everyone who works or worked here, by code."""
    return {row[0]: row[1] for row in session.execute(select(STAFF.c.code, STAFF.c.name))}


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
