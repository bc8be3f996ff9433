"""Every figure of a sale at the left, and at the right the whole sum of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.domain.explanation import Explanation, Figure, Step
from pos_app.i18n import _
from pos_app.printing.explanation_layout import number_text, step_text
from pos_app.services import explaining, explanation_printing
from pos_app.ui import actions
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table

_ROLES = {"add": "", "result": "strong", "note": "muted"}


class WhyDialog(SaleDialog):
    """Nothing to change here: the arrow keys walk through the figures, Enter and Esc both close.

    Ctrl+P prints the sum that is shown, as a job that is `queued`; without a printer it is `saved(path)` as a file.
    """

    queued = Signal()
    saved = Signal(object)

    def __init__(self, context: UiContext, found: Explanation, key: str, parent: QWidget) -> None:
        super().__init__(context, _("Why this figure?"), parent)
        self._found = found
        about = QLabel(i18n.text(found.title))
        about.setProperty("role", "muted")
        self.table: Table[Figure] = Table(self._columns(), _("Figures of the sale"))
        self.table.horizontalHeader().hide()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(_("The sum in words"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.table, 2)
        row.addWidget(self._scroll, 3)
        self.column.addWidget(about)
        self.column.addLayout(row, 1)
        self.offer_close()
        self.print_button = KeyButton(context.theme, _("Print"), actions.key_cap("reprint"))
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(lambda _checked=False: self._print())
        self._buttons.insertWidget(0, self.print_button)
        actions.install(self, "reprint", self._print)
        window = parent.window().size()
        self.resize(
            min(context.theme.px(980), window.width() - 24), min(context.theme.px(640), window.height() - 24)
        )
        self.table.set_rows(found.figures)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_sum())
        keys = [figure.key for figure in found.figures]
        self.table.selectRow(keys.index(key) if key in keys else keys.index("total"))
        self.table.setFocus()

    def _columns(self) -> list[Column[Figure]]:
        return [
            Column("name", _("Figure"), lambda figure: i18n.text(figure.title), stretch=True),
            Column(
                "amount",
                _("Amount"),
                lambda figure: self._number(figure, figure.amount),
                sample="−0,000.00",
                right=True,
            ),
        ]

    def _number(self, figure: Figure, amount: int) -> str:
        return number_text(figure, amount, self._found.exponent)

    def _print(self) -> None:
        figure = self.table.current_row()
        if figure is None:
            return
        chosen = explaining.only(self._found, (figure.key,))
        if self.context.settings().printer.target:
            queued = self.context.operations.run(
                explanation_printing.queue_explanation, explanation=chosen, on_error=self.fail
            )
            if queued is not None:
                self.queued.emit()
            return
        path = self.context.operations.run(
            explanation_printing.save_explanation, explanation=chosen, on_error=self.fail
        )
        if path is not None:
            self.saved.emit(path)

    def _show_sum(self) -> None:
        figure = self.table.current_row()
        if figure is None:
            return
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._sum(figure))
        column.addStretch(1)
        self._scroll.setWidget(inner)

    def _sum(self, figure: Figure) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        heading = QLabel(i18n.text(figure.title))
        heading.setProperty("role", "section")
        heading.setWordWrap(True)
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, step in enumerate(figure.steps, 1):
            self._add_step(grid, number, figure, step)
        return card

    def _add_step(self, grid: QGridLayout, number: int, figure: Figure, step: Step) -> None:
        text = QLabel(step_text(step))
        text.setWordWrap(True)
        text.setProperty("role", _ROLES[step.kind])
        if step.amount is None:
            grid.addWidget(text, number, 0, 1, 2)
            return
        amount = QLabel(self._number(figure, step.amount))
        amount.setProperty("role", _ROLES[step.kind])
        grid.addWidget(text, number, 0)
        grid.addWidget(amount, number, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
