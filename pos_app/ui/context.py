"""What every page is handed: no page reaches through the window for anything else."""

from collections.abc import Callable
from dataclasses import dataclass

from pos_app.domain.message import Message
from pos_app.services.desk import Desk
from pos_app.services.settings import ShopSettings
from pos_app.ui.change_hub import ChangeHub
from pos_app.ui.operations import Kind, Operations
from pos_app.ui.scanner import Scanner
from pos_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class UiContext:
    """The surroundings of a page.

    `settings()` gives the shop's settings of now; `show_page("sale")` brings a page to the front and gives it
    the focus (the sale page: its scan field).
    """

    operations: Operations
    hub: ChangeHub
    theme: Theme
    scanner: Scanner
    settings: Callable[[], ShopSettings]
    show_page: Callable[[str], None]

    @property
    def desk(self) -> Desk:
        """The desk of now: another person may sit down at it, so nobody keeps it."""
        return self.operations.desk

    def notify(self, what: Message | str, kind: Kind = "info") -> None:
        """Say a sentence in the window's message bar; see `operations.Kind`."""
        self.operations.notify(what, kind)
