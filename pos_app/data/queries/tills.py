"""Till sessions with their money: read from the posted rows of the entries that belong to them.

Amounts are minor units. Documents are sales and refunds: history taken over from another till moved no money here.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

JOURNAL = table("journal")
SALE = table("sale")
LINE = table("sale_line")
TAX = table("sale_tax")
TENDER = table("tender")
CREDIT = table("credit_ledger")
POINTS = table("point_ledger")
ACT = table("audit_journal")
EVENT = table("till_journal")
COUNT = table("till_count_ledger")
Z = table("z_ledger")
SESSION = table("till_session")
DRAFT = table("open_count")
DOCUMENTS = ("sale", "refund")
# What the next Z tells though it happened while the till was closed: somebody was after a PIN.
TOLD_ANYWAY = ("pin_recovered", "sign_in_failed")
# Money that goes back, at the counter too, where a cart of returns is a sale like any other.
GIVES_BACK = or_(SALE.c.kind == "refund", SALE.c.total < 0)


def _sum(value: Any) -> Any:
    return func.coalesce(func.sum(value), 0)


def _documents(session_id: int) -> Any:
    """The ids of a session's documents."""
    entries = select(JOURNAL.c.id).where(JOURNAL.c.session_id == session_id)
    return select(SALE.c.id).where(SALE.c.entry_id.in_(entries), SALE.c.kind.in_(DOCUMENTS))


def document_sums(session: Session, session_id: int) -> Sequence[Record]:
    """Of what was sold, and of what was given back (`back`): count, total, discounts, net, tax, rounding, change,
    and the first and last document."""
    back = case((GIVES_BACK, 1), else_=0).label("back")
    return session.execute(
        select(
            back,
            func.count().label("count"),
            _sum(SALE.c.total).label("total"),
            _sum(SALE.c.discount).label("discount"),
            _sum(SALE.c.net).label("net"),
            _sum(SALE.c.tax).label("tax"),
            _sum(SALE.c.cash_rounding).label("rounding"),
            _sum(SALE.c.change).label("change"),
            func.min(SALE.c.id).label("first"),
            func.max(SALE.c.id).label("last"),
        )
        .where(SALE.c.id.in_(_documents(session_id)))
        .group_by(back)
    ).all()


def numbers(session: Session, sale_ids: Sequence[int]) -> dict[int, str]:
    """Receipt numbers by sale."""
    statement = select(SALE.c.id, SALE.c.number).where(SALE.c.id.in_(sale_ids))
    return {row[0]: row[1] for row in session.execute(statement)}


def day_sums(session: Session, session_id: int) -> Sequence[Record]:
    """Business date, number of documents and their total, by date."""
    return session.execute(
        select(SALE.c.business_date, func.count(), _sum(SALE.c.total))
        .where(SALE.c.id.in_(_documents(session_id)))
        .group_by(SALE.c.business_date)
        .order_by(SALE.c.business_date)
    ).all()


def tax_sums(session: Session, session_id: int) -> Sequence[Record]:
    """Code, name, base and amount of each tax, by code."""
    return session.execute(
        select(TAX.c.code, func.max(TAX.c.name), _sum(TAX.c.base), _sum(TAX.c.amount))
        .join(LINE, LINE.c.id == TAX.c.line_id)
        .where(LINE.c.sale_id.in_(_documents(session_id)))
        .group_by(TAX.c.code)
        .order_by(TAX.c.code)
    ).all()


def tender_sums(session: Session, session_id: int) -> Sequence[Record]:
    """Type, count, amounts taken and amounts given back (not negative) of each way to pay."""
    return session.execute(
        select(
            TENDER.c.type,
            func.count(),
            _sum(case((TENDER.c.amount > 0, TENDER.c.amount), else_=0)),
            _sum(case((TENDER.c.amount < 0, -TENDER.c.amount), else_=0)),
        )
        .where(TENDER.c.sale_id.in_(_documents(session_id)))
        .group_by(TENDER.c.type)
    ).all()


def credit_sums(session: Session, session_id: int) -> tuple[int, int, int]:
    """Gift cards sold (less taken back), paid with cards and store credit, and given back onto them."""
    sold = CREDIT.c.line_no.is_not(None)
    found = session.execute(
        select(
            _sum(case((sold, CREDIT.c.amount), else_=0)),
            _sum(case((sold, 0), (CREDIT.c.amount < 0, -CREDIT.c.amount), else_=0)),
            _sum(case((sold, 0), (CREDIT.c.amount > 0, CREDIT.c.amount), else_=0)),
        ).where(CREDIT.c.sale_id.in_(_documents(session_id)))
    ).one()
    return int(found[0]), int(found[1]), int(found[2])


def point_sums(session: Session, session_id: int) -> tuple[int, int]:
    """Points earned less those taken back, and points spent less those given back."""
    earned = POINTS.c.kind.in_(("earn", "return"))
    found = session.execute(
        select(
            _sum(case((earned, POINTS.c.points), else_=0)),
            _sum(case((POINTS.c.kind.in_(("spend", "give_back")), -POINTS.c.points), else_=0)),
        ).where(POINTS.c.sale_id.in_(_documents(session_id)))
    ).one()
    return int(found[0]), int(found[1])


def rounding_of_year(session: Session, till: str, year: str) -> int:
    """Cash rounding of all documents of a till in a calendar year, from the shop's view."""
    statement = select(_sum(SALE.c.cash_rounding)).where(
        SALE.c.business_date.between(f"{year}-01-01", f"{year}-12-31"),
        SALE.c.till == till,
        SALE.c.kind.in_(DOCUMENTS),
    )
    return int(session.execute(statement).scalar_one())


def newest_z(session: Session, till: str) -> Record | None:
    """A till's newest Z: its document, its entry, and the entry's business date; None before the first."""
    return session.execute(
        select(Z.c.document, Z.c.entry_id, JOURNAL.c.business_date)
        .join(JOURNAL, JOURNAL.c.id == Z.c.entry_id)
        .where(Z.c.till == till)
        .order_by(Z.c.number.desc())
        .limit(1)
    ).first()


def sums_after(session: Session, till: str, entry_id: int) -> dict[str, tuple[int, int]]:
    """By calendar year, what a till's documents after an entry come to, and their cash rounding."""
    year = func.substr(SALE.c.business_date, 1, 4)
    # By the entries: years of another till's sales, taken over before the first Z, would be looked through each time.
    entries = select(JOURNAL.c.id).where(JOURNAL.c.id > entry_id, JOURNAL.c.kind != "history")
    rows = session.execute(
        select(year, _sum(SALE.c.total), _sum(SALE.c.cash_rounding))
        .where(SALE.c.entry_id.in_(entries), SALE.c.till == till, SALE.c.kind.in_(DOCUMENTS))
        .group_by(year)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def events(session: Session, session_id: int) -> Sequence[Record]:
    """What happened to the drawer, in order: id, event, amount, when and who."""
    return session.execute(
        select(EVENT.c.id, EVENT.c.event, EVENT.c.amount, JOURNAL.c.at, JOURNAL.c.actor)
        .join(JOURNAL, JOURNAL.c.id == EVENT.c.entry_id)
        .where(EVENT.c.session_id == session_id)
        .order_by(EVENT.c.id)
    ).all()


def acts(session: Session, session_id: int) -> Sequence[Record]:
    """Risky acts in a session's entries, in order: when, event, actor, who allowed it, receipt ("" none).

    A drawer that opened with a sale, with cash moved or for the count is none of them. `TOLD_ANYWAY` is told here too
    where it happened in no session, since the till's newest Z.
    """
    by_hand = or_(ACT.c.event != "drawer_opened", JOURNAL.c.kind == "audit")
    every = (
        select(
            ACT.c.id,
            JOURNAL.c.at,
            ACT.c.event,
            ACT.c.actor,
            ACT.c.approved_by,
            func.coalesce(SALE.c.number, "").label("receipt"),
        )
        .join(JOURNAL, JOURNAL.c.id == ACT.c.entry_id)
        .outerjoin(SALE, SALE.c.id == ACT.c.sale_id)
    )
    till = select(SESSION.c.till).where(SESSION.c.id == session_id).scalar_subquery()
    newest = select(func.coalesce(func.max(Z.c.entry_id), 0)).where(Z.c.till == till).scalar_subquery()
    outside = every.where(
        ACT.c.event.in_(TOLD_ANYWAY),
        JOURNAL.c.session_id.is_(None),
        JOURNAL.c.till == till,
        JOURNAL.c.id > newest,
    )
    inside = every.where(JOURNAL.c.session_id == session_id, by_hand)
    found = [*session.execute(inside), *session.execute(outside)]
    return sorted(found, key=lambda act: int(act.id))


def draft_count(session: Session, session_id: int) -> dict[int, int]:
    """The pieces counted so far by value."""
    statement = select(DRAFT.c.value, DRAFT.c.pieces).where(DRAFT.c.session_id == session_id)
    return {row[0]: row[1] for row in session.execute(statement)}


def put_draft(session: Session, session_id: int, value: int, pieces: int) -> None:
    """Keep the pieces of one value that were counted."""
    session.execute(delete(DRAFT).where(DRAFT.c.session_id == session_id, DRAFT.c.value == value))
    if pieces:
        session.execute(insert(DRAFT).values(session_id=session_id, value=value, pieces=pieces))


def drop_draft(session: Session, session_id: int) -> None:
    """Forget a count under way."""
    session.execute(delete(DRAFT).where(DRAFT.c.session_id == session_id))


def stored_z(session: Session, till: str, number: int) -> Record | None:
    """A Z as stored: `document`, and `seq` and `hash` of the entry that seals it."""
    return session.execute(
        select(Z.c.document, JOURNAL.c.seq, JOURNAL.c.hash)
        .join(JOURNAL, JOURNAL.c.id == Z.c.entry_id)
        .where(Z.c.till == till, Z.c.number == number)
    ).first()


def zs(session: Session, till: str, limit: int) -> Sequence[Record]:
    """The newest Zs of a till: number, session, mode, first business date, opened and closed, document."""
    return session.execute(
        select(
            Z.c.number,
            Z.c.session_id,
            SESSION.c.mode,
            SESSION.c.business_date,
            SESSION.c.opened_at,
            SESSION.c.closed_at,
            Z.c.document,
        )
        .join(SESSION, SESSION.c.id == Z.c.session_id)
        .where(Z.c.till == till)
        .order_by(Z.c.number.desc())
        .limit(limit)
    ).all()


def last_z_of_date(session: Session, till: str, day: str) -> int:
    """The newest Z of a session that was open on a business date; 0 if there is none."""
    entry = table("journal")
    statement = (
        select(func.coalesce(func.max(Z.c.number), 0))
        .join(SESSION, SESSION.c.id == Z.c.session_id)
        .join(entry, entry.c.id == Z.c.entry_id)
        .where(Z.c.till == till, SESSION.c.business_date <= day, entry.c.business_date >= day)
    )
    return int(session.execute(statement).scalar_one())


def head(session: Session, till: str) -> tuple[int, str]:
    """Sequence number and hash of a till's newest entry; (0, "") before the first."""
    found = session.execute(
        select(JOURNAL.c.seq, JOURNAL.c.hash)
        .where(JOURNAL.c.till == till)
        .order_by(JOURNAL.c.seq.desc())
        .limit(1)
    ).first()
    return (int(found[0]), str(found[1])) if found else (0, "")
