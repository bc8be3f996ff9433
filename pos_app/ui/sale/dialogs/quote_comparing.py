"""A quote beside today's prices: line by line what is dearer or cheaper, and a key for either."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pos_app import i18n
from pos_app.domain.permissions import Permission
from pos_app.i18n import _, ngettext
from pos_app.services.quote_taking import take_quote
from pos_app.services.quote_values import ComparedLine, Prices, QuoteComparison
from pos_app.ui import format as shown
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table


class QuoteComparing(SaleDialog):
    """Enter takes what is proposed. `in_sale`: the open sale came from this quote already.

    `print_asked`, `sheet_asked` and `new_asked` (a new quote of the open sale) leave the window.
    """

    print_asked = Signal()
    sheet_asked = Signal()
    new_asked = Signal()

    def __init__(
        self, context: UiContext, found: QuoteComparison, parent: QWidget, *, in_sale: bool = False
    ) -> None:
        super().__init__(context, _("Quote {number}").format(number=found.hit.number), parent)
        self._found, self._in_sale = found, in_sale
        self.column.addWidget(self._about())
        self.table: Table[ComparedLine] = Table(self._columns(), _("Lines of the quote"))
        self.table.set_rows(found.lines)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(self._sums())
        self.remark = QLabel(self._remark())
        self.remark.setProperty("role", self._role())
        self.remark.setWordWrap(True)
        self.column.addWidget(self.remark)
        self._build_buttons()
        window = parent.window().size()
        self.resize(
            min(context.theme.px(1020), window.width() - 24), min(context.theme.px(600), window.height() - 24)
        )

    def _about(self) -> QLabel:
        hit = self._found.hit
        made = _("made {date}").format(date=shown.long_day(hit.made_on))
        until = _("valid until {date}").format(date=shown.long_day(hit.expires_on))
        who = shown.joined(hit.customer, hit.company, hit.project) or _("No name")
        label = QLabel(shown.joined(who, made, until, hit.note))
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        return label

    def _columns(self) -> list[Column[ComparedLine]]:
        currency = self._found.hit.currency

        def money(amount: int | None, *, signed: bool = False) -> str:
            return "" if amount is None else shown.money(amount, currency, signed=signed)

        def today(line: ComparedLine) -> str:
            return shown.unit_price(line.today.unit_price, currency) if line.today else _("not sold")

        return [
            Column(
                "quantity",
                _("Qty"),
                lambda line: f"{shown.quantity(line.quantity)} {shown.unit(line.unit)}",
                sample="000.00 ea",
                right=True,
            ),
            Column("item", _("Item"), lambda line: line.description, sample="Deck screw T25", stretch=True),
            Column(
                "price",
                _("Quoted"),
                lambda line: shown.unit_price(line.quoted.unit_price, currency),
                sample="0,000.00",
                right=True,
            ),
            Column("today", _("Today"), today, sample="0,000.00", right=True),
            Column(
                "amount", _("Amount"), lambda line: money(line.quoted.amount), sample="00,000.00", right=True
            ),
            Column(
                "now",
                _("Amount today"),
                lambda line: money(line.today.amount if line.today else None),
                sample="00,000.00",
                right=True,
            ),
            Column(
                "difference",
                _("Difference"),
                lambda line: money(line.difference, signed=True) if line.difference else "",
                sample="+0,000.00",
                right=True,
            ),
        ]

    def _sums(self) -> QGridLayout:
        found, grid = self._found, QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(0, 1)
        currency = found.hit.currency
        rows = [(_("Total of the quote, with tax"), found.quoted_total)]
        if found.taken_total is not None and found.taken_total != found.quoted_total:
            rows.append((_("Its prices with the taxes and goods of today"), found.taken_total))
        if found.today_total is not None:
            rows.append((_("Today's prices"), found.today_total))
        for number, (text, amount) in enumerate(rows):
            label, figure = QLabel(text), QLabel(shown.money(amount, currency))
            label.setProperty("role", "row")
            figure.setProperty("role", "row-strong")
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(figure, number, 1, Qt.AlignmentFlag.AlignRight)
        return grid

    def _remark(self) -> str:
        """Why it cannot be taken as quoted, what is gone, and the difference: the most important first."""
        found, hit = self._found, self._found.hit
        if hit.state == "sold":
            return _("This quote was used for receipt {receipt}.").format(receipt=hit.receipt)
        parts = []
        if hit.state == "expired":
            parts.append(_("This quote ended on {date}.").format(date=shown.long_day(hit.expires_on)))
        if found.gone and found.difference is not None:
            names = ", ".join(found.gone)
            text = ngettext(
                "{names} is not sold any more.", "{names} are not sold any more.", len(found.gone)
            )
            parts.append(text.format(names=names))
        parts.append(i18n.text(found.remark))
        return " ".join(parts)

    def _role(self) -> str:
        return "strong" if self._found.hit.state == "open" and not self._found.gone else "warn"

    def _build_buttons(self) -> None:
        proposed = self._found.proposed
        if proposed is None or (self._in_sale and self._found.hit.state == "sold"):
            self.offer_close()
        elif self._in_sale:
            self._offer("today")
            self._other(_("New quote"), "Alt+N", self.new_asked.emit)
        else:
            self._offer(proposed)
            self._offer_other("quoted" if proposed == "today" else "today")
        self._other(_("Print"), "Alt+P", self.print_asked.emit)
        self._other(_("Show the sheet"), "Alt+S", self.sheet_asked.emit)

    def _offer(self, prices: Prices) -> None:
        self.offer(_words(prices)).clicked.connect(lambda: self._take(prices))

    def _offer_other(self, prices: Prices) -> None:
        keys = "Alt+T" if prices == "today" else "Alt+Q"
        button = self._button(_words(prices), keys)
        button.clicked.connect(lambda: self._take(prices))
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def _other(self, text: str, keys: str, act: object) -> None:
        button = self._button(text, keys)
        button.clicked.connect(self.reject)
        button.clicked.connect(act)
        self._buttons.insertWidget(min(1, self._buttons.count() - 1), button)

    def _button(self, text: str, keys: str) -> KeyButton:
        button = KeyButton(self.context.theme, text, keys.replace("+", " "))
        button.setAutoDefault(False)
        button.press_by(keys)
        return button

    def _take(self, prices: Prices) -> None:
        hit = self._found.hit

        def done(_changes: object) -> None:
            self.accept()

        if prices == "quoted" and hit.state == "expired":
            run_approved(
                self.context,
                self,
                take_quote,
                permission=Permission.EXPIRED_QUOTE,
                number=hit.number,
                prices=prices,
                on_done=done,
                on_error=self.fail,
            )
            return
        self.context.operations.run(
            take_quote, number=hit.number, prices=prices, on_done=done, on_error=self.fail
        )


def _words(prices: Prices) -> str:
    return _("Take at today's prices") if prices == "today" else _("Take at quoted prices")
