"""What a restore asks of the book that it puts in place."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def has_entry(session: Session, entry_hash: str) -> bool:
    """Whether an entry with that hash is in the book."""
    found = session.execute(text("SELECT 1 FROM journal WHERE hash = :hash LIMIT 1"), {"hash": entry_hash})
    return found.first() is not None


def last_hash(session: Session) -> str:
    """The hash of the newest entry; "" in an empty book."""
    return str(session.execute(text("SELECT hash FROM journal ORDER BY id DESC LIMIT 1")).scalar() or "")


def till_codes(session: Session) -> set[str]:
    """The tills that the shop has."""
    return {str(row[0]) for row in session.execute(text("SELECT code FROM till"))}
