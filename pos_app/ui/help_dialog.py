"""F1: every key and what it does; what can be done now is done by touching it too."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from pos_app.i18n import _
from pos_app.ui.actions import described, waiting_for
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.key_label import KeyLabel


class HelpDialog(SaleDialog):
    """Two columns of keys."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Keys"), parent)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        rows = described()
        half = -(-len(rows) // 2)
        for number, (action, key, text) in enumerate(rows):
            column, row = (0, number) if number < half else (2, number - half)
            shortcut = waiting_for(parent.window(), action) if key and action != "help" else None
            cap = KeyLabel(context.theme, key) if shortcut is None else self._button(key, text, shortcut)
            grid.addWidget(cap, row, column)
            label = QLabel(text)
            label.setWordWrap(True)
            grid.addWidget(label, row, column + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName(_("Keys"))
        self.column.addWidget(scroll, 1)
        self.offer_close()
        self.resize(820, 520)

    def _button(self, key: str, text: str, shortcut: QShortcut) -> KeyButton:
        """For fingers: close the list and do it, when the window is in front again."""
        button = KeyButton(self.context.theme, "", key)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.clicked.connect(self.accept)
        button.clicked.connect(lambda _checked=False: QTimer.singleShot(0, shortcut, shortcut.activated.emit))
        return button
