"""A day as year, month, day: typed, or stepped with the arrow keys."""

from PySide6.QtCore import QDate, QEvent
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDateEdit, QWidget

SIDE = 9


class DayField(QDateEdit):
    """Under a style sheet the box leaves no room for its text where it has no buttons; this one does."""

    def __init__(self, day: QDate, name: str, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setMinimumHeight(44)
        self.setAccessibleName(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The text takes the box."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The text takes the box."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme or font: again."""
        super().changeEvent(event)
        self._fit()

    def _fit(self) -> None:
        sample = self.fontMetrics().horizontalAdvance("0000-00-00")
        self.setMinimumWidth(sample + 2 * SIDE + 12)
        self.lineEdit().setGeometry(self.rect().adjusted(SIDE, 2, -SIDE, -2))
