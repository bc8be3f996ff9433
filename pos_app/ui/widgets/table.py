"""Tables of plain rows: named columns, exact sorting, the row itself at hand, more rows on demand.

A proxy sorts integers, texts and QDates right but Decimal and datetime.date silently wrong, so a column's
sort key is one of the former.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QDate,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pos_app.ui.widgets.colored_text import ColoredText

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
OBJECT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
TOUCH = 44
PADDING = 26
ARROW = 10


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: `title` as shown, `text` of a row, its `sort` key, numbers to the right.

    It is as wide as `sample`; the one that stretches takes what is left. `color` helps a text that says the same.
    """

    name: str
    title: str
    text: Callable[[Row], str]
    sort: Callable[[Row], int | str | QDate] | None = None
    sample: str = ""
    right: bool = False
    stretch: bool = False
    color: Callable[[Row], QColor] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Plain rows under named columns. `set_rows` is the one setter; with `more` further rows come on demand."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Row] = []
        self._more: Callable[[int], Sequence[Row]] | None = None

    def set_rows(self, rows: Sequence[Row], *, more: Callable[[int], Sequence[Row]] | None = None) -> None:
        """Show `rows`; `more(offset)` gives the next ones, an empty answer is the end."""
        self.beginResetModel()
        self._rows = list(rows)
        self._more = more
        self.endResetModel()

    def rows(self) -> tuple[Row, ...]:
        """The rows that are loaded."""
        return tuple(self._rows)

    def column_of(self, name: str) -> int:
        """Number of the column called `name`."""
        return next(number for number, column in enumerate(self.columns) if column.name == name)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Rows loaded so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        """Whether further rows may be there."""
        return self._more is not None and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        """Load the next rows."""
        if self._more is None or parent.isValid():
            return
        found = self._more(len(self._rows))
        if not found:
            self._more = None
            return
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(found) - 1)
        self._rows.extend(found)
        self.endInsertRows()

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Text, alignment, sort key and the row itself."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ForegroundRole and column.color is not None:
            return column.color(row)
        if role == SORT_ROLE:
            return column.sort(row) if column.sort else column.text(row).casefold()
        if role == OBJECT_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The columns' titles, aligned like their cells."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class Table(QTableView, Generic[Row]):
    """A read-only table of whole rows that are high enough to touch; `model` rows survive sorting."""

    def __init__(self, columns: Sequence[Column[Row]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model: RowsModel[Row] = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Tab leaves the table: inside it the arrow keys walk.
        self.setTabKeyNavigation(False)
        for number, column in enumerate(columns):
            if column.color is not None:
                self.setItemDelegateForColumn(number, ColoredText(self))
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self._set_sizes()

    def set_sortable(self, column: str = "", *, descending: bool = False) -> None:
        """Let the heads sort, beginning with `column`, or with the order of the rows; call it before all else."""
        # Only here: every cell that is painted goes through it a dozen times.
        proxy = QSortFilterProxyModel(self)
        proxy.setSourceModel(self.rows_model)
        proxy.setSortRole(SORT_ROLE)
        self.setModel(proxy)
        self._set_sizes()
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(-1, order)
        self.setSortingEnabled(True)
        if column:
            self.sortByColumn(self.rows_model.column_of(column), order)

    def set_rows(self, rows: Sequence[Row], *, more: Callable[[int], Sequence[Row]] | None = None) -> None:
        """Show `rows`; see RowsModel.set_rows."""
        self.rows_model.set_rows(rows, more=more)

    def current_row(self) -> Row | None:
        """The row that is selected, None without one."""
        index = self.currentIndex()
        row: Row | None = index.data(OBJECT_ROLE) if index.isValid() else None
        return row

    def step(self, by: int) -> None:
        """Select the row `by` further down, staying inside."""
        count = self.model().rowCount()
        if count:
            index = self.currentIndex()
            start = index.row() if index.isValid() else -1 if by > 0 else 0
            self.selectRow(min(count - 1, max(0, start + by)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Home and End go to the first and last row: whole rows are chosen, not cells."""
        ends = {Qt.Key.Key_Home: -self.model().rowCount(), Qt.Key.Key_End: self.model().rowCount()}
        by = ends.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.step(by)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Larger letters need wider columns."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "rows_model"):
            self._set_sizes()

    def _set_sizes(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        metrics = self.fontMetrics()
        high = max(TOUCH, metrics.height() + 18)
        header.setFixedHeight(high)
        self.verticalHeader().setDefaultSectionSize(high)
        for number, column in enumerate(self.rows_model.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(number, mode)
            title = metrics.horizontalAdvance(column.title) + ARROW
            # Cells keep more around a text the larger its letters are.
            around = PADDING + metrics.height() // 3
            self.setColumnWidth(number, max(metrics.horizontalAdvance(column.sample), title) + around)
