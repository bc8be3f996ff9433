"""What an examination of the machine asks of the shop's data."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def last_posted_at(session: Session) -> str | None:
    """When the newest entry of the day book was made (UTC text)."""
    found: str | None = session.execute(text("SELECT at FROM journal ORDER BY id DESC LIMIT 1")).scalar()
    return found


def failed_jobs(session: Session) -> int:
    """How many print jobs failed."""
    return int(session.execute(text("SELECT count(*) FROM print_job WHERE state = 'failed'")).scalar_one())
