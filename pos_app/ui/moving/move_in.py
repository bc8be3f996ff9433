"""Moving in, on one page: choose a file, see what it is and how it is read, check it, import it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app import i18n
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services.approvals import Approval
from pos_app.services.changes import Changes, changed
from pos_app.services.importing.preview import FilePreview, look
from pos_app.services.importing.report import ImportReport
from pos_app.services.importing.resuming import Stopped
from pos_app.services.importing.run import AREAS
from pos_app.ui.context import UiContext
from pos_app.ui.moving import words
from pos_app.ui.moving.importing import Outcome, Wanted, in_background
from pos_app.ui.moving.leave import with_leave
from pos_app.ui.moving.move_in_sheet import MoveInSheet
from pos_app.ui.moving.standing import Standing, Under


class MoveInView(MoveInSheet):
    """Where it stands is what can be pressed: nothing is imported that was not checked."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._context = context
        self.path: Path | None = None
        self.seen: FilePreview | None = None
        self.report: ImportReport | None = None
        self.under: Under = ""
        self._connect()
        self.setFocusProxy(self.file.button)
        self._enable()

    def _connect(self) -> None:
        for button, keys, act in (
            (self.stop_button, "Alt+X", self.stop),
            (self.back_button, "Alt+M", self.show_columns),
            (self.rejects_button, "Alt+R", self.open_rejects),
            (self.check_button, "Alt+C", self.check),
            (self.import_button, "Alt+I", self.start),
        ):
            button.press_by(keys)
            button.clicked.connect(act)
        self.file.chosen.connect(self.take)
        self.file.changed.connect(self._on_other_kind)
        self.columns.changed.connect(self._on_mapping)
        self.skip.clicked.connect(lambda _on: self._enable())
        self.beginning.wanted.connect(self.go_on)

    @property
    def settled(self) -> bool:
        """Whether nothing is under way."""
        return not self.job.busy

    @property
    def rejects(self) -> Path | None:
        """Where rows that are left out go."""
        return self.path.with_name(f"{self.path.stem}.rejects.csv") if self.path is not None else None

    def take(self, path: Path) -> None:
        """Look at a file that was chosen or dropped."""
        if self.under == "import":
            return
        self.path = path
        self.file.show_path(path)
        self._look(None, anew=True)

    def _look(self, mapping: dict[str, str] | None, *, anew: bool) -> None:
        if self.path is None:
            return
        self.report = None
        if anew:
            self.seen = None
        self._begin(
            "look",
            _("The file is being read…"),
            look,
            lambda seen: self._on_seen(seen, anew),
            kind=self.file.kind_name,
            path=self.path,
            sheet=self.file.sheet_name,
            mapping=mapping,
        )

    def _on_seen(self, seen: FilePreview, anew: bool) -> None:
        self.seen = seen
        self.file.show_file(seen)
        if anew:
            self.columns.show_file(seen)
        else:
            self.columns.settle(seen)
        self.first.show_file(seen)
        self.show_columns()
        self.say(*words.what_next(seen, self.columns.left_open))
        if anew:
            self._go_to(self.columns if self.columns.left_open or not seen.complete else self.check_button)

    def show_columns(self) -> None:
        """Bring columns and first rows to the front."""
        if self.seen is not None:
            self.stack.setCurrentWidget(self.reading)
            self._enable()

    def _on_mapping(self) -> None:
        self._look(self.columns.mapping(), anew=False)

    def _on_other_kind(self) -> None:
        self._look(None, anew=True)

    def check(self) -> None:
        """Look what an import would do; nothing is saved."""
        wanted = self._wanted()
        if wanted is not None:
            self._begin(
                "check",
                _("The file is being checked…"),
                in_background,
                self._on_checked,
                wanted=wanted,
                dry_run=True,
            )

    def _wanted(self) -> Wanted | None:
        if self.path is None or self.seen is None or not self.seen.complete:
            return None
        return Wanted(
            self.seen.kind,
            self.path,
            self.columns.mapping(),
            self.seen.peek.sheet or None,
            self.rejects if self.skip.isChecked() else None,
            self.points.isChecked() and self.seen.kind == "sales",
        )

    def _on_checked(self, outcome: Outcome) -> None:
        report = self.report = outcome.report
        self.findings.show_report(report)
        self.stack.setCurrentWidget(self.findings)
        self.say(words.after_check(report), "muted")
        self._enable()
        self._go_to(self.import_button if self.findings.clean else self.findings)

    def _go_to(self, widget: QWidget) -> None:
        """What comes next gets the keys, unless a person is elsewhere meanwhile."""
        if self.isVisible():
            # What was locked while the job ran takes no keys before it is free.
            self._enable()
            widget.setFocus()

    def start(self) -> None:
        """Import what was checked."""
        wanted = self._wanted()
        if wanted is not None and self.report is not None:
            self._ask(wanted)

    def go_on(self, stopped: Stopped) -> None:
        """Go on with an import that was stopped, as it was begun."""
        self.path = stopped.path
        self.seen = self.report = None
        self.file.set_kind(stopped.kind)
        self.file.show_path(stopped.path)
        options = stopped.options
        skip = Path(options.skip_bad) if options.skip_bad else None
        self.skip.setChecked(skip is not None)
        self._ask(
            Wanted(stopped.kind, stopped.path, options.mapping, options.sheet, skip, options.earn_points)
        )

    def _ask(self, wanted: Wanted) -> None:
        def go(approval: Approval) -> None:
            self._import(wanted, approval)

        with_leave(self._context, self, Permission.IMPORT_DATA, go)

    def _import(self, wanted: Wanted, approval: Approval) -> None:
        self._begin(
            "import",
            _("The import is under way; the till can be used meanwhile."),
            in_background,
            self._on_imported,
            wanted=wanted,
            dry_run=False,
            approval=approval,
        )

    def _on_imported(self, outcome: Outcome) -> None:
        report = self.report = outcome.report
        self._context.hub.publish(Changes(report.areas))
        self.findings.show_report(report)
        self.stack.setCurrentWidget(self.findings)
        if not report.saved:
            self.say(_("! The file has problems; nothing was saved."), "warn")
            return
        self.findings.say(words.result(report), "lead")
        self.say("", "muted")
        self.seen = None
        self.file.set_kind(words.FOLLOWING.get(report.kind, report.kind))
        self.file.show_path(None)
        self._go_to(self.file.button)

    def stop(self) -> None:
        """Stop what is under way; what was imported so far stays."""
        self.job.cancel()

    def open_rejects(self) -> None:
        """Show the rows that were left out in whatever shows tables here."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if self.rejects is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.rejects))):
            self._context.notify(_("The rows left out lie in {path}.").format(path=self.rejects))

    def _begin(
        self, under: Under, text: str, fn: Callable[..., Any], on_done: Callable[[Any], None], **options: Any
    ) -> None:
        def done(result: Any) -> None:
            self.under = ""
            on_done(result)
            self._enable()

        def failed(error: PosError) -> None:
            self.under = ""
            if self.seen is None:
                # Nothing of the file before may stand under this one's name.
                self.stack.setCurrentWidget(self.beginning)
                self.beginning.reload()
            self.say("! " + i18n.text(error.message), "warn")
            self._enable()

        self.under = under
        self.job.begin(
            fn, on_done=done, on_failed=failed, on_stopped=lambda: self._on_stopped(under), **options
        )
        self.say(text, "muted")
        at_work = self.isAncestorOf(QApplication.focusWidget() or self.window())
        self._enable()
        if under != "look" and at_work:
            # The button that was pressed is locked now, and the keys would go to the next thing in the window.
            self.stop_button.setFocus()

    def _on_stopped(self, under: Under) -> None:
        self.under = ""
        if under == "import":
            # Whole batches of it are in.
            self._context.hub.publish(changed(*AREAS[self.file.kind_name]))
            self.seen = None
            self.stack.setCurrentWidget(self.beginning)
            self.beginning.reload()
            self.say(
                _("The import was stopped; what was saved is complete, and it can be gone on with."), "muted"
            )
            self._go_to((*self.beginning.buttons, self.file.button)[0])
        else:
            self.say(_("Stopped."), "muted")
            self._go_to(self.check_button)
        self._enable()

    def _enable(self) -> None:
        """What can be done now."""
        self.show_standing(
            Standing(self.under, self.seen, self.report, bool(self.columns.left_open), self.skip.isChecked())
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """Imports that were stopped are offered."""
        super().showEvent(event)
        if self.stack.currentWidget() is self.beginning:
            self.beginning.reload()
