"""Who works here, on the settings page: PINs, roles, who is locked out, who has left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app.domain.permissions import Permission
from pos_app.i18n import _
from pos_app.services import pins, sign_in, staff
from pos_app.services.changes import Area
from pos_app.services.pins import PinSet, StaffMember
from pos_app.ui.approval import ROLES, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.settings.person import PersonDialog, PinDialog
from pos_app.ui.sign_in.recovery import show_code
from pos_app.ui.widgets.form import TOUCH
from pos_app.ui.widgets.key_button import KeyButton


class StaffList(QWidget):
    """A row for everyone: name and role, how they stand, and what the owner can do about it."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.protected = QLabel()
        self.protected.setWordWrap(True)
        column.addWidget(self.protected)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        column.addLayout(self._grid)
        foot = QHBoxLayout()
        self.add = KeyButton(context.theme, _("Add a person"))
        self.add.clicked.connect(lambda _checked=False: PersonDialog(context, None, self.window()).open())
        foot.addWidget(self.add)
        foot.addStretch(1)
        column.addLayout(foot)
        self._shown: list[StaffMember] = []
        context.hub.follow(self, {Area.SETTINGS, Area.STAFF}, lambda _changes: self.reload())
        self.reload()

    def reload(self) -> None:
        """Show who works here now."""
        self._tell_protection()
        found = self._context.operations.run(pins.team, retired=True)
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

    def _tell_protection(self) -> None:
        """What PINs are good for, and whether they are in force."""
        required = self._context.operations.run(sign_in.required)
        if required:
            text, role = (
                _("✓ PINs protect this shop: everyone signs in, managers and owners with a PIN."),
                "ok",
            )
        else:
            text = _(
                "! Nobody has to sign in: whoever stands at the till may do everything. PINs protect as soon as an"
                " owner has one."
            )
            role = "warn"
        self.protected.setText(text)
        self.protected.setProperty("role", role)
        self.protected.style().unpolish(self.protected)
        self.protected.style().polish(self.protected)

    def _add(self, row: int, person: StaffMember) -> None:
        role = _(ROLES.get(person.role, person.role))
        who = QLabel(_("{name}, {role}").format(name=person.name, role=role))
        who.setWordWrap(True)
        state = QLabel(_state(person))
        state.setProperty("role", "muted")
        widgets: list[QWidget] = [who, state]
        if person.active:
            widgets.append(self._button(_("Set PIN"), _("Set the PIN of {name}"), person, self._set_pin))
            text, name = (
                (_("Unlock"), _("Unlock {name}")) if person.locked else (_("Lock out"), _("Lock {name} out"))
            )
            widgets.append(self._button(text, name, person, self._lock))
        else:
            widgets += [QLabel(), QLabel()]
        widgets.append(self._button(_("Edit"), _("Edit {name}"), person, self._edit))
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, column)

    def _button(
        self, text: str, name: str, person: StaffMember, act: Callable[[StaffMember], None]
    ) -> KeyButton:
        button = KeyButton(self._context.theme, text)
        button.setAccessibleName(name.format(name=person.name))
        button.setMinimumWidth(TOUCH)
        button.clicked.connect(lambda _checked=False: act(person))
        return button

    def _set_pin(self, person: StaffMember) -> None:
        def done(made: PinSet) -> None:
            self._context.notify(_("{name} has a new PIN.").format(name=person.name), "done")
            show_code(self._context, self.window(), person.name, made.recovery_code)

        PinDialog(self._context, person, self.window(), done).open()

    def _edit(self, person: StaffMember) -> None:
        PersonDialog(self._context, person, self.window()).open()

    def _lock(self, person: StaffMember) -> None:
        run_approved(
            self._context,
            self.window(),
            staff.unlock if person.locked else staff.lock,
            permission=Permission.CHANGE_STAFF,
            staff_code=person.code,
        )


def _state(person: StaffMember) -> str:
    if not person.active:
        return _("no longer here")
    if person.locked:
        return _("locked out")
    return _("has a PIN") if person.has_pin else _("no PIN yet")
