"""Count and close: the notes and coins in the drawer, one field each; what should be there is not shown.

Every figure is stored as it is typed, so that neither Esc nor a power cut loses a count.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app.domain.permissions import Permission
from pos_app.i18n import _, ngettext
from pos_app.services import till_closing, till_counts, tills
from pos_app.ui import format as shown
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.till.piece_field import PieceField
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.num_pad import NumPad


class CountDialog(SaleDialog):
    """`closed(TillClosed)` once the session is closed; Esc keeps what was counted so far."""

    closed = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Count and close"), parent)
        self._currency = context.settings().shop.currency
        self.fields: list[PieceField] = []
        self._sums: dict[int, QLabel] = {}
        self._empty_is_meant = False
        self.refuse_scans()
        self._say_held()
        self._total = QLabel()
        self._total.setProperty("role", "big")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self._sheet(), 1)
        row.addLayout(self._side())
        self.column.addLayout(row, 1)
        self._close = self.offer(_("Close the till"))
        self._close.set_key(_("Ctrl Enter"))
        self._close.press_by("Ctrl+Return")
        self._close.clicked.connect(self._on_confirmed)
        again = KeyButton(context.theme, _("Begin again"), "Alt B")
        again.setAutoDefault(False)
        again.press_by("Alt+B")
        again.clicked.connect(self._begin_again)
        self._buttons.insertWidget(1, again)
        self._restore()
        self._add_up()
        # Who counts may not open it otherwise; where there is no drawer, nothing happens.
        context.operations.run(till_counts.open_drawer, on_error=self.fail)
        self.resize(self.sizeHint().expandedTo(self.minimumSize()))
        if self.fields:
            self.fields[0].setFocus()

    @property
    def counted(self) -> int:
        """What was entered so far, in minor units."""
        return sum(field.value * field.pieces for field in self.fields)

    def _say_held(self) -> None:
        state = self.context.operations.run(tills.state)
        if state is None or not state.held:
            return
        text = ngettext(
            "! {count} sale is on hold; it stays there for the next session.",
            "! {count} sales are on hold; they stay there for the next session.",
            state.held,
        )
        said = QLabel(text.format(count=state.held))
        said.setProperty("role", "warn")
        said.setWordWrap(True)
        self.column.addWidget(said)

    def _sheet(self) -> QWidget:
        """Notes and coins, the largest first, in two columns."""
        values = self.context.operations.run(till_counts.denominations) or ()
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        rows = -(-len(values) // 2)
        for number, value in enumerate(values):
            self._add_row(grid, number % rows, number // rows, value)
        for column in (2, 6):
            grid.setColumnStretch(column, 1)
        grid.setColumnMinimumWidth(3, 18)
        grid.setRowStretch(rows, 1)
        area = QScrollArea()
        area.setWidget(sheet)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet.ensurePolished()
        area.setMinimumWidth(sheet.sizeHint().width() + 16)
        area.setMinimumHeight(min(sheet.sizeHint().height() + 2, 440))
        self._area = area
        return area

    def _add_row(self, grid: QGridLayout, row: int, column: int, value: int) -> None:
        figure = shown.money(value, self._currency)
        field = PieceField(value, _("Pieces of {value}").format(value=figure))
        field.setFixedWidth(max(72, self.context.theme.px(72)))
        field.textChanged.connect(lambda _text: self._add_up())
        field.textEdited.connect(lambda _text: self._store(field))
        field.inputRejected.connect(self._refuse)
        field.stepped.connect(lambda by: self._step(field, by))
        field.entered.connect(lambda: self._on_entered(field))
        label = QLabel(figure)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setBuddy(field)
        total = QLabel()
        total.setProperty("role", "muted")
        total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        total.setMinimumWidth(self.context.theme.px(84))
        for offset, widget in enumerate((label, field, total)):
            grid.addWidget(widget, row, 4 * column + offset)
        self.fields.append(field)
        self._sums[value] = total

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(6)
        word = QLabel(_("Counted"))
        word.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.pad = NumPad(self.fields[0], whole=True) if self.fields else None
        hint = QLabel(_("Pieces of each note and coin; Enter goes on. What should be there is said after."))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        side.addWidget(word)
        side.addWidget(self._total)
        if self.pad is not None:
            self.pad.setMinimumWidth(240)
            side.addWidget(self.pad)
        side.addWidget(hint)
        side.addStretch(1)
        return side

    def _restore(self) -> None:
        """A count that was begun and not finished is here again."""
        begun = self.context.operations.run(till_counts.pieces) or {}
        for field in self.fields:
            field.show_pieces(begun.get(field.value, 0))
        if any(begun.values()):
            self.say(_("This count was begun before; what was entered is here again."))

    def _begin_again(self) -> None:
        """Forget what was entered; everything is counted anew."""
        self.context.operations.run(till_counts.start_again, on_error=self.fail)
        self._restore()
        self.say("")
        self._step(self.fields[0], 0)

    def _store(self, field: PieceField) -> None:
        self.context.operations.run(
            till_counts.put, value=field.value, pieces=field.pieces, on_error=self.fail
        )

    def _refuse(self) -> None:
        self.say(_("Only the number of pieces goes here, in digits; nothing was changed."))

    def _step(self, field: PieceField, by: int) -> None:
        self.say("")
        place = self.fields.index(field) + by
        if place >= len(self.fields):
            self._close.setFocus()
        elif place >= 0:
            self.fields[place].setFocus()

    def _on_entered(self, field: PieceField) -> None:
        if self.pad is not None:
            self.pad.aim(field)
        self._area.ensureWidgetVisible(field)

    def _add_up(self) -> None:
        for field in self.fields:
            amount = field.value * field.pieces
            self._sums[field.value].setText(shown.money(amount, self._currency) if amount else "")
        self._total.setText(shown.money(self.counted, self._currency))

    def _on_confirmed(self) -> None:
        if not self.counted and not self._empty_is_meant:
            self._empty_is_meant = True
            self.say(_("Nothing is counted yet. If the drawer is empty, close once more."))
            return
        self.say("")
        run_approved(
            self.context,
            self,
            till_closing.close_till,
            permission=Permission.CLOSE_TILL,
            on_done=self._on_closed,
            on_error=self.fail,
            pieces={field.value: field.pieces for field in self.fields if field.pieces},
        )

    def _on_closed(self, result: till_closing.TillClosed) -> None:
        self.accept()
        self.closed.emit(result)
