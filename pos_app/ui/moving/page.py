"""Moving in and out: files of another till come in, the shop goes out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.ui.context import UiContext
from pos_app.ui.moving.move_in import MoveInView
from pos_app.ui.moving.take_out import TakeOutView
from pos_app.ui.widgets.key_button import KeyButton


class MovingPage(QWidget):
    """Ctrl and a digit bring a view to the front, Alt and left the settings."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.move_in, self.take_out = MoveInView(context), TakeOutView(context)
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(8)
        for digit, (text, view) in enumerate(
            ((_("Move in"), self.move_in), (_("Take out"), self.take_out)), 1
        ):
            self._stack.addWidget(view)
            button = KeyButton(context.theme, text, f"Ctrl {digit}")
            button.setCheckable(True)
            button.press_by(f"Ctrl+{digit}")
            button.clicked.connect(lambda _checked=False, view=view: self._show(view))
            self._group.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        self.leave_button = KeyButton(context.theme, _("Back to the settings"), _("Alt ←"))
        self.leave_button.press_by("Alt+Left")
        self.leave_button.clicked.connect(lambda: context.show_page("settings"))
        line.addWidget(self.leave_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(line)
        column.addWidget(self._stack, 1)
        self.shown = False

    def _show(self, view: QWidget) -> None:
        self.shown = True
        self._group.buttons()[self._stack.indexOf(view)].setChecked(True)
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """The page begins with moving in."""
        super().showEvent(event)
        if not self.shown:
            self._show(self.move_in)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        """Enter presses the button that has the focus, as in every small window."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, KeyButton):
            if not event.isAutoRepeat():
                focus.click()
            return
        super().keyPressEvent(event)
