"""Keeps the desk in the till's session of now: business dates do not go back with the clock while it is open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.services.changes import Area
from pos_app.services.opening import in_session
from pos_app.ui.context import UiContext


def follow_session(context: UiContext, window: QWidget) -> None:
    """As long as the window lives; called before its pages are made, so that they hear of a change later."""
    operations = context.operations
    context.hub.follow(
        window, {Area.TILL}, lambda _changes: operations.run(in_session, on_done=operations.use_desk)
    )
