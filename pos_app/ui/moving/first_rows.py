"""The first rows of a file as they will be read: a wrong decimal comma or order of dates is seen here."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.i18n import _
from pos_app.services.importing.preview import FilePreview, Read
from pos_app.ui.context import UiContext
from pos_app.ui.moving import words
from pos_app.ui.widgets.table import Column, Table

Shown = tuple[int, tuple[Read, ...]]
_MONEY = {"price", "cost", "amount", "discount", "store_credit", "account_balance", "card_balance"}
_WIDEST = 32


class FirstRows(QWidget):
    """A table with the columns of ours that the file has."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.table: Table[Shown] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_file(self, seen: FilePreview) -> None:
        """The rows with the columns as they are named now."""
        if self.table is not None:
            self._column.removeWidget(self.table)
            self.table.deleteLater()
        columns = [self._head(seen, place) for place in range(len(seen.columns))]
        number: Column[Shown] = Column("row", _("Row"), lambda row: str(row[0]), sample="0000", right=True)
        self.table = Table([number, *columns], _("The first rows as they are read"))
        self.table.set_rows(seen.first)
        self._column.addWidget(self.table)

    def _head(self, seen: FilePreview, place: int) -> Column[Shown]:
        name = seen.columns[place]
        exponent = self._context.settings().shop.currency.exponent if name in _MONEY else 0

        def text(row: Shown) -> str:
            return shown_cell(row[1][place], exponent)

        def color(row: Shown) -> QColor:
            return self._context.theme.color("warn" if row[1][place].kind == "wrong" else "ink")

        shown = (text(row)[:_WIDEST] for row in seen.first)
        longest = max(shown, key=self.fontMetrics().horizontalAdvance, default="")
        right = name in seen.matched.kind.numbers
        return Column(name, words.column(name), text, sample=longest, right=right, color=color)


def shown_cell(cell: Read, exponent: int) -> str:
    """A cell in the shop's own way of writing; what cannot be read says why."""
    if cell.kind == "number":
        return formats.unit_price(cell.value, exponent)
    if cell.kind == "date":
        moment = datetime.fromisoformat(cell.text)
        day = formats.long_date(date(moment.year, moment.month, moment.day))
        return f"{day} {formats.clock(moment)}" if len(cell.text) > len("2026-11-21") else day
    if cell.kind == "wrong" and cell.wrong is not None:
        return f"! {cell.text}: {i18n.text(cell.wrong)}"
    return cell.text
