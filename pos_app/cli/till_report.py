"""`pos-app report x` and `report z`: the till's figures now, and as they were at a close."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.cli.common import JsonFlag, print_json, say, write_file
from pos_app.cli.opening import open_desk
from pos_app.domain.people import iso_date
from pos_app.errors import UserError
from pos_app.i18n import _, text

if TYPE_CHECKING:
    from pos_app.domain.till import TillReport
    from pos_app.services.desk import Desk

DateOption = Annotated[str, typer.Option("--date", metavar="DATE", help=_("Sessions of this business date."))]
PdfOption = Annotated[Path | None, typer.Option("--pdf", help=_("Write the report as PDF to this file."))]


def x(date_: DateOption = "", pdf: PdfOption = None, as_json: JsonFlag = False) -> None:
    """What the open till sessions came to so far; nothing is posted."""
    from pos_app.domain.till_sums import combined
    from pos_app.services.till_reports import open_reports

    day = _day(date_)
    with open_desk() as desk:
        reports = open_reports(desk, day=day)
        if not reports and day:
            raise UserError("no_session", "No till session of {date} is open.", date=day)
        if not reports:
            raise UserError("no_session", "No till session is open.")
        _show(desk, reports, as_json=as_json, silent=pdf is not None)
        if pdf is not None:
            _save(desk, combined(reports), pdf)


def z(
    date_: DateOption = "",
    number: Annotated[int | None, typer.Option("--number", help=_("This Z again, as it was."))] = None,
    pdf: PdfOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Close the command line's sessions and print their Z, or a Z that was made before."""
    from pos_app.services.till_reports import z_report

    day = _day(date_)
    with open_desk() as desk:
        numbers = _closed(desk, day) if number is None else [number]
        reports = [z_report(desk, number=n) for n in numbers]
        _show(desk, reports, as_json=as_json, silent=pdf is not None)
        if pdf is not None:
            for report in reports:
                _save(desk, report, pdf if len(reports) == 1 else _numbered(pdf, report.number))


def _closed(desk: Desk, day: str) -> list[int]:
    """The Zs of the sessions that are closed now; with none to close, the newest Z there is."""
    from datetime import date

    from pos_app.services.till_closing import close_automatic
    from pos_app.services.till_reports import newest_z
    from pos_app.services.tills import state

    closed = close_automatic(desk, date=date.fromisoformat(day) if day else None)
    for notice in closed.notices:
        typer.echo(text(notice), err=True)
    counter = state(desk)
    if counter.is_open and (not day or counter.business_date <= day):
        typer.echo(_("The session at the counter stays open: it is closed there, with a count."), err=True)
    if closed.z_numbers:
        return list(closed.z_numbers)
    newest = newest_z(desk, day=day)
    if not newest and day:
        raise UserError("no_z", "There is no Z of {date}.", date=day)
    if not newest:
        raise UserError("no_z", "There is no Z yet.")
    return [newest]


def _day(typed: str) -> str:
    found = iso_date(typed) if typed else None
    return found.isoformat() if found else ""


def _show(desk: Desk, reports: Sequence[TillReport], *, as_json: bool, silent: bool) -> None:
    from pos_app.services.till_text import report_lines, reports_json

    if as_json:
        print_json(reports_json(reports))
    elif not silent:
        for report in reports:
            for line in report_lines(report, desk.zone):
                say(line)


def _save(desk: Desk, report: TillReport, path: Path) -> None:
    from pos_app.printing.till_pdf import till_pdf

    write_file(path, till_pdf(report, zone=desk.zone))
    typer.echo(_("The report is in {file}.").format(file=path), err=True)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")
