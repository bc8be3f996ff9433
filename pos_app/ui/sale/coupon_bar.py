"""The offers that were scanned into the sale, each with a way to take it out again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pos_app.i18n import _, ngettext
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_button import KeyButton


class CouponBar(QFrame):
    """Hidden while the sale uses no offer."""

    def __init__(self, theme: Theme, drop: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "done")
        self._theme, self._drop = theme, drop
        self._shown: tuple[str, ...] = ()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 2, 8, 2)
        self._row.addWidget(self._text, 1)
        self._buttons: list[KeyButton] = []
        self.hide()

    def show_coupons(self, codes: tuple[str, ...]) -> None:
        """Show the codes of the sale's offers."""
        self.setVisible(bool(codes))
        if codes == self._shown:
            return
        self._shown = codes
        text = ngettext(
            "{count} offer is used with this sale.", "{count} offers are used with this sale.", len(codes)
        )
        self._text.setText(text.format(count=len(codes)))
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(code) for code in codes]
        for button in self._buttons:
            self._row.addWidget(button)

    def _button(self, code: str) -> KeyButton:
        button = KeyButton(self._theme, _("Take out {code}").format(code=code))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._drop(code))
        return button
