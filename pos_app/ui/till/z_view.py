"""The Zs of this till: every closed session, to look at, print again and keep as a file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.i18n import _, ngettext
from pos_app.services import till_reports
from pos_app.services.changes import Area, Changes
from pos_app.services.till_reports import ZHit
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext
from pos_app.ui.till import z_papers
from pos_app.ui.till.words import TONES, moment_of, over_short
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table

_MOST = 200
_MOMENT = "21 Nov 2026 08:02"


class ZView(QWidget):
    """The newest first; Enter shows one."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._stale = True
        theme = context.theme
        self.show_button = KeyButton(theme, _("Show"), _("Enter"))
        self.show_button.clicked.connect(self._on_show)
        self.print_button = KeyButton(theme, _("Print again"), _("Ctrl P"))
        self.print_button.clicked.connect(self._on_print)
        self.print_button.press_by("Ctrl+P")
        self.save_button = KeyButton(theme, _("Save PDF"), _("Ctrl S"))
        self.save_button.clicked.connect(self._on_save)
        self.save_button.press_by("Ctrl+S")
        self.table: Table[ZHit] = Table(_columns(context), _("Z reports"))
        self.table.doubleClicked.connect(lambda _index: self._on_show())
        self.setFocusProxy(self.table)
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._said, 1)
        for button in (self.show_button, self.print_button, self.save_button):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.table, 1)
        column.addLayout(line)
        context.hub.follow(self, {Area.TILL}, self._on_changes)

    def reload(self) -> None:
        """Read the list again; the one chosen before stays chosen."""
        self._stale = False
        before = self.table.current_row()
        hits = self._context.operations.run(till_reports.z_list, limit=_MOST) or []
        self.table.set_rows(hits)
        places = [n for n, hit in enumerate(hits) if before is not None and hit.number == before.number]
        if hits:
            self.table.selectRow(places[0] if places else 0)
        for button in (self.show_button, self.print_button, self.save_button):
            button.setEnabled(bool(hits))
        text = ngettext("{count} Z, numbered without gaps.", "{count} Zs, numbered without gaps.", len(hits))
        self._said.setText(
            text.format(count=len(hits)) if hits else _("No Z yet: one is made when the till is closed.")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        """Enter shows the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_show()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """Catch up with what changed while the list was not to be seen."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self.reload()

    def _on_show(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            z_papers.show_z(self._context, chosen.number, self)

    def _on_print(self) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        if not z_papers.has_printer(self._context):
            self._context.notify(_("No receipt printer is set up; name one under Settings, Receipt printer."))
        elif z_papers.print_copy(self._context, chosen.number):
            text = _("A copy of Z {number} goes to the printer.")
            self._context.notify(text.format(number=chosen.number), "done")

    def _on_save(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            z_papers.save_z(self._context, chosen.number)


def _columns(context: UiContext) -> list[Column[ZHit]]:
    def currency() -> Currency:
        found: Currency = context.settings().shop.currency
        return found

    def count(hit: ZHit) -> tuple[str, str]:
        return over_short(hit.over_short, currency())

    def color(hit: ZHit) -> QColor:
        return context.theme.color(TONES[count(hit)[1]])

    def by_number(hit: ZHit) -> int:
        return hit.number

    return [
        Column("number", _("Z"), lambda hit: str(hit.number), sort=by_number, sample="000000", right=True),
        Column("opened", _("Opened"), lambda hit: moment_of(context.desk, hit.opened_at), sample=_MOMENT),
        Column("closed", _("Closed"), lambda hit: moment_of(context.desk, hit.closed_at), sample=_MOMENT),
        Column("by", _("Closed by"), lambda hit: hit.closed_by, sample="Alexandra"),
        Column("total", _("Total"), lambda hit: shown.money(hit.total, currency()), sample="000,000.00", right=True),
        Column("count", _("Count"), lambda hit: count(hit)[0], stretch=True, color=color),
    ]  # fmt: skip
