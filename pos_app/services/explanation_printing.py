"""Explained figures on paper: on the receipt printer, or as a file where there is none."""

from pathlib import Path

from pos_app.data.queries import print_jobs as job_queries
from pos_app.domain.explanation import Explanation
from pos_app.domain.explanation_codec import to_json
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.saved_papers import path_for

FOLDER = "explanations"


def print_explanation(desk: Desk, *, explanation: Explanation, target: str) -> Changes:
    """Print the sums now; errors ``bad_target`` and those of the target. Nothing in the books depends on it."""
    from pos_app.printing.targets import deliver, parse_target

    def pdf() -> bytes:
        from pos_app.printing.explanation_pdf import explanation_pdf

        return explanation_pdf(explanation)

    def raw() -> bytes:
        from pos_app.printing.escpos import items_escpos
        from pos_app.printing.explanation_layout import explanation_items

        return items_escpos(explanation_items(explanation))

    deliver(parse_target(target), pdf=pdf, raw=raw)
    return changed(Area.PRINTING)


def queue_explanation(desk: Desk, *, explanation: Explanation) -> Changes:
    """A job for the sums on the shop's receipt printer, for `run_waiting`; UserError ``no_printer``."""
    with desk.db.write() as session:
        target = settings.load(session).printer.target
        if not target:
            raise UserError(
                "no_printer", "No receipt printer is set up; name one under Settings, Receipt printer."
            )
        job_queries.add_explanation_job(session, payload=to_json(explanation), target=target, at=desk.now())
        session.commit()
    return changed(Area.PRINTING)


def save_explanation(desk: Desk, *, explanation: Explanation) -> Path:
    """Write the sums as a PDF into the folder explanations beside the shop's file; its path."""
    path = path_for(desk, FOLDER, f"{desk.local_now():%Y%m%d-%H%M%S}")
    print_explanation(desk, explanation=explanation, target=f"pdf:{path}")
    return path
