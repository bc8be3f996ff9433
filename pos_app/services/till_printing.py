"""X and Z on paper: on the receipt printer in the background, now to a place that was named, or as a file."""

import json
from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data.queries import print_jobs as job_queries
from pos_app.domain.till import TillReport
from pos_app.domain.till_codec import from_plain, to_plain
from pos_app.errors import UserError
from pos_app.services import settings, till_reports
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.saved_papers import path_for

FOLDER = "z"


def print_till(desk: Desk, *, report: TillReport, target: str, copy: bool = False) -> Changes:
    """Print an X or Z now; errors ``bad_target`` and those of the target."""
    from pos_app.printing.targets import deliver, parse_target

    def pdf() -> bytes:
        from pos_app.printing.till_pdf import till_pdf

        return till_pdf(report, zone=desk.zone, copy=copy)

    def raw() -> bytes:
        from pos_app.printing.till_escpos import till_escpos

        return till_escpos(report, zone=desk.zone, copy=copy)

    deliver(parse_target(target), pdf=pdf, raw=raw)
    return changed(Area.PRINTING, ids=(report.number,))


def print_z(desk: Desk, *, number: int, target: str, copy: bool = True) -> Changes:
    """Print a stored Z now, with the same content as ever; errors ``unknown_z`` and those of `print_till`."""
    report = till_reports.z_report(desk, number=number)
    return print_till(desk, report=report, target=target, copy=copy)


def queue_z(desk: Desk, *, number: int, copy: bool = True) -> Changes:
    """A job for a Z on the shop's printer, for `run_waiting`; UserErrors ``no_printer``, ``unknown_z``."""
    report = till_reports.z_report(desk, number=number)
    return _queue(desk, report, copy)


def queue_x(desk: Desk, *, report: TillReport) -> Changes:
    """A job for an X as it is now on the shop's printer, for `run_waiting`; UserError ``no_printer``."""
    return _queue(desk, report, copy=False)


def save_z(desk: Desk, *, number: int, copy: bool = False) -> Path:
    """Write a Z as a PDF into the folder z beside the shop's file; its path. Errors as `print_z`."""
    path = path_for(desk, FOLDER, f"{desk.till}-Z{number}")
    print_z(desk, number=number, target=f"pdf:{path}", copy=copy)
    return path


def report_of(payload: str) -> TillReport:
    """The report that a print job brings."""
    return from_plain(**json.loads(payload))


def _queue(desk: Desk, report: TillReport, copy: bool) -> Changes:
    with desk.db.write() as session:
        target = settings.load(session).printer.target
        if not target:
            raise UserError(
                "no_printer", "No receipt printer is set up; name one under Settings, Receipt printer."
            )
        add_job(session, desk, report, target=target, copy=copy)
        session.commit()
    return changed(Area.PRINTING, ids=(report.number,))


def add_job(session: Session, desk: Desk, report: TillReport, *, target: str, copy: bool = False) -> None:
    """A job for an X or Z within the caller's transaction."""
    plain = {"data": to_plain(report), "head_seq": report.head_seq, "head_hash": report.head_hash}
    payload = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    job_queries.add_paper_job(
        session, kind=report.kind, payload=payload, target=target, at=desk.now(), is_copy=copy
    )
