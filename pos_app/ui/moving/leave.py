"""Who may not move data needs someone who may, before a long job begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app.domain.permissions import Permission
from pos_app.services.approvals import Approval, allowed
from pos_app.services.desk import Desk
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext


def with_leave(
    context: UiContext, parent: QWidget, permission: Permission, then: Callable[[Approval], None]
) -> None:
    """Call `then` with the approval that allows it, once there is one."""

    def may(desk: Desk, *, approval: Approval) -> Approval:
        allowed(desk, permission, approval)
        return approval

    run_approved(context, parent, may, permission=permission, on_done=then)
