"""The names on the sign-in page: one big button each, chosen by finger, by Alt and its digit, or by arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.services.sign_in import SignInPerson
from pos_app.ui.approval import ROLES
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_button import KeyButton

WITH_KEYS = 9
_ONE_COLUMN = 6


class PersonButton(KeyButton):
    """Someone's name and role; a long name gives way to what stands beside it."""

    def __init__(self, theme: Theme, person: SignInPerson, number: int) -> None:
        role = _("locked out") if person.locked else _(ROLES.get(person.role, person.role))
        text = _("{name} · {role}").format(name=person.name, role=role)
        self.keys = f"Alt+{number}" if number <= WITH_KEYS else ""
        super().__init__(theme, text, self.keys.replace("+", " "), size=16)
        self.person = person
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setEnabled(not person.locked)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self.keys:
            self.press_by(self.keys)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt
        hint = super().sizeHint()
        return QSize(hint.width(), max(64, hint.height() + 16))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt
        return QSize(min(self.sizeHint().width(), 220), self.sizeHint().height())


class PeopleList(QWidget):
    """Everyone who may be at the till; `chosen` carries the person."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.buttons: list[PersonButton] = []
        self._group = QButtonGroup(self)
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setSpacing(8)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._place)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    @property
    def person(self) -> SignInPerson | None:
        """Who is chosen."""
        return next((button.person for button in self.buttons if button.isChecked()), None)

    def show_people(self, people: Sequence[SignInPerson], first: str) -> None:
        """Show them; `first` (a code) is chosen, or whoever can be where that is nobody."""
        for button in self.buttons:
            self._group.removeButton(button)
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [PersonButton(self._theme, person, number) for number, person in enumerate(people, 1)]
        columns = 1 if len(people) <= _ONE_COLUMN else 2
        for place, button in enumerate(self.buttons):
            self._group.addButton(button)
            self._grid.addWidget(button, place // columns, place % columns)
            button.clicked.connect(lambda _checked=False, button=button: self._choose(button))
        self._grid.setRowStretch(len(people) // columns + 1, 1)
        can = [button for button in self.buttons if button.isEnabled()]
        start = next((button for button in can if button.person.code == first), can[0] if can else None)
        if start is not None:
            self._choose(start)

    def press(self, number: int) -> bool:
        """Choose the person with that digit; False where nobody has it."""
        if not 1 <= number <= min(len(self.buttons), WITH_KEYS) or not self.buttons[number - 1].isEnabled():
            return False
        self.buttons[number - 1].click()
        return True

    def step(self, event: QKeyEvent) -> bool:
        """Go to the next or the one before with the arrow keys; False for another key."""
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        can = [button for button in self.buttons if button.isEnabled()]
        if by is None or not can:
            return False
        now = next((place for place, button in enumerate(can) if button.isChecked()), 0)
        self._choose(can[(now + by) % len(can)])
        return True

    def _choose(self, button: PersonButton) -> None:
        button.setChecked(True)
        self._area.ensureWidgetVisible(button)
        self.chosen.emit(button.person)
