"""Pages of a PDF become pictures, apart from the window: imported only where Qt's part for PDF is installed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer


class Drawing(QObject):
    """Draws one PDF in a thread of Qt's own: a page takes tens of milliseconds, and Python would hold up the window
    as long from any thread. `on_drawn(page, image)` is called on the window's thread; pages count from 0.
    """

    def __init__(self, pdf: bytes, on_drawn: Callable[[int, QImage], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_drawn = on_drawn
        # The page of every request under way, None where its picture is no longer wanted.
        self._waiting = dict[int, int | None]()
        self._given_up = False
        # Made before the document, and so taken apart before it: its thread may be drawing a page.
        self._renderer = QPdfPageRenderer(self)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        # Asked for now: while a page is drawn, the document would keep whoever asks waiting.
        self._points = [self._document.pagePointSize(n) for n in range(self._document.pageCount())]
        self._renderer.setDocument(self._document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._on_rendered)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._points)

    @property
    def waiting(self) -> bool:
        """Whether a page that was asked for is not drawn yet."""
        return any(page is not None for page in self._waiting.values())

    def ask(self, width: int) -> None:
        """Draw every page so many pixels wide; what was asked for before is no longer wanted."""
        self._forget()
        for page, points in enumerate(self._points):
            size = QSize(width, round(width * points.height() / points.width()))
            self._waiting[self._renderer.requestPage(page, size)] = page

    def give_up(self) -> None:
        """Nothing more is wanted; goes away once the thread is done with what it draws."""
        self._forget()
        self._given_up = True
        self._end()

    def _forget(self) -> None:
        self._waiting = dict.fromkeys(self._waiting)

    def _on_rendered(
        self, page: int, _size: QSize, image: QImage, _options: QPdfDocumentRenderOptions, request: int
    ) -> None:
        if self._waiting.pop(request, None) is not None:
            self._on_drawn(page, image)
        self._end()

    def _end(self) -> None:
        if self._given_up and not self._waiting:
            self.deleteLater()
