"""A Z on paper, on the screen and in a file, for every place that offers one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from pos_app.i18n import _
from pos_app.services import print_jobs, till_reports
from pos_app.ui.context import UiContext


def has_printer(context: UiContext) -> bool:
    """Whether a receipt printer is set up."""
    return bool(context.settings().printer.target)


def print_copy(context: UiContext, number: int) -> bool:
    """Send a copy of a Z to the receipt printer in the background; whether there is one and the copy waits for it."""
    from pos_app.services import till_printing

    if not has_printer(context):
        return False
    if context.operations.run(till_printing.queue_z, number=number, copy=True) is None:
        return False
    send_waiting(context)
    return True


def send_waiting(context: UiContext) -> None:
    """Send what waits, pulses for the drawer among it, in the background."""
    context.operations.background(print_jobs.run_waiting)


def print_state(context: UiContext) -> tuple[str, str]:
    """How far printing is, as a sentence and the role of its colour."""
    if not has_printer(context):
        return _(
            "– No receipt printer is set up: the Z is kept, and can be shown and saved as a PDF."
        ), "muted"
    state = context.operations.run(print_jobs.state)
    if state is None or state.waiting:
        return _("The Z is being printed…"), "muted"
    if state.failed:
        text = _("! Not everything was printed: {problem} The Z is kept; “Z reports” prints it again.")
        return text.format(problem=state.error), "warn"
    return _("✓ The Z is printed."), "ok"


def show_z(context: UiContext, number: int, parent: QWidget) -> None:
    """The Z as it prints, in a window of its own."""
    from pos_app.ui.till.report_dialog import ReportDialog

    report = context.operations.run(till_reports.z_report, number=number)
    if report is not None:
        ReportDialog(context, report, parent).open()


def save_z(context: UiContext, number: int) -> Path | None:
    """Write a Z as a PDF beside the shop's file, and say where it is."""
    from pos_app.services import till_printing

    path: Path | None = context.operations.run(till_printing.save_z, number=number)
    if path is not None:
        text = _("Z {number} is in the file {file}.")
        context.notify(text.format(number=number, file=path), "done")
    return path
