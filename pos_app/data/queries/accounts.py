"""What customers owe the shop, from the ledger of their accounts; below zero the shop owes them. Minor units."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table

LEDGER = table("account_ledger")


def sums(session: Session, *, event: str | None = None, ids: Sequence[int] | None = None) -> dict[int, int]:
    """The sum of each customer's bookings; of one kind of event, of some customers, or of all."""
    statement = select(LEDGER.c.customer_id, func.sum(LEDGER.c.amount)).group_by(LEDGER.c.customer_id)
    if event is not None:
        statement = statement.where(LEDGER.c.event == event)
    if ids is not None:
        statement = statement.where(LEDGER.c.customer_id.in_(ids))
    return {number: int(amount) for number, amount in session.execute(statement)}


def balance_of(session: Session, customer_id: int, upto: str) -> int:
    """What a customer owed at the end of a business date (ISO)."""
    journal = table("journal")
    return int(
        session.execute(
            select(func.coalesce(func.sum(LEDGER.c.amount), 0))
            .join(journal, journal.c.id == LEDGER.c.entry_id)
            .where(LEDGER.c.customer_id == customer_id, journal.c.business_date <= upto)
        ).scalar_one()
    )
