"""Risky acts: found by word, kind, person and date; before and after of the one that is chosen; its receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.domain.permissions import Permission, needed
from pos_app.errors import PosError
from pos_app.i18n import _, ngettext
from pos_app.printing.till_words import act_name
from pos_app.services import audit_search
from pos_app.services.audit_search import ActView
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import CLI, Actor, Desk, from_utc_text
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.till import acts_receipt
from pos_app.ui.till.acts_details import ActDetails
from pos_app.ui.widgets.day_field import DayField
from pos_app.ui.widgets.form import ChoiceBox
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.search_field import SearchField
from pos_app.ui.widgets.table import Column, Table

MOST = 500
DAYS = 90
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


def find(desk: Desk, *, viewer: Actor, wanted: dict[str, Any]) -> list[ActView]:
    """The search as somebody who may look; runs in a job."""
    return audit_search.search(replace(desk, actor=viewer), **wanted)


class ActsView(QWidget):
    """The newest first. Who may not look asks someone who may, once as long as the page is open."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._viewer: Actor | None = None
        self._asker = ""
        # Searches under way, and the newest of all: an older answer is not shown.
        self._asked = self._number = 0
        self.field = SearchField((
            _("Reason, article, receipt, name or setting"), _("Reason, article, receipt …"), _("Search"),
        ))  # fmt: skip
        self.kind, self.person = ChoiceBox(), ChoiceBox()
        today = _qdate(context.desk)
        self.start = DayField(today.addDays(-DAYS), _("From this day"))
        self.end = DayField(today, _("Up to this day"))
        self.table: Table[ActView] = Table(_columns(context), _("Risky acts"))
        # The field keeps the focus: letters search, the arrow keys walk through the table.
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.details = ActDetails()
        self.open_button = KeyButton(context.theme, _("Show receipt"), _("Enter"))
        self.allow_button = KeyButton(context.theme, _("Ask for permission…"), _("Enter"))
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._stack = QStackedWidget()
        self._build()
        self._timer = QTimer(self, singleShot=True, interval=150)
        self._timer.timeout.connect(self.search)
        self._connect()

    def _build(self) -> None:
        for box, name in ((self.kind, _("Kind of act")), (self.person, _("Person"))):
            box.setMinimumHeight(44)
            box.setAccessibleName(name)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 3)
        line.addWidget(self.kind, 2)
        line.addWidget(self.person, 2)
        line.addWidget(self.start)
        line.addWidget(QLabel("–"))
        line.addWidget(self.end)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self.open_button)
        found = QWidget()
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self.table, 5)
        column.addLayout(foot)
        column.addWidget(self.details, 3)
        self._stack.addWidget(self._closed())
        self._stack.addWidget(found)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _closed(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        text = QLabel(i18n.text(needed(Permission.VIEW_AUDIT)))
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        column.addWidget(text)
        column.addWidget(self.allow_button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        return page

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda _text: self._timer.start())
        for box in (self.kind, self.person):
            box.activated.connect(lambda _index: self.search())
        for day in (self.start, self.end):
            day.dateChanged.connect(lambda _day: self._timer.start())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())
        self.table.doubleClicked.connect(lambda _index: self.open_receipt())
        self.open_button.clicked.connect(self.open_receipt)
        self.allow_button.clicked.connect(self.ask)
        self._context.hub.follow(self, set(Area), self._on_changes)

    @property
    def settled(self) -> bool:
        """Whether the list is what was asked for."""
        return not self._timer.isActive() and self._asked == 0

    def ask(self) -> None:
        """Have someone allow the look, where the person at the till may not."""
        run_approved(
            self._context, self, audit_search.viewer, permission=Permission.VIEW_AUDIT, on_done=self._on_allowed
        )  # fmt: skip

    def search(self) -> None:
        """Look for what the fields say, in the background."""
        self._timer.stop()
        if self._viewer is None or self._asker != self._context.desk.actor.code:
            self._close()
            return
        self._asked += 1
        self._number += 1
        number = self._number
        self._context.operations.background(
            find,
            viewer=self._viewer,
            wanted=self._wanted(),
            on_done=lambda found: self._on_found(number, found),
            on_error=self._on_failed,
        )

    def open_receipt(self) -> None:
        """Show the sums of the receipt that the chosen act is about."""
        act = self.table.current_row()
        if act is not None and act.receipt:
            acts_receipt.show(self._context, act.receipt, act.line_no, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the receipt, the arrow keys walk, also while the field has the focus."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_receipt() if self._viewer is not None else self.ask()
        elif key in _STEPS:
            self.table.step(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin with what happened lately; who may look is seen at once."""
        super().showEvent(event)
        today = _qdate(self._context.desk)
        for day in (self.start, self.end):
            day.setMaximumDate(max(today, self.end.date()))
        if self._viewer is None:
            self.ask()
        else:
            self.search()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """What was allowed was allowed for this look."""
        super().hideEvent(event)
        self._close()

    def _close(self) -> None:
        self._viewer = None
        self.table.set_rows([])
        self.details.show_act(None)
        self._stack.setCurrentIndex(0)
        self.setFocusProxy(self.allow_button)

    def _on_allowed(self, viewer: Actor) -> None:
        self._viewer, self._asker = viewer, self._context.desk.actor.code
        chosen = self._context.operations.run(audit_search.choices)
        if chosen is not None:
            kinds = sorted(
                ((act_name(event), event) for event in chosen.events), key=lambda k: k[0].casefold()
            )
            _fill(self.kind, [(_("All kinds"), ""), *kinds])
            _fill(self.person, [(_("Everybody"), ""), *((name, code) for code, name in chosen.people)])
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.field)
        self.field.setFocus()
        self.search()

    def _on_changes(self, _changes: Changes) -> None:
        if self.isVisible() and self._viewer is not None:
            self._timer.start()

    def _wanted(self) -> dict[str, Any]:
        end = self.end.date()
        return {
            "text": self.field.text(),
            "event": str(self.kind.currentData() or ""),
            "actor": str(self.person.currentData() or ""),
            "start": self.start.date().toString(Qt.DateFormat.ISODate),
            # Up to today is up to now, also where a clock was ahead.
            "end": "" if end >= _qdate(self._context.desk) else end.toString(Qt.DateFormat.ISODate),
            "limit": MOST,
        }

    def _on_failed(self, error: PosError) -> None:
        self._asked -= 1
        self._context.operations.say_error(error)

    def _on_found(self, number: int, found: list[ActView]) -> None:
        self._asked -= 1
        if number != self._number or self._viewer is None:
            return
        before = self.table.current_row()
        self.table.set_rows(found)
        if found:
            places = [n for n, act in enumerate(found) if before is not None and act.id == before.id]
            self.table.selectRow(places[0] if places else 0)
        self._show_chosen()
        self._said.setText(_count(len(found)))

    def _show_chosen(self) -> None:
        act = self.table.current_row()
        self.details.show_act(act)
        self.open_button.setEnabled(act is not None and bool(act.receipt))


def _count(count: int) -> str:
    if not count:
        return _("Nothing found. Drawers that opened with a sale are listed where the kind asks for them.")
    if count >= MOST:
        return _("The newest {count}; one word more, or fewer days, finds others.").format(count=MOST)
    return ngettext("{count} act", "{count} acts", count).format(count=count)


def _fill(box: ChoiceBox, entries: list[tuple[str, str]]) -> None:
    """Offer entries (text, data); what was chosen stays chosen."""
    kept = box.currentData()
    box.clear()
    for text, data in entries:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(kept)))


def _qdate(desk: Desk) -> QDate:
    day = desk.business_date()
    return QDate(day.year, day.month, day.day)


def _who(act: ActView) -> str:
    """A name; the command line has none, only a code that nobody needs to know."""
    return _("The command line") if act.actor == CLI.code else act.actor


def _columns(context: UiContext) -> list[Column[ActView]]:
    def when(act: ActView) -> str:
        return formats.date_time(from_utc_text(act.at).astimezone(context.desk.zone))

    return [
        Column("when", _("When"), when, sample="21 Nov 2026 08:02"),
        Column("who", _("Who"), _who, sample=_("The command line")),
        Column("what", _("What"), lambda act: i18n.text(act.what), stretch=True),
        Column("why", _("Why"), lambda act: act.reason, sample="shelf label wrong"),
        Column("by", _("Allowed by"), lambda act: act.approved_by, sample="Alexandra"),
        Column("receipt", _("Receipt"), lambda act: act.receipt, sample="1-000123"),
    ]
