"""Stored receipts, the lines of a sale, and print jobs."""

from collections.abc import Sequence

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.tables import Customer, PersonBlock, PrintJob, Sale, SaleDocumentRow, SaleLineRow


def stored(session: Session, number: str) -> tuple[int, str] | None:
    """(sale id, receipt as JSON) of a receipt number."""
    found = session.execute(
        select(col(SaleDocumentRow.sale_id), col(SaleDocumentRow.receipt))
        .join(Sale, col(Sale.id) == col(SaleDocumentRow.sale_id))
        .where(col(Sale.number) == number)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def number_of(session: Session, sale_id: int) -> str | None:
    """The receipt number of a sale."""
    return session.execute(select(col(Sale.number)).where(col(Sale.id) == sale_id)).scalar_one_or_none()


def block(session: Session, person_hash: str) -> str | None:
    """The personal block (JSON) behind a hash; None if it was erased."""
    return session.execute(
        select(col(PersonBlock.block)).where(col(PersonBlock.hash) == person_hash)
    ).scalar_one_or_none()


def sale_by_number(session: Session, number: str) -> Sale | None:
    """The posted sale of a receipt number."""
    return session.execute(select(Sale).where(col(Sale.number) == number)).scalar_one_or_none()


def line_ids(session: Session, sale_id: int) -> list[int]:
    """The ids of a sale's lines, in their order."""
    found = select(col(SaleLineRow.id)).where(col(SaleLineRow.sale_id) == sale_id)
    return [int(i) for i in session.scalars(found.order_by(col(SaleLineRow.line_no))) if i is not None]


def containing(session: Session, text: str, limit: int) -> list[tuple[str, str, str, int, int, str]]:
    """(number, kind, sold at, total, exponent, customer's name) of receipts whose number contains the text.

    The number itself and those that end with the text come first, then the newest.
    """
    number = col(Sale.number)
    rank = case((number == text, 0), (func.substr(number, -len(text)) == text, 1), else_=2)
    rows = session.execute(
        select(
            number, col(Sale.kind), col(Sale.sold_at), col(Sale.total), col(Sale.exponent), col(Customer.name)
        )
        .outerjoin(Customer, col(Customer.id) == col(Sale.customer_id))
        .where(number.contains(text, autoescape=True), col(Sale.kind) != "history")
        .order_by(rank, col(Sale.id).desc())
        .limit(limit)
    )
    return [(r[0], r[1], r[2], r[3], r[4], r[5] or "") for r in rows]


def add_job(session: Session, *, sale_id: int, target: str, is_copy: bool, at: str) -> int:
    """A print job that waits; returns its id."""
    job = PrintJob(document_id=sale_id, target=target, is_copy=is_copy, created_at=at)
    session.add(job)
    session.flush()
    return int(job.id or 0)


def add_quote_job(session: Session, *, quote_id: int, target: str, at: str) -> int:
    """A print job for a quote; returns its id."""
    job = PrintJob(kind="quote", quote_id=quote_id, target=target, created_at=at)
    session.add(job)
    session.flush()
    return int(job.id or 0)


def add_explanation_job(session: Session, *, payload: str, target: str, at: str) -> int:
    """A print job for explained figures, which it brings as JSON; returns its id."""
    job = PrintJob(kind="explanation", payload=payload, target=target, created_at=at)
    session.add(job)
    session.flush()
    return int(job.id or 0)


def add_paper_job(
    session: Session, *, kind: str, payload: str, target: str, at: str, is_copy: bool = False
) -> int:
    """A job that brings what to do as JSON: an X or Z to print, a drawer to open; returns its id."""
    job = PrintJob(kind=kind, payload=payload, target=target, is_copy=is_copy, created_at=at)
    session.add(job)
    session.flush()
    return int(job.id or 0)


def errors(session: Session) -> list[str]:
    """Why each failed job failed, the oldest first."""
    return list(
        session.execute(
            select(col(PrintJob.error)).where(col(PrintJob.state) == "failed").order_by(col(PrintJob.id))
        ).scalars()
    )


def next_job(session: Session, *, first: str) -> PrintJob | None:
    """The waiting job to send next: those of the kind `first` before all others, then the oldest."""
    statement = select(PrintJob).where(col(PrintJob.state) == "waiting")
    order = case((col(PrintJob.kind) == first, 0), else_=1)
    return session.scalars(statement.order_by(order, col(PrintJob.id)).limit(1)).first()


def count_jobs(session: Session, state: str) -> int:
    """How many jobs are in a state."""
    return int(
        session.execute(
            select(func.count()).select_from(PrintJob).where(col(PrintJob.state) == state)
        ).scalar_one()
    )


def finish_job(session: Session, job_id: int, *, state: str, error: str, at: str) -> None:
    """Note how a job ended."""
    session.execute(
        update(PrintJob).where(col(PrintJob.id) == job_id).values(state=state, error=error, done_at=at)
    )


def wait_again(session: Session, job_ids: Sequence[int] | None) -> int:
    """Failed jobs (all if None) wait again; returns how many."""
    statement = (
        update(PrintJob).where(col(PrintJob.state) == "failed").values(state="waiting", error="", done_at="")
    )
    if job_ids is not None:
        statement = statement.where(col(PrintJob.id).in_(job_ids))
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
