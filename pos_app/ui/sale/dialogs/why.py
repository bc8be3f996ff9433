"""Shows the whole sum of the selected line and of the sale in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.cart_view import CartView
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.sale.explained import Step, line_steps, sale_steps


class WhyDialog(SaleDialog):
    """Nothing to change here: Enter and Esc both close."""

    def __init__(self, context: UiContext, view: CartView, parent: QWidget) -> None:
        super().__init__(context, _("Why this figure?"), parent)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        line = next((line for line in view.lines if line.id == view.selected_id), None)
        if line is not None:
            column.addWidget(self._sum(line.description, line_steps(view, line.id)))
        column.addWidget(self._sum(_("The whole sale"), sale_steps(view)))
        if view.problem is not None:
            problem = QLabel(i18n.text(view.problem))
            problem.setWordWrap(True)
            column.addWidget(problem)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName(_("The sum in words"))
        self.column.addWidget(scroll, 1)
        self.offer_close()
        self.resize(600, 560)

    def _sum(self, title: str, steps: list[Step]) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        heading = QLabel(title)
        heading.setProperty("role", "section")
        heading.setWordWrap(True)
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, step in enumerate(steps, 1):
            text, amount = QLabel(step.text), QLabel(step.amount)
            text.setWordWrap(True)
            for label in (text, amount):
                label.setProperty("role", "strong" if step.total else "muted")
            grid.addWidget(text, number, 0)
            grid.addWidget(amount, number, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        return card
