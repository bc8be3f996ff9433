"""What checking a file found: counts, problems with row and column, and of balances what would be doubled or differ."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.domain.message import Amount, msg
from pos_app.errors import MachineError
from pos_app.i18n import _, ngettext
from pos_app.services.desk import Desk
from pos_app.services.importing.report import ImportReport, Problem
from pos_app.ui.context import UiContext
from pos_app.ui.moving import words
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table


class Finding(QWidget):
    """Shows one report; the list of problems can be sorted and kept as a file."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._report: ImportReport | None = None
        self.head, self.more = QLabel(), QLabel()
        for label in (self.head, self.more):
            label.setWordWrap(True)
        self.head.setProperty("role", "lead")
        self.more.setProperty("role", "muted")
        self.table: Table[Problem] = Table(_columns(), _("Problems"))
        self.table.set_sortable("row")
        self.save_button = KeyButton(context.theme, _("Save the list…"), _("Alt L"))
        self.save_button.press_by("Alt+L")
        self.save_button.clicked.connect(self._on_save)
        foot = QHBoxLayout()
        foot.addWidget(self.more, 1)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        column.addStretch(0)
        self.setFocusProxy(self.table)

    def show_report(self, report: ImportReport) -> None:
        """Put a report into words and rows."""
        self._report = report
        listed = [*_notes(report), *report.problems]
        self.table.set_rows(listed)
        self.table.setVisible(bool(listed))
        self.save_button.setVisible(bool(listed))
        if report.ok and not report.rows:
            head = _("The file has the names of its columns, but no rows.")
        elif report.ok:
            head = _("✓ Nothing is wrong with the file: {counts}.").format(counts=words.counts(report))
        else:
            text = ngettext(
                "! {count} problem. Without it: {counts}.",
                "! {count} problems. Without them: {counts}.",
                report.problem_count,
            )
            head = text.format(count=formats.integer(report.problem_count), counts=words.counts(report))
        if report.ok and listed:
            # Enter would import at once: what would come on top is to be read first.
            head = f"{head} {_('! Look at what stands below before you import.')}"
        self.say(head, "lead" if report.ok else "warn")
        notices = [i18n.text(notice) for notice in report.notices]
        if report.problem_count > len(report.problems):
            shown = formats.integer(len(report.problems))
            notices.insert(0, _("The first {count} problems are listed.").format(count=shown))
        self.more.setText(" ".join(notices[:6]))

    @property
    def clean(self) -> bool:
        """Whether there is nothing to read before an import."""
        return not self.table.rows_model.rows()

    def say(self, text: str, role: str) -> None:
        """The sentence above the list."""
        self.head.setText(text)
        self.head.setProperty("role", role)
        self.head.style().unpolish(self.head)
        self.head.style().polish(self.head)

    def _on_save(self) -> None:
        dialog = QFileDialog(self, _("Save the list of problems"), "problems.csv", _("CSV files (*.csv)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda name: self.save_list(Path(name)))
        dialog.open()

    def save_list(self, path: Path) -> None:
        """Write the problems as CSV."""
        problems = self.table.rows_model.rows()

        def write(_desk: Desk) -> bool:
            try:
                with path.open("w", encoding="utf-8-sig", newline="") as file:
                    writer = csv.writer(file)
                    writer.writerow([_("Row"), _("Column"), _("What is wrong")])
                    writer.writerows(
                        [p.row or "", words.column(p.column), i18n.text(p.message)] for p in problems
                    )
            except OSError as error:
                reason = error.strerror or str(error)
                raise MachineError(
                    "cannot_write", "{path} cannot be written: {reason}.", path=str(path), reason=reason
                ) from error
            return True

        if self._context.operations.run(write):
            self._context.notify(_("Saved as {path}.").format(path=path), "done")


def _notes(report: ImportReport) -> list[Problem]:
    """Of balances: what would come on top of what is there, and who may be there under two codes."""
    preview = report.preview
    if preview is None or not report.dry_run:
        # What would come on top has come by then.
        return []
    found = []
    for twins in preview.twins:
        who = ", ".join(f"{name} ({code})" for code, name in zip(twins.codes, twins.names, strict=True))
        rows = [row.row for row in preview.rows if row.code in twins.codes]
        found.append(
            Problem(
                min(rows, default=0),
                "customer_code",
                "twins",
                msg("{who} may be one person: their balances would stay apart.", who=who),
            )
        )
    exponent = preview.currency.exponent
    for row in preview.rows:
        there = {
            "points": row.points_before,
            "store_credit": row.credit_before,
            "account_balance": row.account_before,
        }
        doubled = row.state == "new" and any(there[column] for column in row.adding)
        if doubled:
            found.append(
                Problem(
                    row.row,
                    "customer_code",
                    "doubled",
                    msg(
                        "{code} has {points} points and {credit} store credit, and owes {account} here already; "
                        "this would come on top.",
                        code=row.code,
                        points=row.points_before,
                        credit=Amount(row.credit_before, exponent),
                        account=Amount(row.account_before, exponent),
                    ),
                )
            )
    return found


def _columns() -> list[Column[Problem]]:
    return [
        Column(
            "row",
            _("Row"),
            lambda problem: formats.integer(problem.row) if problem.row else "–",
            sort=lambda problem: problem.row,
            sample="1,000,000",
            right=True,
        ),
        Column(
            "column",
            _("Column"),
            lambda problem: words.column(problem.column),
            sample=_("Tax exemption number"),
        ),
        Column("what", _("What is wrong"), lambda problem: i18n.text(problem.message), stretch=True),
    ]
