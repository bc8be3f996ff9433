"""The strip over the sale of the practice till: what to ring up, and how the last basket went."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from pos_app import formats, i18n
from pos_app.domain.practice import Basket, BasketLine
from pos_app.i18n import N_, _
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.practice import tasks
from pos_app.services.practice.tasks import Checked, Task
from pos_app.ui import actions
from pos_app.ui.context import UiContext
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from pos_app.ui.sale.page import SalePage

_PAID = {
    "cash": N_("paid in cash"),
    "card": N_("paid by card"),
    "cheque": N_("paid by cheque"),
    "transfer": N_("paid by transfer"),
}


class PracticeStrip(QFrame):
    """Compares every sale with its basket and goes on; Next leaves a basket as it is."""

    def __init__(self, context: UiContext, page: SalePage) -> None:
        super().__init__(page)
        self.setObjectName("PracticeStrip")
        self._context, self._page = context, page
        self.task = _label()
        self.verdict = _label()
        self.verdict.hide()
        self.next = KeyButton(context.theme, _("Next"), actions.key_cap("practice_next"))
        self.next.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.next.clicked.connect(self.skip)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.task)
        words.addWidget(self.verdict)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addLayout(words, 1)
        row.addWidget(self.next)
        page.deeds.sold.connect(self._on_sold)
        actions.install(page, "practice_next", self.skip)
        self._show(context.operations.run(tasks.current))

    def skip(self) -> None:
        """Go on without ringing the basket up; what is in the sale stays."""
        if self.next.isEnabled():
            self.verdict.hide()
            self._show(self._context.operations.run(tasks.skip))
        self._page.focus_scan()

    def _on_sold(self, sale: SaleCompleted) -> None:
        if sale.total < 0:
            # Something came back: that was no basket.
            return
        checked: Checked | None = self._context.operations.run(tasks.check, sale_id=sale.sale_id)
        if checked is None or checked.text is None:
            return
        text = f"{'✓' if checked.right else '!'} {i18n.text(checked.text)}"
        self.verdict.setText(escape(text))
        self.verdict.setAccessibleName(text)
        self.verdict.show()
        self._show(checked.task)

    def _show(self, task: Task | None) -> None:
        self.next.setEnabled(task is not None and task.basket is not None)
        if task is None:
            # The sentence that says why is in the message bar.
            head, rest = _("No basket can be shown."), ""
        elif task.basket is not None:
            head = _("Basket {number} of {count}:").format(number=task.number, count=task.count)
            rest = basket_text(task.basket)
        elif task.count:
            head, rest = _("All baskets are done."), _("Opened again, the practice till begins anew.")
        else:
            head = _("There are no baskets: the shop has sold nothing on an earlier day.")
            rest = _("Ring up what you like.")
        self.task.setText(f"<b>{escape(head)}</b> {escape(rest)}")
        self.task.setAccessibleName(f"{head} {rest}")


def basket_text(basket: Basket) -> str:
    """What to ring up, and how it is paid: "2 × Sealant · 3.40 m Chain; paid by card"."""
    goods = " · ".join(_line(line) for line in basket.lines)
    return _("{goods}; {paid}").format(goods=goods, paid=_(_PAID[basket.tender]))


def _line(line: BasketLine) -> str:
    quantity = formats.quantity(line.quantity)
    if line.unit == "ea":
        return _("{quantity} × {name}").format(quantity=quantity, name=line.name)
    return _("{quantity} {unit} {name}").format(quantity=quantity, unit=line.unit, name=line.name)


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
