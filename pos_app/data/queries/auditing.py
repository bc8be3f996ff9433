"""The erasable texts of audited acts."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table

TEXT = table("text_block")


def insert_text(session: Session, digest: str, salt: str, block: str) -> None:
    """Store a text block under its hash."""
    session.execute(insert(TEXT).values(hash=digest, salt=salt, block=block))
