"""Gift cards and store credit: what the ledger says, and the kept balances."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

LEDGER, ACCOUNT = table("credit_ledger"), table("credit_account")
_PART = 500
_JOURNAL = table("journal")
_OF_CUSTOMER = Prepared(
    lambda: (
        select(func.coalesce(func.sum(LEDGER.c.amount), 0))
        .join(_JOURNAL, _JOURNAL.c.id == LEDGER.c.entry_id)
        .where(
            LEDGER.c.code.in_(
                select(ACCOUNT.c.code).where(ACCOUNT.c.customer_id == bindparam("customer_id"))
            ),
            _JOURNAL.c.business_date <= bindparam("upto"),
        )
    )
)


def by_code(session: Session, codes: Sequence[str]) -> dict[str, Record]:
    """Accounts by code from the ledger: code, kind, customer_id, balance."""
    found: dict[str, Record] = {}
    for at in range(0, len(codes), _PART):
        statement = (
            select(
                LEDGER.c.code,
                func.min(LEDGER.c.kind).label("kind"),
                func.max(LEDGER.c.customer_id).label("customer_id"),
                func.sum(LEDGER.c.amount).label("balance"),
            )
            .where(LEDGER.c.code.in_(codes[at : at + _PART]))
            .group_by(LEDGER.c.code)
        )
        found.update({row.code: row for row in session.execute(statement)})
    return found


def sums(session: Session, event: str | None = None) -> tuple[dict[int, int], dict[str, int]]:
    """Store credit by customer, and cards and slips of nobody by code; of one kind of event, or all together."""
    statement = select(LEDGER.c.customer_id, LEDGER.c.code, func.sum(LEDGER.c.amount)).group_by(
        LEDGER.c.customer_id, LEDGER.c.code
    )
    if event is not None:
        statement = statement.where(LEDGER.c.event == event)
    customers: dict[int, int] = {}
    cards: dict[str, int] = {}
    for customer_id, code, amount in session.execute(statement):
        if customer_id is None:
            cards[code] = int(amount)
        else:
            customers[customer_id] = customers.get(customer_id, 0) + int(amount)
    return customers, cards


def code_of_customer(session: Session, customer_id: int) -> str | None:
    """The code of a customer's store credit."""
    return session.execute(
        select(ACCOUNT.c.code)
        .where(ACCOUNT.c.customer_id == customer_id, ACCOUNT.c.kind == "store_credit")
        .order_by(ACCOUNT.c.code)
        .limit(1)
    ).scalar()


def balance_of_customer(session: Session, customer_id: int, upto: str) -> int:
    """A customer's store credit from the ledger, up to a business date (ISO)."""
    return int(_OF_CUSTOMER.scalar(session, customer_id=customer_id, upto=upto))


def codes_of_line(session: Session, sale_id: int, line_no: int) -> list[str]:
    """The gift cards that a posted line issued or topped up."""
    statement = select(LEDGER.c.code).where(LEDGER.c.sale_id == sale_id, LEDGER.c.line_no == line_no)
    return list(session.execute(statement.order_by(LEDGER.c.id)).scalars())


def put_balances(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Keep the balances of accounts: rows of credit_account, `issued_on` counting for new ones only."""
    for row in rows:
        changed = session.execute(
            update(ACCOUNT).where(ACCOUNT.c.code == row["code"]).values(balance=row["balance"])
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            session.execute(insert(ACCOUNT).values(**row))


def ledger_accounts(session: Session) -> list[dict[str, Any]]:
    """Every account as the ledger has it: the rows that credit_account should hold, by code."""
    journal = table("journal")
    statement = (
        select(
            LEDGER.c.code,
            func.min(LEDGER.c.kind).label("kind"),
            func.max(LEDGER.c.customer_id).label("customer_id"),
            func.sum(LEDGER.c.amount).label("balance"),
            func.min(journal.c.business_date).label("issued_on"),
        )
        .join(journal, journal.c.id == LEDGER.c.entry_id)
        .group_by(LEDGER.c.code)
        .order_by(LEDGER.c.code)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def kept_accounts(session: Session) -> list[dict[str, Any]]:
    """Every row of credit_account by code."""
    statement = select(ACCOUNT).order_by(ACCOUNT.c.code)
    return [dict(row) for row in session.execute(statement).mappings()]


def drop_accounts(session: Session) -> None:
    """Forget every kept balance; they are reckoned anew from the ledger."""
    session.execute(delete(ACCOUNT))


def insert_accounts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert kept balances."""
    if rows:
        session.execute(insert(ACCOUNT), list(rows))
