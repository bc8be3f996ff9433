"""Pages of a PDF as pictures, as wide as there is room."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app.i18n import _

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
        self._pdf = b""
        self._pages: list[QLabel] = []
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

    def show_pdf(self, pdf: bytes) -> None:
        """Show `pdf` from its first page on; b"" shows nothing."""
        self._pdf = pdf
        self._draw()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width needs other pictures."""
        super().resizeEvent(event)
        if self._pdf:
            self._timer.start()

    def _draw(self) -> None:
        pictures = _pictures(self._pdf, self._page_width(), self.devicePixelRatioF()) if self._pdf else []
        while len(self._pages) > len(pictures):
            label = self._pages.pop()
            self._column.removeWidget(label)
            label.deleteLater()
        while len(self._pages) < len(pictures):
            label = QLabel()
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self._pages.append(label)
            self._column.addWidget(label)
        for number, (label, picture) in enumerate(zip(self._pages, pictures, strict=True), start=1):
            label.setPixmap(picture)
            label.setAccessibleName(
                _("{name}, page {number} of {count}").format(
                    name=self.accessibleName(), number=number, count=len(pictures)
                )
            )

    def _page_width(self) -> int:
        return max(200, min(WIDEST, self.viewport().width() - MARGIN))


def _pictures(pdf: bytes, width: int, pixel_ratio: float) -> list[QPixmap]:
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    pictures = []
    for page in range(document.pageCount()):
        points = document.pagePointSize(page)
        wide = round(width * pixel_ratio)
        image = document.render(page, QSize(wide, round(wide * points.height() / points.width())))
        paper = QPixmap(image.size())
        # Paper is white in the dark theme too.
        paper.fill(Qt.GlobalColor.white)
        _paint_over(paper, QPixmap.fromImage(image))
        paper.setDevicePixelRatio(pixel_ratio)
        pictures.append(paper)
    document.close()
    return pictures


def _paint_over(paper: QPixmap, picture: QPixmap) -> None:
    from PySide6.QtGui import QPainter

    painter = QPainter(paper)
    painter.drawPixmap(0, 0, picture)
    painter.end()
