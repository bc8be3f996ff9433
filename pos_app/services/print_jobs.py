"""Printing receipts, quotes, Zs and explained figures, and opening the drawer.

Jobs are stored, sent in the background, and kept when they fail. Nothing here can lose or hold up a sale: it is
committed before the first byte goes to a printer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.queries import print_jobs as queries
from pos_app.domain.message import Message, english, msg
from pos_app.errors import PosError, UserError
from pos_app.late import late
from pos_app.services import settings
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk

if TYPE_CHECKING:
    from pos_app.data.queries import receipts as receipt_queries
    from pos_app.services import drawer, receipts
    from pos_app.services.receipts import StoredReceipt
else:
    drawer, receipts = late("pos_app.services", "drawer", "receipts")
    (receipt_queries,) = late("pos_app.data.queries", "receipts")

# One sender at a time, or two threads would print the same job; who comes meanwhile asks it for another round.
_sending = Lock()
_asked = Event()


@dataclass(frozen=True, slots=True)
class PrintState:
    """How many jobs wait and have failed, and the sentence of the newest failure."""

    waiting: int
    failed: int
    error: str


def add_job(session: Session, desk: Desk, *, sale_id: int, target: str, copy: bool = False) -> int:
    """A job for a sale's receipt within the caller's transaction; returns its id."""
    return queries.add_job(session, sale_id=sale_id, target=target, is_copy=copy, at=desk.now())


def print_receipt(desk: Desk, *, number: str, target: str, copy: bool = True) -> Changes:
    """Print a stored receipt now, with the same content as ever, marked as a copy unless `copy` is false.

    Errors are raised, and no job is kept: ``unknown_receipt``, ``bad_target`` and those of the target.
    """
    _deliver(receipts.load_receipt(desk, number=number), target, copy)
    return changed(Area.PRINTING, ids=(number,))


def queue_copy(desk: Desk, *, number: str) -> Changes:
    """A job for a copy on the shop's printer, for `run_waiting`; UserErrors ``no_printer``, ``unknown_receipt``."""
    with desk.db.write() as session:
        target = settings.load(session).printer.target
        if not target:
            raise UserError(
                "no_printer", "No receipt printer is set up; name one under Settings, Receipt printer."
            )
        stored = receipts.receipt_in(session, number)
        add_job(session, desk, sale_id=stored.sale_id, target=target, copy=True)
        session.commit()
    return changed(Area.PRINTING, ids=(number,))


def save_copy(desk: Desk, *, number: str) -> Path:
    """Write a copy of a stored receipt as a PDF into the folder receipts beside the shop's file; its path.

    For a shop without a printer. Errors ``unknown_receipt`` and those of writing a file.
    """
    from pos_app.services.saved_papers import path_for

    stored = receipts.load_receipt(desk, number=number)
    path = path_for(desk, "receipts", stored.receipt.number)
    _deliver(stored, f"pdf:{path}", copy=True)
    return path


def run_waiting(desk: Desk) -> Changes:
    """Send every waiting job; one that fails is kept with its error. Meant for a background thread.

    The notices are the sentences of the jobs that failed. A second call while one runs leaves its jobs to that one.
    """
    ids: list[int] = []
    notices: list[Message] = []
    _asked.set()
    while _asked.is_set() and _sending.acquire(blocking=False):
        try:
            _asked.clear()
            while (job := _next(desk)) is not None:
                problem = _send(desk, job)
                ids.append(job.id)
                notices += [problem] if problem else []
        finally:
            _sending.release()
    return changed(Area.PRINTING, ids=tuple(ids), notices=tuple(notices)) if ids else changed()


def _next(desk: Desk) -> _Job | None:
    """The job to send now: the drawer before all paper, even of a sale that came while paper was printed."""
    with desk.db.read() as session:
        job = queries.next_job(session, first=drawer.JOB)
        if job is None:
            return None
        return _Job(
            job.id or 0,
            job.kind,
            job.document_id,
            job.quote_id,
            job.payload,
            job.target,
            bool(job.is_copy),
            job.created_at,
        )


def retry_failed(desk: Desk, *, job_ids: tuple[int, ...] | None = None) -> Changes:
    """Failed jobs (all without `job_ids`) wait again; `run_waiting` sends them."""
    with desk.db.write() as session:
        queries.wait_again(session, job_ids)
        session.commit()
    return changed(Area.PRINTING)


def state(desk: Desk) -> PrintState:
    """What the status line shows of printing."""
    with desk.db.read() as session:
        failed = queries.errors(session)
        waiting = queries.count_jobs(session, "waiting")
    return PrintState(waiting, len(failed), failed[-1] if failed else "")


@dataclass(frozen=True, slots=True)
class _Job:
    """What a waiting job prints or opens: the receipt of a sale, a quote, or what its `payload` says."""

    id: int
    kind: str
    sale_id: int | None
    quote_id: int | None
    payload: str
    target: str
    copy: bool
    created_at: str


def _send(desk: Desk, job: _Job) -> Message | None:
    """Send one job and note how it ended; the sentence if it failed."""
    send = _send_pulse if job.kind == drawer.JOB else _SENDERS.get(job.kind, _send_receipt)
    problem = send(desk, job)
    with desk.db.write() as session:
        queries.finish_job(
            session,
            job.id,
            # The drawer has had its try: opened later, it would open for nobody.
            state="failed" if problem and job.kind != drawer.JOB else "done",
            error=english(problem) if problem else "",
            at=desk.now(),
        )
        session.commit()
    return problem


def _send_receipt(desk: Desk, job: _Job) -> Message | None:
    number = ""
    try:
        with desk.db.read() as session:
            number = receipt_queries.number_of(session, job.sale_id or 0) or ""
        _deliver(receipts.load_receipt(desk, number=number), job.target, job.copy)
    except PosError as error:
        return msg("Receipt {number} was not printed: {reason}", number=number, reason=error.message)
    return None


def _send_quote(desk: Desk, job: _Job) -> Message | None:
    # As below: the window need not wait for it when it starts.
    from pos_app.services import quote_printing

    number = ""
    try:
        number = quote_printing.number_of(desk, job.quote_id or 0)
        quote_printing.print_quote(desk, number=number, target=job.target, paper="80mm")
    except PosError as error:
        return msg("Quote {number} was not printed: {reason}", number=number, reason=error.message)
    return None


def _send_explanation(desk: Desk, job: _Job) -> Message | None:
    from pos_app.domain.explanation_codec import from_json
    from pos_app.services import explanation_printing

    explanation = from_json(job.payload)
    try:
        explanation_printing.print_explanation(desk, explanation=explanation, target=job.target)
    except PosError as error:
        return msg(
            "The sum of {sale} was not printed: {reason}", sale=explanation.title, reason=error.message
        )
    return None


def _send_till(desk: Desk, job: _Job) -> Message | None:
    # A few times a day at most: the window need not wait for it when it starts.
    from pos_app.services import till_printing

    report = till_printing.report_of(job.payload)
    try:
        till_printing.print_till(desk, report=report, target=job.target, copy=job.copy)
    except PosError as error:
        if report.kind == "x":
            return msg("The X was not printed: {reason}", reason=error.message)
        return msg("Z {number} was not printed: {reason}", number=report.number, reason=error.message)
    return None


def _send_pulse(desk: Desk, job: _Job) -> Message | None:
    error = drawer.send(desk, payload=job.payload, target=job.target, created_at=job.created_at)
    return msg("The drawer did not open: {reason}", reason=error.message) if error else None


_SENDERS: dict[str, Callable[[Desk, _Job], Message | None]] = {
    "quote": _send_quote,
    "explanation": _send_explanation,
    "x": _send_till,
    "z": _send_till,
}


def _deliver(stored: StoredReceipt, target: str, copy: bool) -> None:
    from pos_app.printing.targets import deliver, parse_target

    def pdf() -> bytes:
        from pos_app.printing.receipt_pdf import receipt_pdf

        return receipt_pdf(
            stored.receipt, customer_initials=stored.customer_initials, copy=copy, erased=stored.erased
        )

    def raw() -> bytes:
        from pos_app.printing.escpos import receipt_escpos

        return receipt_escpos(
            stored.receipt, customer_initials=stored.customer_initials, copy=copy, erased=stored.erased
        )

    deliver(parse_target(target), pdf=pdf, raw=raw)
