"""Audited acts: their erasable texts, and finding them again, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

TEXT = table("text_block")
ACT, JOURNAL, SALE, LINE = table("audit_journal"), table("journal"), table("sale"), table("sale_line")
STAFF = table("staff")
_CHUNK = 500
_LAST = 2**62


@dataclass(frozen=True, slots=True)
class Filter:
    """What acts to look for: `event` and `actor` (did or allowed it) "" for all, ISO business dates inclusive.

    Each of `words` is in the texts, the receipt's number, or the name of someone in it; with `ordinary` a drawer
    that opened with something else (a sale, a count) is left out. `names` of facts stand in the texts too, but nobody
    looks for them.
    """

    event: str = ""
    actor: str = ""
    start: str = ""
    end: str = ""
    words: tuple[str, ...] = ()
    ordinary: bool = True
    names: tuple[str, ...] = ()


def insert_text(session: Session, digest: str, salt: str, block: str) -> None:
    """Store a text block under its hash."""
    session.execute(insert(TEXT).values(hash=digest, salt=salt, block=block))


def acts(session: Session, wanted: Filter) -> Iterator[Record]:
    """Acts that may be meant, the newest first; the caller looks closer at the words."""
    ids = _range(session, wanted)
    if ids is None:
        return
    statement = _selected().where(ACT.c.id.between(*ids))
    for condition in _conditions(session, wanted):
        statement = statement.where(condition)
    yield from session.execute(statement.order_by(ACT.c.id.desc()).execution_options(yield_per=_CHUNK))


def people(session: Session) -> dict[str, str]:
    """The names of the staff by code, also of those who left."""
    rows = session.execute(select(STAFF.c.code, STAFF.c.name))
    return {row.code: row.name for row in rows}


def events(session: Session) -> list[str]:
    """Every kind of act that ever happened, by its index: no row is read."""
    found: list[str] = []
    last = ""
    while True:
        following = session.execute(select(func.min(ACT.c.event)).where(ACT.c.event > last)).scalar()
        if following is None:
            return found
        found.append(following)
        last = following


def _selected() -> Select[Any]:
    return (
        select(
            ACT.c.id, ACT.c.event, ACT.c.actor, ACT.c.approved_by, ACT.c.sale_id, ACT.c.line_no, ACT.c.text_hash,
            JOURNAL.c.at, JOURNAL.c.business_date, JOURNAL.c.till, JOURNAL.c.seq, JOURNAL.c.session_id,
            func.coalesce(SALE.c.number, "").label("receipt"), func.coalesce(LINE.c.description, "").label("article"),
            TEXT.c.block,
        )
        .join(JOURNAL, JOURNAL.c.id == ACT.c.entry_id)
        .outerjoin(SALE, SALE.c.id == ACT.c.sale_id)
        .outerjoin(LINE, and_(LINE.c.sale_id == ACT.c.sale_id, LINE.c.line_no == ACT.c.line_no))
        .outerjoin(TEXT, TEXT.c.hash == ACT.c.text_hash)
    )  # fmt: skip


def _range(session: Session, wanted: Filter) -> tuple[int, int] | None:
    """First and last id between which acts of the dates can be; None if there is none."""
    if wanted.start or wanted.end:
        day = JOURNAL.c.business_date
        bounds = select(func.min(JOURNAL.c.id), func.max(JOURNAL.c.id)).where(
            day.between(wanted.start, wanted.end or "9999-12-31")
        )
        entries = session.execute(bounds).one()
        if entries[0] is None:
            return None
        within = ACT.c.entry_id.between(*entries)
        lowest = select(ACT.c.id).where(within).order_by(ACT.c.entry_id, ACT.c.id).limit(1)
        highest = select(ACT.c.id).where(within).order_by(ACT.c.entry_id.desc(), ACT.c.id.desc()).limit(1)
        first, last = (session.execute(query).scalar() for query in (lowest, highest))
        return None if first is None or last is None else (first, last)
    return 0, _LAST


def _conditions(session: Session, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.event:
        yield ACT.c.event == wanted.event
    if wanted.ordinary:
        # The first is what the partial index holds, in the same words; the second leaves little to sort out.
        yield or_(ACT.c.event != "drawer_opened", ACT.c.sale_id.is_(None))
        yield or_(ACT.c.event != "drawer_opened", JOURNAL.c.kind == "audit")
    if wanted.actor:
        yield or_(ACT.c.actor == wanted.actor, ACT.c.approved_by == wanted.actor)
    if wanted.start:
        yield JOURNAL.c.business_date >= wanted.start
    if wanted.end:
        yield JOURNAL.c.business_date <= wanted.end
    known = people(session) if wanted.words else {}
    for word in wanted.words:
        named = [code for code, name in known.items() if word in f"{name} {code}".casefold()]
        yield or_(
            _without(wanted.names, word).like(_pattern(word)),
            SALE.c.number.like(_pattern(word)),
            LINE.c.description.like(_pattern(word)),
            *(column.in_(named) for column in (ACT.c.actor, ACT.c.approved_by) if named),
        )


def _without(names: tuple[str, ...], word: str) -> ColumnElement[str]:
    """The texts without those names of facts in which the word would be found every time."""
    block: ColumnElement[str] = TEXT.c.block
    for name in ("reason", "before", "after", *names):
        if word in name:
            block = func.replace(block, f'"{name}"', "")
    return block


def _pattern(word: str) -> str:
    """A word for LIKE, which knows upper and lower case of ASCII alone: other letters may be anything."""
    return "%" + "".join(c if (c.isascii() and c.isalnum()) or c in ".-/" else "%" for c in word) + "%"
