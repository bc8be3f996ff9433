"""Pages of a PDF become pictures, apart from the window: imported only where Qt's part for PDF is installed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, QSizeF
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer


class Drawing(QObject):
    """Draws a PDF in a thread of Qt's own: a page takes tens of milliseconds, and Python would hold up the window
    as long from any thread. `on_drawn(page, image)` is called on the window's thread; pages count from 0.
    """

    def __init__(
        self, on_loaded: Callable[[], None], on_drawn: Callable[[int, QImage], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._on_loaded, self._on_drawn = on_loaded, on_drawn
        # Requests whose picture is wanted, with their page, and all that Qt has not answered yet.
        self._waiting = dict[int, int]()
        self._unanswered = set[int]()
        self._next: bytes | None = None
        self._points = list[QSizeF]()
        # Made before the document, and so taken apart before it: its thread may be drawing a page.
        self._renderer = QPdfPageRenderer(self)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._renderer.setDocument(self._document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._on_rendered)

    def load(self, pdf: bytes) -> None:
        """Draw this PDF instead, b"" nothing; `on_loaded` is called once its pages are known.

        That is at once, unless a page of another is just being drawn: Qt would take its picture for one of the new.
        """
        self._waiting.clear()
        self._next = pdf
        self._go_on()

    def _go_on(self) -> None:
        if self._next is None or self._unanswered:
            return
        pdf, self._next = self._next, None
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        if pdf:
            self._document.load(self._buffer)
        # Asked for now: while a page is drawn, the document would keep whoever asks waiting.
        self._points = [self._document.pagePointSize(n) for n in range(self._document.pageCount())]
        self._on_loaded()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._points)

    @property
    def waiting(self) -> bool:
        """Whether a page that was asked for is not drawn yet."""
        return bool(self._waiting) or self._next is not None

    def ask(self, width: int) -> None:
        """Draw every page so many pixels wide; what was asked for before is no longer wanted."""
        self._waiting.clear()
        if self._next is not None:
            return
        for page, points in enumerate(self._points):
            size = QSize(width, round(width * points.height() / points.width()))
            request = self._renderer.requestPage(page, size)
            self._waiting[request] = page
            self._unanswered.add(request)

    def _on_rendered(
        self, page: int, _size: QSize, image: QImage, _options: QPdfDocumentRenderOptions, request: int
    ) -> None:
        self._unanswered.discard(request)
        if self._waiting.pop(request, None) is not None:
            self._on_drawn(page, image)
        self._go_on()
