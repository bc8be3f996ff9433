"""What the sidebar says while nobody is chosen, and while it is hidden from the counter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_button import KeyButton


class EmptyCard(QWidget):
    """No customer yet: how to find one, make one, or scan one."""

    find_pressed = Signal()
    new_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.find_button = KeyButton(theme, _("Find customer"), _("F3"))
        self.find_button.clicked.connect(self.find_pressed)
        self.new_button = KeyButton(theme, _("New customer"), _("Ctrl N"))
        self.new_button.clicked.connect(self.new_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(_Picture(theme, "user"))
        column.addWidget(_words(_("No customer on this sale"), "title"))
        column.addWidget(
            _words(
                _(
                    "Find one by part of the name, the end of the phone number, a card, "
                    "or scan any old receipt: it brings its customer."
                ),
                "muted",
            )
        )
        column.addSpacing(6)
        column.addWidget(self.find_button)
        column.addWidget(self.new_button)
        column.addStretch(3)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """It gets the height that there is: asked, it would break its sentences anew for every other page."""
        return False


class HiddenCard(QWidget):
    """Nothing of the person is to be seen; the sale goes on."""

    show_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_button = KeyButton(theme, _("Show again"), _("Ctrl L"))
        self.show_button.clicked.connect(self.show_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(_Picture(theme, "eye-off"))
        column.addWidget(_words(_("Hidden from the counter"), "title"))
        column.addWidget(_words(_("Points and offer of the customer still count."), "muted"))
        column.addSpacing(6)
        column.addWidget(self.show_button)
        column.addStretch(3)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """As the empty card."""
        return False


class _Picture(QLabel):
    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.setPixmap(self._theme.pixmap(self._icon, "dash", 40))


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
