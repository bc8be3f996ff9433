"""This session: open or closed since when and by whom, the float, what was put in and taken out, and what to do.

Takings are not shown here: with them anybody could work out what the count should come to.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.i18n import _
from pos_app.services import till_moves, till_reports
from pos_app.services.changes import Area, Changes
from pos_app.services.till_moves import DrawerMove, DrawerMoves
from pos_app.services.till_sessions import COUNTER
from pos_app.services.tills import TillState
from pos_app.ui import format as shown
from pos_app.ui.actions import key_cap
from pos_app.ui.context import UiContext
from pos_app.ui.till.deeds import TillDeeds
from pos_app.ui.till.words import headline, moment_of, over_short, time_of
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.flow import FlowLayout
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table

# The last Z of the counter stands among those of the command line.
_LOOK_BACK = 50


class SessionView(QWidget):
    """Facts on the left, deeds on the right; every deed has a key."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._stale = True
        self._is_open = False
        self.deeds = TillDeeds(context, self)
        self._buttons = self._make_buttons()
        self.state, self._since = QLabel(), QLabel()
        self._figures: dict[str, QLabel] = {}
        self.moves: Table[DrawerMove] = Table(_columns(context), _("Cash in and out of this session"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        facts = QVBoxLayout()
        facts.setSpacing(12)
        facts.addWidget(self._facts())
        facts.addWidget(self.moves, 1)
        row.addLayout(facts, 1)
        row.addLayout(self._column())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("This session"))
        context.hub.follow(self, {Area.TILL, Area.SETTINGS, Area.CART}, self._on_changes)
        self.refresh()

    def button(self, name: str) -> KeyButton:
        """The button of a deed: open, in, out, count, drawer, x."""
        return self._buttons[name]

    def refresh(self) -> None:
        """Read the session again."""
        self._stale = False
        state = self.deeds.state()
        found = self._context.operations.run(till_moves.moves)
        if state is None or found is None:
            return
        self._is_open = state.is_open
        self._tell(state)
        self._tell_figures(state, found)
        for name in ("in", "out", "count", "x"):
            self._buttons[name].setEnabled(state.is_open)
        self._buttons["open"].setEnabled(not state.is_open)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """Catch up with what changed while the view was not to be seen."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        """Enter opens a closed till."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._is_open:
            self.deeds.open()
        else:
            super().keyPressEvent(event)

    def _make_buttons(self) -> dict[str, KeyButton]:
        deeds = self.deeds
        table = (
            ("open", _("Open"), _("Enter"), "", "primary", lambda: deeds.open()),
            ("in", _("Cash in"), "+", "+", "", lambda: deeds.move("in")),
            ("out", _("Cash out"), "−", "-", "", lambda: deeds.move("out")),
            ("drawer", _("Drawer"), key_cap("drawer"), "F9", "", deeds.open_drawer),
            ("x", _("X: figures so far"), "X", "X", "", deeds.show_x),
            ("count", _("Count and close"), "C", "C", "primary", lambda: deeds.count()),
        )
        made = {}
        for name, text, cap, keys, kind, act in table:
            button = KeyButton(self._context.theme, text, cap, kind=kind)
            if keys:
                button.press_by(keys)
            button.clicked.connect(lambda _checked=False, act=act: act())
            made[name] = button
        return made

    def _facts(self) -> QWidget:
        card = Card()
        card.column.setContentsMargins(20, 14, 20, 16)
        card.column.setSpacing(6)
        self.state.setProperty("role", "big")
        self.state.setWordWrap(True)
        self._since.setProperty("role", "muted")
        self._since.setWordWrap(True)
        card.column.addWidget(self.state)
        card.column.addWidget(self._since)
        self._blocks = QWidget()
        flow = FlowLayout(self._blocks, spacing=32)
        texts = (
            ("float", _("Float")), ("in", _("Cash in")), ("out", _("Cash out")), ("held", _("Sales on hold")),
        )  # fmt: skip
        for name, word in texts:
            flow.addWidget(self._block(name, word))
        card.column.addWidget(self._blocks)
        card.column.addStretch(1)
        return card

    def _block(self, name: str, word: str) -> QWidget:
        """A figure under its word."""
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(0)
        label, figure = QLabel(word), QLabel()
        label.setProperty("role", "small")
        figure.setProperty("role", "title")
        column.addWidget(label)
        column.addWidget(figure)
        self._figures[name] = figure
        return block

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for name, button in self._buttons.items():
            if name == "count":
                column.addStretch(1)
            button.setMinimumWidth(240)
            column.addWidget(button)
        return column

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _tell(self, state: TillState) -> None:
        desk = self._context.desk
        text, role = headline(desk, state)
        self.state.setText(text)
        self.state.setProperty("tone", role)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        if not state.is_open:
            self._since.setText(self._last_close())
            return
        opened = _("Opened {moment} by {name}")
        self._since.setText(opened.format(moment=moment_of(desk, state.opened_at), name=state.opened_by))

    def _last_close(self) -> str:
        """When and by whom the till was closed, with what came of the count."""
        hits = self._context.operations.run(till_reports.z_list, limit=_LOOK_BACK) or []
        last = next((hit for hit in hits if hit.mode == COUNTER), None)
        if last is None:
            return _("It was not opened yet. Open it with the float that lies in the drawer.")
        text = _("Closed {moment} by {name} · Z {number}").format(
            moment=moment_of(self._context.desk, last.closed_at), name=last.closed_by, number=last.number
        )
        currency = self._context.settings().shop.currency
        return shown.joined(text, over_short(last.over_short, currency)[0])

    def _tell_figures(self, state: TillState, found: DrawerMoves) -> None:
        currency = self._context.settings().shop.currency
        self._blocks.setVisible(state.is_open)
        self.moves.setVisible(state.is_open)
        for name, amount in (("float", found.float_), ("in", found.cash_in), ("out", found.cash_out)):
            self._figures[name].setText(shown.money(amount, currency))
        self._figures["held"].setText(shown.integer(state.held))
        self.moves.set_rows(list(reversed(found.moves)))


def _columns(context: UiContext) -> list[Column[DrawerMove]]:
    def currency() -> Currency:
        found: Currency = context.settings().shop.currency
        return found

    return [
        Column("at", _("When"), lambda move: time_of(context.desk, move.at), sample="21 Nov 08:02"),
        Column(
            "amount", _("Cash in or out"), lambda move: shown.money(move.amount, currency(), signed=True),
            sample="+00,000.00", right=True,
        ),
        Column("who", _("Who"), lambda move: move.actor, sample="Alexandra"),
        Column("why", _("Why"), lambda move: move.reason, stretch=True),
    ]  # fmt: skip
