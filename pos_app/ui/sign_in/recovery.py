"""A forgotten PIN of an owner: the code that was written down is exchanged for a new PIN and a new code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import pins, recovery_printing
from pos_app.services.pins import PinSet
from pos_app.services.sign_in import SignInPerson
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.sign_in.new_pin import NewPinFields
from pos_app.ui.widgets.key_button import KeyButton


class RecoverDialog(SaleDialog):
    """Takes the recovery code and a new PIN, twice; `done` is called when it is set and the new code was read."""

    def __init__(
        self, context: UiContext, person: SignInPerson, parent: QWidget, done: Callable[[], None]
    ) -> None:
        super().__init__(context, _("New PIN for {name}").format(name=person.name), parent)
        self._person, self._then, self._over = person, done, parent
        said = QLabel(
            _(
                "Type the recovery code that was shown when the PIN was set. Without it, “pos-app staff recover {code}”"
                " at this machine sets a new PIN; both are kept in the audit."
            ).format(code=person.code)
        )
        said.setWordWrap(True)
        self.column.addWidget(said)
        self.code = QLineEdit()
        self.code.setMaxLength(40)
        self.code.setProperty("role", "amount")
        self.column.addLayout(labelled(_("Recovery code"), self.code))
        self.new = NewPinFields(self.column)
        self.offer(_("Set PIN")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(560)
        self.code.setFocus()

    def _on_confirmed(self) -> None:
        if not self.code.text().strip():
            self.code.setFocus()
            return
        pin = self.new.pin(self.say)
        if pin is None:
            return
        self.say("")
        self.context.operations.run(
            pins.recover_pin,
            staff_code=self._person.code,
            code=self.code.text(),
            pin=pin,
            on_done=self._on_set,
            on_error=self._on_wrong,
        )

    def _on_wrong(self, error: PosError) -> None:
        self.fail(error)
        if error.code != "bad_pin":
            self.code.setFocus()
            self.code.selectAll()

    def _on_set(self, done: PinSet) -> None:
        self.accept()
        show_code(self.context, self._over, self._person.name, done.recovery_code, self._then)


class RecoveryCodeDialog(SaleDialog):
    """The code, large, this once."""

    def __init__(self, context: UiContext, name: str, code: str, parent: QWidget) -> None:
        super().__init__(context, _("Recovery code of {name}").format(name=name), parent)
        self.code = QLabel(code)
        self.code.setProperty("role", "big")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said = QLabel(
            _(
                "Write it down now and keep it away from the till: it sets a new PIN when this one is forgotten. It is"
                " never shown again; earlier codes are worth nothing any more."
            )
        )
        said.setWordWrap(True)
        self.column.addWidget(self.code)
        self.column.addWidget(said)
        self._name = name
        self.offer_close()
        if context.settings().printer.target:
            self.print_button = KeyButton(context.theme, _("Print"), "Ctrl P")
            self.print_button.setAutoDefault(False)
            self.print_button.press_by("Ctrl+P")
            self.print_button.clicked.connect(self._on_print)
            self._buttons.insertWidget(0, self.print_button)
        self.setMinimumWidth(560)

    def _on_print(self) -> None:
        self.say("")
        self.context.operations.run(
            recovery_printing.print_code, name=self._name, code=self.code.text(), on_error=self.fail
        )


def show_code(
    context: UiContext, parent: QWidget, name: str, code: str, then: Callable[[], None] | None = None
) -> None:
    """Show a new recovery code, where there is one, and go on when it was read."""
    if not code:
        if then is not None:
            then()
        return
    dialog = RecoveryCodeDialog(context, name, code, parent)
    if then is not None:
        dialog.finished.connect(lambda _result: then())
    dialog.open()
