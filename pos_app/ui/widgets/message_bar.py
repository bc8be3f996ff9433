"""One sentence with a shape, a colour and, where there is one, something to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pos_app.i18n import _
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.flow import FlowLayout
from pos_app.ui.widgets.key_button import KeyButton

_ICONS = {
    "info": ("info", "info"),
    "done": ("check", "brand_ink"),
    "user": ("alert-triangle", "warn"),
    "warn": ("alert-triangle", "warn"),
    "machine": ("alert-triangle", "danger"),
    "bug": ("alert-triangle", "danger"),
}
_FLEETING_MS = 8000


class MessageBar(QFrame):
    """Hidden until something is said. Good news goes away by itself, trouble stays until it is closed.

    `said` whenever there is a new sentence, `closed` when it is gone.
    """

    said = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._kind = theme, ""
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons: list[KeyButton] = []
        self._close = KeyButton(theme, _("Close"), _("Esc"), kind="bar")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 2, 8, 2)
        self._row.setSpacing(10)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        # Large letters: what can be done goes on in a second line, instead of pushing the window wider.
        holder = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self._flow = FlowLayout(holder, spacing=6)
        self._row.addWidget(holder)
        self._row.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=_FLEETING_MS)
        self._timer.timeout.connect(self.dismiss)
        theme.changed.connect(self._show_icon)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown, "" when there is none."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def kind(self) -> str:
        """What sort of sentence it is; see `operations.Kind`."""
        return self._kind

    def say(
        self, text: str, kind: str, actions: Sequence[tuple[str, str, Callable[[], object]]] = ()
    ) -> None:
        """Show `text`; each action is (text, its keys such as "Alt+A", what it does) and closes the bar."""
        self._kind = kind
        self._text.setText(text)
        self._text.setMinimumWidth(self._theme.px(120) if actions else 0)
        self.setProperty("bar", kind)
        self.setAccessibleName(text)
        self._show_icon()
        self._offer(actions)
        self.style().unpolish(self)
        self.style().polish(self)
        for label in (self._icon, self._text):
            self.style().polish(label)
        self.show()
        self.said.emit()
        if kind in ("info", "done") and not actions:
            self._timer.start()
        else:
            self._timer.stop()

    def dismiss(self) -> None:
        """Close the bar; the focus goes back to where the page wants it."""
        if not self.isHidden():
            self._timer.stop()
            self.hide()
            self.closed.emit()

    def claim_esc(self, mine: bool) -> None:
        """Show Esc only while it is this bar that the key puts away."""
        self._close.set_key(_("Esc") if mine else "")

    def escape(self) -> None:
        """What Esc does."""
        self.dismiss()

    def _offer(self, actions: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for text, keys, act in actions:
            button = KeyButton(self._theme, text, keys.replace("+", " "))
            button.press_by(keys)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self.dismiss)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._flow.addWidget(button)
            self._buttons.append(button)

    def _show_icon(self) -> None:
        if self._kind:
            name, token = _ICONS[self._kind]
            self._icon.setPixmap(self._theme.pixmap(name, token, 18))
