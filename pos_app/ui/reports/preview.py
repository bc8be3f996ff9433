"""Pages of a PDF as pictures, as wide as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app.i18n import _

if TYPE_CHECKING:
    from pos_app.ui.reports.drawing import Drawing

WIDEST = 900
MARGIN = 24


def can_preview() -> bool:
    """Whether this installation has the part that draws PDF."""
    try:
        import PySide6.QtPdf  # noqa: F401 - asked for its presence
    except ImportError:
        return False
    return True


class PdfPreview(QScrollArea):
    """Shows a PDF that lies in memory. Arrow and page keys scroll."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing | None = None
        self._pages: list[QLabel] = []
        self._asked_for = (0, 0.0)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.setWidget(self._sheet)
        # Drawn again once the size stands still.
        self._timer = QTimer(self, singleShot=True, interval=120)
        self._timer.timeout.connect(self._draw)

    @property
    def pages(self) -> int:
        """Number of pages that are shown."""
        return len(self._pages)

    @property
    def drawn(self) -> bool:
        """Whether every page shows its picture."""
        return self._drawing is None or not self._drawing.waiting

    def show_pdf(self, pdf: bytes) -> None:
        """Show `pdf` from its first page on, each page as soon as it is drawn; b"" shows nothing."""
        if self._drawing is None and pdf:
            from pos_app.ui.reports.drawing import Drawing

            self._drawing = Drawing(self._on_loaded, self._on_drawn, self)
        if self._drawing is not None:
            self._drawing.load(pdf)
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width needs other pictures."""
        super().resizeEvent(event)
        if self._pages:
            self._timer.start()

    def _on_loaded(self) -> None:
        self._hold(self._drawing.pages if self._drawing else 0)
        self._asked_for = (0, 0.0)
        self._draw()

    def _hold(self, count: int) -> None:
        """As many places for pages; those that are there keep their picture until the new one comes."""
        while len(self._pages) > count:
            label = self._pages.pop()
            self._column.removeWidget(label)
            label.deleteLater()
        while len(self._pages) < count:
            label = QLabel()
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self._pages.append(label)
            self._column.addWidget(label)
        for number, label in enumerate(self._pages, start=1):
            label.setAccessibleName(
                _("{name}, page {number} of {count}").format(
                    name=self.accessibleName(), number=number, count=count
                )
            )

    def _draw(self) -> None:
        wanted = self._page_width(), self.devicePixelRatioF()
        if self._drawing is not None and wanted != self._asked_for:
            self._asked_for = wanted
            self._drawing.ask(round(wanted[0] * wanted[1]))

    def _on_drawn(self, page: int, image: QImage) -> None:
        picture = _on_paper(image)
        picture.setDevicePixelRatio(self._asked_for[1])
        self._pages[page].setPixmap(picture)

    def _page_width(self) -> int:
        return max(200, min(WIDEST, self.viewport().width() - MARGIN))


def _on_paper(image: QImage) -> QPixmap:
    """Paper is white in the dark theme too."""
    paper = QPixmap(image.size())
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper
