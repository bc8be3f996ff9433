"""Who works here and who has a PIN, on the settings page; a new PIN is typed twice in a small window."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from pos_app.domain.permissions import Permission
from pos_app.i18n import _
from pos_app.services import pins
from pos_app.services.changes import Area
from pos_app.services.pins import StaffMember
from pos_app.ui.approval import ROLES, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.key_button import KeyButton


class StaffList(QWidget):
    """A row for everyone: name and role, whether there is a PIN, and the button that sets one."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 2)
        self._shown: list[StaffMember] = []
        context.hub.follow(self, {Area.SETTINGS}, lambda _changes: self.reload())
        self.reload()

    def reload(self) -> None:
        """Show who works here now."""
        found = self._context.operations.run(pins.team)
        if found is None or found == self._shown:
            return
        self._shown = found
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, person in enumerate(found):
            self._add(row, person)

    def _add(self, row: int, person: StaffMember) -> None:
        role = _(ROLES.get(person.role, person.role))
        who = QLabel(_("{name}, {role}").format(name=person.name, role=role))
        state = QLabel(_("has a PIN") if person.has_pin else _("no PIN yet"))
        state.setProperty("role", "muted")
        button = KeyButton(self._context.theme, _("Set PIN"))
        button.setAccessibleName(_("Set the PIN of {name}").format(name=person.name))
        button.clicked.connect(lambda _checked=False: PinDialog(self._context, person, self.window()).open())
        for column, widget in enumerate((who, state, button)):
            self._grid.addWidget(widget, row, column)


class PinDialog(SaleDialog):
    """A new PIN, twice. Unless the owner is at the till, the owner's PIN allows it."""

    def __init__(self, context: UiContext, person: StaffMember, parent: QWidget) -> None:
        super().__init__(context, _("PIN of {name}").format(name=person.name), parent)
        self._person = person
        self.fields = [self._field(_("New PIN, 4 to 10 digits")), self._field(_("Once more"))]
        self.offer(_("Set PIN")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(420)
        self.fields[0].setFocus()

    def _field(self, label: str) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaxLength(10)
        field.setProperty("role", "amount")
        self.column.addLayout(labelled(label, field))
        return field

    def _on_confirmed(self) -> None:
        first, second = self.fields
        if first.text() and not second.text():
            second.setFocus()
            return
        if first.text() != second.text():
            self.say(_("The two are not the same; please type the new PIN again."))
            for field in self.fields:
                field.clear()
            first.setFocus()
            return
        self.say("")
        run_approved(
            self.context,
            self,
            partial(pins.set_pin, staff_code=self._person.code, pin=first.text()),
            permission=Permission.SET_PIN,
            on_done=lambda _changes: self._on_set(),
            on_error=self.fail,
        )

    def _on_set(self) -> None:
        self.accept()
        text = _("{name} has a new PIN.").format(name=self._person.name)
        self.context.notify(text, "done")
