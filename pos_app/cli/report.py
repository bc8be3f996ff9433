"""`pos-app report`: papers for the manager."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pos_app.cli import till_report
from pos_app.cli.common import JsonFlag, new_app, print_json, say, write_file
from pos_app.cli.opening import open_desk
from pos_app.domain.people import iso_date
from pos_app.errors import UserError
from pos_app.i18n import _

app = new_app(help=_("Papers for the manager."))


@app.callback()
def group() -> None:
    """Papers for the manager."""


@app.command("daily")
def daily(
    date_: Annotated[
        str, typer.Option("--date", metavar="DATE", help=_("The business date; today without it."))
    ] = "",
    pdf: Annotated[
        Path | None, typer.Option("--pdf", help=_("Write the report as PDF to this file."))
    ] = None,
    paper: Annotated[str, typer.Option("--paper", help="A4 | Letter")] = "A4",
    as_json: JsonFlag = False,
) -> None:
    """The daily customer report: figures, people to call or greet tomorrow, what is due."""
    from pos_app.services.report_text import report_json, report_lines
    from pos_app.services.reports import daily_report

    size = _paper(paper)
    day = iso_date(date_) if date_ else None
    with open_desk() as desk:
        report = daily_report(desk, day=day or desk.business_date())
    if pdf is not None:
        from pos_app.printing.daily_report_pdf import daily_report_pdf

        write_file(pdf, daily_report_pdf(report, page=size))
    if as_json:
        print_json(report_json(report))
    elif pdf is None:
        for line in report_lines(report):
            say(line)
    else:
        say(_("The report of {date} is in {file}.").format(date=report.date, file=pdf))


app.command("x")(till_report.x)
app.command("z")(till_report.z)


def _paper(name: str) -> Literal["A4", "Letter"]:
    if name.lower() == "a4":
        return "A4"
    if name.lower() == "letter":
        return "Letter"
    raise UserError("bad_paper", "“{name}” is not a paper size; there are A4 and Letter.", name=name[:20])
