"""Quotes on paper: a sheet (A4 or Letter, by the shop's country) or the roll of the receipt printer."""

from pathlib import Path

from pos_app.data.queries import print_jobs as job_queries
from pos_app.data.queries import quotes as queries
from pos_app.errors import UserError
from pos_app.printing.papers import Paper, sheet_of
from pos_app.services import quotes, settings
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.saved_papers import path_for

FOLDER = "quotes"


def print_quote(desk: Desk, *, number: str, target: str, paper: Paper | None = None) -> Changes:
    """Print a quote now; without `paper` a receipt printer takes the roll, everything else the country's sheet.

    Errors ``unknown_quote``, ``bad_target`` (a sheet to a receipt printer) and those of the target.
    """
    from pos_app.printing.targets import deliver, parse_target

    stored = quotes.quote(desk, number=number)
    size = paper or _sheet(desk)

    def pdf() -> bytes:
        from pos_app.printing.quote_pdf import quote_pdf

        return quote_pdf(stored.paper, stored.addressee, size=size)

    def raw() -> bytes:
        from pos_app.printing.escpos import items_escpos
        from pos_app.printing.quote_layout import quote_items

        return items_escpos(quote_items(stored.paper, stored.addressee))

    deliver(parse_target(target), pdf=pdf, raw=raw if paper in (None, "80mm") else None)
    return changed(Area.PRINTING, ids=(stored.hit.number,))


def queue_quote(desk: Desk, *, number: str) -> Changes:
    """A job for a quote on the shop's receipt printer; UserErrors ``no_printer``, ``unknown_quote``."""
    with desk.db.write() as session:
        target = settings.load(session).printer.target
        if not target:
            raise UserError(
                "no_printer", "No receipt printer is set up; name one under Settings, Receipt printer."
            )
        stored = quotes.quote_in(session, desk, number)
        job_queries.add_quote_job(session, quote_id=stored.id, target=target, at=desk.now())
        session.commit()
    return changed(Area.PRINTING, ids=(stored.hit.number,))


def save_quote(desk: Desk, *, number: str) -> Path:
    """Write a quote as a sheet into the folder quotes beside the shop's file; its path. Errors as `print_quote`."""
    stored = quotes.quote(desk, number=number)
    path = path_for(desk, FOLDER, stored.hit.number)
    print_quote(desk, number=number, target=f"pdf:{path}")
    return path


def number_of(desk: Desk, quote_id: int) -> str:
    """The number of a stored quote, "" for none."""
    with desk.db.read() as session:
        row = queries.by_id(session, quote_id)
    return row.number if row else ""


def _sheet(desk: Desk) -> Paper:
    with desk.db.read() as session:
        return sheet_of(settings.load(session).shop.phone_region)
