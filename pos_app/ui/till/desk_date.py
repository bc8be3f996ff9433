"""Keeps the desk in the till's session of now: business dates do not go back with the clock while it is open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.services.changes import Area
from pos_app.services.desk import Desk
from pos_app.services.opening import in_session
from pos_app.ui.context import UiContext


def follow_session(context: UiContext, window: QWidget) -> None:
    """As long as the window lives; called before its pages are made, so that they hear of a change later."""
    operations = context.operations

    def sit_down(desk: Desk) -> None:
        # Others hear of a new desk; a figure that was counted makes none.
        if desk != operations.desk:
            operations.use_desk(desk)

    context.hub.follow(window, {Area.TILL}, lambda _changes: operations.run(in_session, on_done=sit_down))
