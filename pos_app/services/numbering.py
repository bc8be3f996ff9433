"""Receipt numbers: the till's prefix and a count without gaps, "1-000123"; and no number of a lost book again."""

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.data.queries import settings as queries
from pos_app.data.tables import Till
from pos_app.errors import UserError


def next_receipt_number(session: Session, till: str) -> str:
    """The number of the next document of a till; the caller holds the write lock.

    UserError ``unknown_till``.
    """
    row = session.get(Till, till)
    if row is None:
        raise UserError("unknown_till", "There is no till {till}.", till=till)
    last = selling.last_number(session, row.prefix)
    count = int(last.rpartition("-")[2]) if last else 0
    return f"{row.prefix}-{next_after(session, f'receipt.{row.prefix}', count):06d}"


def next_after(session: Session, what: str, highest: int) -> int:
    """The number after the highest in the book, or in one that was lost: no number is given twice.

    `what` is "receipt." with a prefix, "z." with a till, or "quote"; see `restoring`.
    """
    return max(highest, queries.highest_given(session, what)) + 1
