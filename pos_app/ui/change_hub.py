"""The one place that tells views what a service changed."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_app.services.changes import Area, Changes


class ChangeHub(QObject):
    """Emits every committed `Changes` record once; views follow the areas that they show."""

    changed = Signal(object)

    def publish(self, changes: Changes) -> None:
        """Tell everyone; a record without areas changed nothing that is shown."""
        if changes.areas:
            self.changed.emit(changes)

    def follow(self, view: QWidget, areas: Iterable[Area], refresh: Callable[[Changes], None]) -> None:
        """Call `refresh` after changes in one of `areas`, as long as `view` lives.

        A hidden view may skip the work and refresh in its `showEvent`; `refresh` decides that.
        """
        follower = _Follower(view, frozenset(areas), refresh)
        self.changed.connect(follower.take)


class _Follower(QObject):
    """A child of the view: Qt undoes the connection when the view goes."""

    def __init__(self, view: QWidget, wanted: frozenset[Area], refresh: Callable[[Changes], None]) -> None:
        super().__init__(view)
        self._wanted, self._refresh = wanted, refresh

    def take(self, changes: Changes) -> None:
        if changes.areas & self._wanted:
            self._refresh(changes)
