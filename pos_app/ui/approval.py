"""Someone who may allows it right here, by name and PIN: the sale, and the window that asked, stay as they are.

A deed that may need an approval is one call: `run_approved(context, parent, service, reason=…, …)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.domain.permissions import NEED_REASON, Permission
from pos_app.errors import PosError
from pos_app.i18n import N_, _
from pos_app.services import approvals
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.form import ChoiceBox
from pos_app.ui.widgets.num_pad import NumPad
from pos_app.ui.widgets.pin_field import PinField
from pos_app.ui.widgets.reason_field import ReasonField

Attempt = Callable[[Approval, Callable[[Any], None], Callable[[PosError], None]], None]
# What can be put right in the dialog itself: it stays open.
_HERE = {
    "approval_needed", "reason_missing", "wrong_pin", "pin_wait", "no_pin", "unknown_staff", "staff_locked",
}  # fmt: skip
ROLES = {"cashier": N_("cashier"), "manager": N_("manager"), "owner": N_("owner")}
PRICE_REASONS = (
    N_("price match"),
    N_("damaged"),
    N_("shelf label wrong"),
    N_("last one"),
    N_("regular customer"),
)
_REASONS = {
    Permission.CASH_IN: (N_("change from the bank"), N_("put back"), N_("found in the drawer")),
    Permission.CASH_OUT: (
        N_("to the bank"),
        N_("to the safe"),
        N_("paid a delivery"),
        N_("stamps, coffee, small things"),
    ),
    Permission.OPEN_DRAWER: (N_("change money"), N_("the drawer was not shut"), N_("to check the drawer")),
    Permission.CONFIRM_CLOCK: (N_("the clock was set right"), N_("the clock was ahead before")),
    Permission.EXPIRED_QUOTE: (N_("promised by phone"), N_("a few days late"), N_("regular customer")),
    Permission.BLIND_RETURN: (N_("receipt lost"), N_("gift"), N_("known customer")),
    Permission.REVERSE_SALE: (N_("rung up twice"), N_("wrong customer"), N_("wrong tender")),
}


def reasons_for(permission: Permission) -> tuple[str, ...]:
    """The usual reasons of an act, in the reader's language."""
    return tuple(_(reason) for reason in _REASONS.get(permission, PRICE_REASONS))


def run_approved(
    context: UiContext,
    parent: QWidget,
    fn: Callable[..., Any],
    *,
    permission: Permission,
    reason: str = "",
    on_done: Callable[[Any], None] | None = None,
    on_error: Callable[[PosError], None] | None = None,
    show: Callable[[QDialog], None] = QDialog.open,
    **kwargs: Any,
) -> None:
    """Run a service function that takes `approval`; where it asks for one, ask here and try again.

    `permission` is what a missing reason is asked for; Esc in the dialog leaves everything as it was.
    `on_error` gets what is wrong besides (otherwise it is said in the message bar), `show` opens the dialog.
    """
    fail = on_error or context.operations.say_error

    def attempt(approval: Approval, done: Callable[[Any], None], wrong: Callable[[PosError], None]) -> None:
        context.operations.run(fn, approval=approval, on_done=done, on_error=wrong, **kwargs)

    def done(result: Any) -> None:
        if on_done is not None:
            on_done(result)

    def ask(error: PosError) -> None:
        needed = error.permission if isinstance(error, ApprovalError) else permission
        own = not isinstance(error, ApprovalError)
        if error.code not in ("approval_needed", "reason_missing"):
            fail(error)
            return
        show(ApprovalDialog(context, error, needed, attempt, done, fail, parent, reason=reason, own=own))

    attempt(Approval(reason=reason), done, ask)


class ApprovalDialog(SaleDialog):
    """Says what needs an approval; takes the reason, and unless the `own` role suffices who allows it and the PIN."""

    def __init__(
        self,
        context: UiContext,
        error: PosError,
        permission: Permission,
        attempt: Attempt,
        done: Callable[[Any], None],
        fail: Callable[[PosError], None],
        parent: QWidget,
        *,
        reason: str = "",
        own: bool = False,
    ) -> None:
        super().__init__(context, _("Reason") if own else _("Approval"), parent)
        self._attempt, self._done, self._fail = attempt, done, fail
        # What is allowed is what was there when it was asked for.
        self.refuse_scans()
        said = QLabel(i18n.text(error.message))
        said.setWordWrap(True)
        self.column.addWidget(said)
        self.reason = ReasonField(context.theme, _("Reason"), reasons_for(permission))
        self.reason.edit.setText(reason)
        self.who = ChoiceBox()
        self.who.setMinimumHeight(44)
        self.who.setAccessibleName(_("Who allows it"))
        self.pin = PinField()
        row = QHBoxLayout()
        row.setSpacing(20)
        self.column.addLayout(row)
        left = QVBoxLayout()
        row.addLayout(left, 1)
        if not own:
            self._ask_who(permission, left, row)
        with_reason = permission in NEED_REASON
        self.reason.setVisible(with_reason)
        if with_reason:
            left.addWidget(self.reason)
        left.addStretch(1)
        self.offer(_("Go on") if own else _("Allow")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(420 if own else 660)
        # The PIN comes next: typed blindly, it must not stand readable behind the reason, and in the audit.
        self.reason.taken.connect(self._go_on)
        (self.pin if reason or not with_reason else self.reason.edit).setFocus()

    def _ask_who(self, permission: Permission, left: QVBoxLayout, row: QHBoxLayout) -> None:
        found = self.context.operations.run(approvals.approvers, permission=permission)
        for person in found or ():
            role = _(ROLES.get(person.role, person.role))
            self.who.addItem(_("{name}, {role}").format(name=person.name, role=role), person.code)
        label = QLabel(_("Who allows it"))
        label.setProperty("role", "small")
        label.setBuddy(self.who)
        above = QVBoxLayout()
        above.setSpacing(3)
        above.addWidget(label)
        above.addWidget(self.who)
        left.addLayout(above)
        if not self.context.operations.run(approvals.asks_for_pins):
            return
        right = QVBoxLayout()
        right.addLayout(labelled(_("PIN"), self.pin))
        right.addWidget(NumPad(self.pin, whole=True))
        right.addStretch(1)
        row.addLayout(right, 1)

    def _go_on(self) -> None:
        if self.pin.isVisible():
            self.pin.setFocus()

    def _on_confirmed(self) -> None:
        if self.pin.isVisible() and not self.pin.text():
            # Enter in the reason goes on to the PIN; an empty one would count as a wrong try.
            self.pin.setFocus()
            return
        if self.pin.isVisible() and self.pin.text() in self.reason.text:
            # Typed blindly into a window that asks for the reason only: everyone could read it in the audit.
            self.say(
                _("The PIN stands in the reason, where everyone could read it. Take it out there first.")
            )
            self.reason.edit.setFocus()
            return
        self.say("")
        by = str(self.who.currentData() or "")
        self._attempt(Approval(by, self.pin.text(), self.reason.text), self._on_done, self._on_wrong)

    def _on_done(self, result: Any) -> None:
        self.accept()
        self._done(result)

    def _on_wrong(self, error: PosError) -> None:
        if error.code not in _HERE:
            self.reject()
            self._fail(error)
            return
        self.fail(error)
        if error.code == "reason_missing":
            self.reason.edit.setFocus()
        else:
            self.pin.clear()
            self.pin.setFocus()
