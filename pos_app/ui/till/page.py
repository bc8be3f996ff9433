"""The till page: a row of views, each made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.i18n import N_, _
from pos_app.ui.context import UiContext
from pos_app.ui.practice.starting import practice_button
from pos_app.ui.widgets.key_button import KeyButton


def _session(context: UiContext) -> QWidget:
    from pos_app.ui.till.session_view import SessionView

    return SessionView(context)


def _z(context: UiContext) -> QWidget:
    from pos_app.ui.till.z_view import ZView

    return ZView(context)


def _acts(context: UiContext) -> QWidget:
    from pos_app.ui.till.acts_view import ActsView

    return ActsView(context)


def _safety(context: UiContext) -> QWidget:
    from pos_app.ui.till.safety_view import SafetyView

    return SafetyView(context)


# Name, what the button says, and what makes the view.
_VIEWS: tuple[tuple[str, str, Callable[[UiContext], QWidget]], ...] = (
    ("session", N_("This session"), _session),
    ("z", N_("Z reports"), _z),
    ("acts", N_("Risky acts"), _acts),
    ("safety", N_("Safety"), _safety),
)


class TillPage(QWidget):
    """Ctrl and a digit bring a view to the front."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._views: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[UiContext], QWidget]] = {}
        self._buttons: dict[str, KeyButton] = {}
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        line = QHBoxLayout()
        line.setSpacing(8)
        for name, text, make in _VIEWS:
            if name == "safety" and context.desk.db.practice:
                # Nothing of a practice till is worth keeping.
                continue
            self._makers[name] = make
            line.addWidget(self._button(name, _(text)))
        line.addStretch(1)
        if not context.desk.db.practice:
            self.practice = practice_button(context)
            line.addWidget(self.practice)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(line)
        column.addWidget(self._stack, 1)
        self.shown = ""

    def view(self, name: str) -> QWidget:
        """A view by its name, made now if it was not shown before."""
        if name not in self._views:
            self._views[name] = self._makers[name](self._context)
            self._stack.addWidget(self._views[name])
        return self._views[name]

    def show_view(self, name: str) -> None:
        """Bring a view to the front and give it the focus."""
        view = self.view(name)
        self.shown = name
        self._buttons[name].setChecked(True)
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """The page begins with the session."""
        super().showEvent(event)
        if not self.shown:
            self.show_view("session")

    def _button(self, name: str, text: str) -> KeyButton:
        digit = len(self._buttons) + 1
        button = KeyButton(self._context.theme, text, f"Ctrl {digit}")
        button.setCheckable(True)
        button.press_by(f"Ctrl+{digit}")
        button.clicked.connect(lambda _checked=False: self.show_view(name))
        self._group.addButton(button)
        self._buttons[name] = button
        return button
