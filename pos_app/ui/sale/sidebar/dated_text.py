"""An offer in as many words as there is room for; until when it holds is never left out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.ui import format as shown

if TYPE_CHECKING:
    from pos_app.services.person_view import OfferView


class DatedText(QLabel):
    """Caption, offer, date. `fit` shortens the offer, whole in the tooltip and for a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setProperty("role", "row")
        self._caption, self._offer, self._day = "", "", ""
        self._strong = False
        self._fitted: tuple[object, ...] = ()

    def set_offer(self, caption: str, offer: OfferView, *, strong: bool) -> None:
        """Say `offer` behind `caption`."""
        now = (caption, i18n.text(offer.text), shown.day(offer.until), strong)
        if now == (self._caption, self._offer, self._day, self._strong):
            return
        self._caption, self._offer, self._day, self._strong = now
        self._fitted = ()
        self.setText(self._html(self._offer))
        self.setAccessibleName(f"{caption} {self._sentence(self._offer)}")

    def fit(self, width: int, lines: int) -> None:
        """Leave out words of the offer from its end until all fits into `lines` lines of `width`."""
        self.ensurePolished()
        asked = (self._html(self._offer), width, lines, self.font().key())
        if asked == self._fitted:
            return
        self._fitted = asked
        line = self.fontMetrics().lineSpacing()
        # Text is laid out a little higher than its font says.
        room = lines * line + line // 2
        words = self._offer.split(" ")
        kept = len(words)
        text = self._offer
        while kept > 1 and self._height(text, width) > room:
            kept -= 1
            text = " ".join(words[:kept]).rstrip(",;") + "…"
        html = self._html(text)
        if html != self.text():
            self.setText(html)
        self.setToolTip(self._sentence(self._offer) if text != self._offer else "")

    def _height(self, text: str, width: int) -> int:
        # Measured beside the label: changing its text would ask for a new arrangement.
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        document.setHtml(self._html(text))
        document.setTextWidth(width)
        return round(document.size().height())

    def _html(self, text: str) -> str:
        caption = f"<b>{escape(self._caption)}</b>" if self._strong else escape(self._caption)
        return f"{caption} {escape(self._sentence(text), quote=False)}"

    def _sentence(self, text: str) -> str:
        return _("{offer} until {day}").format(offer=text, day=self._day) if self._day else text
