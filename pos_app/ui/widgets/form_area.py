"""A form that scrolls when the screen is too small for it, and makes its dialog grow while it is not."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from pos_app.ui.widgets.form import Form

MARGIN = 24


class FormArea(QScrollArea):
    """Holds a form; asks for the height that the form needs at its width, up to what the window offers."""

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.setWidget(form)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        form.installEventFilter(self)

    def needed(self, width: int) -> int:
        """Height of the form at `width`."""
        layout = self._form.layout()
        if layout is None:
            return 0
        layout.activate()
        return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """The form without scrolling."""
        width = max(self._form.sizeHint().width(), self.viewport().width())
        return QSize(width, self.needed(width) + 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """An error that appears below a row needs room; a focused row comes into sight."""
        if watched is self._form and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._grow_window()
        return super().eventFilter(watched, event)

    def _grow_window(self) -> None:
        window = self.window()
        behind = window.parentWidget()
        missing = self.needed(self.viewport().width()) + 2 - self.height()
        if missing > 0 and behind is not None:
            most = behind.window().height() - MARGIN
            window.resize(window.width(), min(most, window.height() + missing))


def fit_dialog(dialog: QWidget, area: FormArea, width: int) -> None:
    """Give `dialog` the `width` and the height its form needs, both within the window behind it."""
    behind = dialog.parentWidget()
    dialog.resize(width, dialog.height())
    layout = dialog.layout()
    margins = layout.contentsMargins() if layout is not None else dialog.contentsMargins()
    inner = width - margins.left() - margins.right()
    dialog.ensurePolished()
    around = dialog.sizeHint().height() - area.sizeHint().height()
    height = around + area.needed(inner) + 2
    if behind is not None:
        window = behind.window().size()
        width, height = min(width, window.width() - MARGIN), min(height, window.height() - MARGIN)
    dialog.resize(width, height)
