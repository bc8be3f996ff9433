"""The buttons under the cart, each with its key, in as many rows as the words need."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.i18n import _, ngettext
from pos_app.ui.actions import key_cap
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_button import KeyButton

_GAP = 8
_HEIGHT = 46
# On a small screen large letters rather end in "…" than push the sidebar out.
_LEAST = 500


class ActionBar(QWidget):
    """Lays its buttons out in two rows, in more where the texts are long."""

    def __init__(self, theme: Theme, acts: dict[str, Callable[[], object]]) -> None:
        super().__init__()
        self._theme = theme
        texts = {
            "hold": _("Hold"),
            "resume": _("Resume"),
            "return": _("Return"),
            "discount": _("Discount"),
            "customer": _("Customer"),
            "quote": _("Quote"),
            "drawer": _("Drawer"),
            "why": _("Why?"),
        }
        self._buttons: dict[str, KeyButton] = {}
        for name, text in texts.items():
            button = KeyButton(theme, text, key_cap(name), parent=self)
            # A click must not take the focus from the scan field; Tab still reaches the button.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=acts[name]: act())
            self._buttons[name] = button
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._rows: list[list[KeyButton]] = []
        self._held = -1

    def button(self, name: str) -> KeyButton:
        """The button of an action."""
        return self._buttons[name]

    def show_held(self, count: int) -> None:
        """Say how many sales wait."""
        if count == self._held:
            return
        self._held = count
        text = ngettext("Resume ({count})", "Resume ({count})", count).format(count=count)
        self._buttons["resume"].setText(text if count else _("Resume"))
        self._buttons["resume"].setEnabled(count > 0)
        self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt
        return QSize(min(_LEAST, self.sizeHint().width()), self.sizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        rows = max(2, len(self._rows))
        return QSize(2 * widest + _GAP, rows * self._row_height() + (rows - 1) * _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _row_height(self) -> int:
        return max(_HEIGHT, self._theme.px(30))

    def _arrange(self) -> None:
        if self.width() < 50:
            return
        before = len(self._rows)
        self._rows = self._in_rows()
        if len(self._rows) != before:
            self.updateGeometry()
        height = (self.height() - (len(self._rows) - 1) * _GAP) // max(1, len(self._rows))
        shared = self._shared_widths()
        for number, row in enumerate(self._rows):
            self._place(row, shared or self._own_widths(row), number * (height + _GAP), height)

    def _shared_widths(self) -> list[int]:
        """Widths that put the rows' buttons under each other; [] where the texts leave no room for that."""
        columns = len(self._rows[0])
        space = self.width() - (columns - 1) * _GAP
        widths = [
            max(row[column].sizeHint().width() for row in self._rows if column < len(row))
            for column in range(columns)
        ]
        spare = space - sum(widths)
        if spare < 0:
            return []
        return _filled([width + spare // columns for width in widths], space)

    def _own_widths(self, row: list[KeyButton]) -> list[int]:
        space = self.width() - (len(row) - 1) * _GAP
        spare = (self.width() - self._needed(row)) // len(row)
        return _filled([button.sizeHint().width() + spare for button in row], space)

    def _in_rows(self) -> list[list[KeyButton]]:
        """The fewest rows in which every text fits; below two in a row texts elide."""
        buttons = list(self._buttons.values())
        rows: list[list[KeyButton]] = []
        for length in (4, 3, 2):
            rows = [buttons[start : start + length] for start in range(0, len(buttons), length)]
            if all(self._needed(row) <= self.width() for row in rows):
                break
        return rows

    @staticmethod
    def _needed(row: list[KeyButton]) -> int:
        return sum(button.sizeHint().width() for button in row) + (len(row) - 1) * _GAP

    def _place(self, row: list[KeyButton], widths: list[int], top: int, height: int) -> None:
        left = 0
        for button, width in zip(row, widths, strict=False):
            button.setGeometry(left, top, width, height)
            left += width + _GAP


def _filled(widths: list[int], space: int) -> list[int]:
    """The last one takes what rounding left."""
    return [*widths[:-1], space - sum(widths[:-1])]
