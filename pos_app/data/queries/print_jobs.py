"""Papers that wait for a printer, and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.light import light
from pos_app.data.prepared import Prepared
from pos_app.data.records import Record

# As a job begins; with what `_add` is given these are all columns.
_NEW = {
    "kind": "receipt",
    "document_id": None,
    "quote_id": None,
    "payload": "",
    "is_copy": False,
    "state": "waiting",
    "error": "",
    "done_at": "",
}
_JOB = light("print_job", "id", *_NEW, "target", "created_at")
_ADD = Prepared(lambda: insert(_JOB))
_ERRORS = Prepared(lambda: select(_JOB.c.error).where(_JOB.c.state == "failed").order_by(_JOB.c.id))
_COUNT = Prepared(lambda: select(func.count()).select_from(_JOB).where(_JOB.c.state == bindparam("state")))


def add_job(session: Session, *, sale_id: int, target: str, is_copy: bool, at: str) -> int:
    """A print job that waits; returns its id."""
    return _add(session, document_id=sale_id, target=target, is_copy=is_copy, created_at=at)


def add_quote_job(session: Session, *, quote_id: int, target: str, at: str) -> int:
    """A print job for a quote; returns its id."""
    return _add(session, kind="quote", quote_id=quote_id, target=target, created_at=at)


def add_explanation_job(session: Session, *, payload: str, target: str, at: str) -> int:
    """A print job for explained figures, which it brings as JSON; returns its id."""
    return _add(session, kind="explanation", payload=payload, target=target, created_at=at)


def add_paper_job(
    session: Session, *, kind: str, payload: str, target: str, at: str, is_copy: bool = False
) -> int:
    """A job that brings what to do as JSON: an X or Z to print, a drawer to open; returns its id."""
    return _add(session, kind=kind, payload=payload, target=target, is_copy=is_copy, created_at=at)


def _add(session: Session, **values: Any) -> int:
    # Prepared statements do not flush what is pending, such as the quote that the job is for.
    session.flush()
    return _ADD.added(session, {**_NEW, **values})


def errors(session: Session) -> list[str]:
    """Why each failed job failed, the oldest first."""
    return [row[0] for row in _ERRORS.all(session)]


def next_job(session: Session, *, first: str) -> Record | None:
    """The waiting job to send next, all its columns: those of the kind `first` before all others, then the oldest."""
    order = case((_JOB.c.kind == first, 0), else_=1)
    statement = select(_JOB).where(_JOB.c.state == "waiting").order_by(order, _JOB.c.id)
    return session.execute(statement.limit(1)).first()


def count_jobs(session: Session, state: str) -> int:
    """How many jobs are in a state."""
    return int(_COUNT.scalar(session, state=state))


def finish_job(session: Session, job_id: int, *, state: str, error: str, at: str) -> None:
    """Note how a job ended."""
    session.execute(update(_JOB).where(_JOB.c.id == job_id).values(state=state, error=error, done_at=at))


def wait_again(session: Session, job_ids: Sequence[int] | None) -> int:
    """Failed jobs (all if None) wait again; returns how many."""
    statement = update(_JOB).where(_JOB.c.state == "failed").values(state="waiting", error="", done_at="")
    if job_ids is not None:
        statement = statement.where(_JOB.c.id.in_(job_ids))
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
