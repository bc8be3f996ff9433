"""Before a file is chosen: where to drop one, what order to go in, and imports that can be gone on with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app import formats
from pos_app.i18n import _
from pos_app.services.importing import resuming
from pos_app.services.importing.resuming import Stopped
from pos_app.ui.context import UiContext
from pos_app.ui.moving import words
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.key_button import KeyButton

_MOST = 4


class Beginning(QWidget):
    """`wanted` brings a `Stopped` that a person wants to go on with."""

    wanted = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.buttons: list[KeyButton] = []
        drop = Card("dashed")
        title = QLabel(_("Drop a file here, or choose one: CSV or XLSX, as the other till exports it."))
        title.setProperty("role", "lead")
        order = QLabel(
            _(
                "Move in one after the other: products, customers, past sales, balances, and last web orders and "
                "enquiries. Nothing is saved before you have seen what it is; the same file again changes nothing."
            )
        )
        order.setProperty("role", "muted")
        for label in (title, order):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        drop.column.setContentsMargins(32, 40, 32, 40)
        drop.column.setSpacing(10)
        drop.column.addWidget(title)
        drop.column.addWidget(order)
        self._offers = QWidget()
        self._lines = QVBoxLayout(self._offers)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._offers)
        column.addWidget(drop)
        column.addStretch(1)

    def reload(self) -> None:
        """Look again which imports were stopped."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for number, stopped in enumerate((self._context.operations.run(resuming.stopped) or [])[:_MOST]):
            self._offer(stopped, first=number == 0)
        self._offers.setVisible(bool(self.buttons))

    def _offer(self, stopped: Stopped, *, first: bool) -> None:
        card = Card("soft")
        text = _("{kind} from {file} stopped at {done} of {rows}.").format(
            kind=_(words.KINDS[stopped.kind]),
            file=stopped.path.name,
            done=formats.integer(stopped.done),
            rows=formats.integer(stopped.rows),
        )
        said = QLabel(text)
        said.setWordWrap(True)
        go = KeyButton(self._context.theme, _("Go on"), _("Alt G") if first else "", kind="primary")
        go.setAccessibleName(_("Go on with {file}").format(file=stopped.path.name))
        if first:
            go.press_by("Alt+G")
        go.clicked.connect(lambda: self.wanted.emit(stopped))
        forget = KeyButton(self._context.theme, _("Do not offer it again"))
        forget.clicked.connect(lambda: self._forget(stopped))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(said, 1)
        line.addWidget(forget)
        line.addWidget(go)
        card.column.addLayout(line)
        self._lines.addWidget(card)
        self.buttons.append(go)

    def _forget(self, stopped: Stopped) -> None:
        self._context.operations.run(resuming.forget, run_id=stopped.id)
        self.reload()
