"""The small windows about one person of the staff: a new PIN, name and role. Unless the owner is here, their PIN
allows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from pos_app.domain.permissions import ROLES as ALL_ROLES
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import pins, staff
from pos_app.services.pins import PinSet, StaffMember
from pos_app.ui.approval import ROLES, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.sign_in.new_pin import NewPinFields
from pos_app.ui.widgets.form import Form


class PinDialog(SaleDialog):
    """A new PIN, twice; `done` gets what was set once this is closed."""

    def __init__(
        self, context: UiContext, person: StaffMember, parent: QWidget, done: Callable[[PinSet], None]
    ) -> None:
        super().__init__(context, _("PIN of {name}").format(name=person.name), parent)
        self._person, self._then = person, done
        self.new = NewPinFields(self.column)
        self.offer(_("Set PIN")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(420)
        self.new.fields[0].setFocus()

    def _on_confirmed(self) -> None:
        pin = self.new.pin(self.say)
        if pin is None:
            return
        self.say("")
        run_approved(
            self.context,
            self,
            pins.set_pin,
            permission=Permission.SET_PIN,
            staff_code=self._person.code,
            pin=pin,
            on_done=self._on_set,
            on_error=self.fail,
        )

    def _on_set(self, done: PinSet) -> None:
        self.accept()
        self._then(done)


class PersonDialog(SaleDialog):
    """Name, role and whether someone works here; without a `person`, someone new."""

    def __init__(self, context: UiContext, person: StaffMember | None, parent: QWidget) -> None:
        title = _("Add a person") if person is None else _("Edit {name}").format(name=person.name)
        super().__init__(context, title, parent)
        self._person = person
        self.form = Form()
        self.form.text("name", _("Name"), person.name if person else "")
        roles = [(role, _(ROLES[role])) for role in ALL_ROLES]
        self.form.choice("role", _("Role"), roles, person.role if person else "cashier")
        if person is not None:
            self.form.tick("active", _("Works here"), person.active)
        self.column.addWidget(self.form)
        self.offer(_("Save")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(420)
        self.form.row("name").editor.setFocus()

    def _on_confirmed(self) -> None:
        self.say("")
        given = {"name": self.form.texts()["name"], "role": self.form.texts()["role"]}
        if self._person is None:
            self._run(staff.add, **given)
        else:
            active = bool(self.form.value("active"))
            self._run(staff.change, staff_code=self._person.code, active=active, **given)

    def _run(self, fn: Callable[..., object], **given: Any) -> None:
        run_approved(
            self.context,
            self,
            fn,
            permission=Permission.CHANGE_STAFF,
            on_done=lambda _saved: self._on_saved(),
            on_error=self._on_error,
            **given,
        )

    def _on_saved(self) -> None:
        self.accept()
        self.context.notify(_("{name} is saved.").format(name=self.form.texts()["name"]), "done")

    def _on_error(self, error: PosError) -> None:
        self.fail(error)
