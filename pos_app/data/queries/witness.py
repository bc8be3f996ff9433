"""What a witness of the day book is told, and what it is held against."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

# Tills are few and their chains long: each end is one step into the index.
_HEADS = """
SELECT j.till, j.seq, j.hash, coalesce((
  SELECT s.number FROM sale s WHERE s.till = j.till AND s.kind <> 'history' ORDER BY s.id DESC LIMIT 1), '')
FROM till t JOIN journal j ON j.till = t.code AND j.seq = (SELECT max(seq) FROM journal WHERE till = t.code)
ORDER BY j.till
"""
_RESTORED = """
SELECT j.till, j.seq, j.at, b.block FROM audit_journal a JOIN journal j ON j.id = a.entry_id
LEFT JOIN text_block b ON b.hash = a.text_hash WHERE a.event = 'restored' ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class TillHead:
    """The end of a till's chain, and the last receipt that was given out there ("" none)."""

    till: str
    seq: int
    hash: str
    receipt: str


def heads(session: Session) -> list[TillHead]:
    """The end of every till's chain."""
    return [TillHead(*row) for row in session.execute(text(_HEADS))]


def first_hash(session: Session) -> str:
    """The hash of the very first entry, "" where there is none."""
    return str(session.execute(text("SELECT hash FROM journal ORDER BY id LIMIT 1")).scalar() or "")


def hash_at(session: Session, till: str, seq: int) -> str | None:
    """The hash of an entry; None if there is no such entry."""
    found = session.execute(
        text("SELECT hash FROM journal WHERE till = :till AND seq = :seq"), {"till": till, "seq": seq}
    ).scalar()
    return None if found is None else str(found)


def restored(session: Session) -> list[tuple[str, int, str, str]]:
    """(till, seq, at, text block or "") of every act that put a backup in the book's place."""
    return [(row[0], row[1], row[2], row[3] or "") for row in session.execute(text(_RESTORED))]


def has_closed(session: Session) -> bool:
    """Whether a till was ever closed with a Z."""
    return session.execute(text("SELECT 1 FROM z_ledger LIMIT 1")).first() is not None
