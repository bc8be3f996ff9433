"""Every shortcut of the window in one table: what F1 lists and what the buttons show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pos_app.i18n import N_, _


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """A key and what it does. `keys` is Qt's name; an empty `keys` is handled where the focus is."""

    id: str
    keys: str
    cap: str
    text: str


_TABLE = (
    ActionSpec("help", "F1", "F1", N_("Help and keys")),
    ActionSpec("scan", "F2", "F2", N_("Scan or search")),
    ActionSpec("next_page", "Ctrl+PgDown", "Ctrl PgDn", N_("The next page of the bar on top")),
    ActionSpec("last_page", "Ctrl+PgUp", "Ctrl PgUp", N_("The page before it")),
    ActionSpec("customer", "F3", "F3", N_("Find a customer")),
    ActionSpec("new_customer", "Ctrl+N", "Ctrl N", N_("New customer")),
    ActionSpec("hold", "F4", "F4", N_("Hold the sale")),
    ActionSpec("resume", "F5", "F5", N_("Resume a sale on hold")),
    ActionSpec("return", "F6", "F6", N_("Take something back")),
    ActionSpec("discount", "F7", "F7", N_("Discount on the line or the sale")),
    ActionSpec("quote", "F8", "F8", N_("Make a quote of the sale, or find one")),
    ActionSpec("price", "Ctrl+U", "Ctrl U", N_("Another price for the line")),
    ActionSpec("drawer", "F9", "F9", N_("Open the drawer without a sale")),
    ActionSpec("reward", "F10", "F10", N_("Use the reward")),
    ActionSpec("why", "F11", "F11", N_("Why this figure?")),
    ActionSpec("without_code", "Ctrl+E", "Ctrl E", N_("Sell something without a code")),
    ActionSpec("gift_card", "Ctrl+G", "Ctrl G", N_("Sell a gift card or top one up")),
    ActionSpec("pay", "F12", "F12", N_("Pay; then Enter takes exact cash")),
    ActionSpec("quantity", "", "*", N_("Quantity: 3* before a scan, or * on the line")),
    ActionSpec("more", "", "+", N_("One more of the line")),
    ActionSpec("less", "", "−", N_("One less of the line")),
    ActionSpec("remove", "", "Del", N_("Remove the line")),
    ActionSpec("cancel_sale", "Shift+Del", "Shift Del", N_("Cancel the sale before it is paid")),
    ActionSpec("reverse", "Ctrl+R", "Ctrl R", N_("Cancel the last sale after it was paid")),
    ActionSpec("pack", "Ctrl+B", "Ctrl B", N_("Take the pack")),
    ActionSpec(
        "reprint", "Ctrl+P", "Ctrl P", N_("Print the last receipt again, or show it without a printer")
    ),
    ActionSpec("lock", "Ctrl+Q", "Ctrl Q", N_("Sign out or change the person; the sale stays")),
    ActionSpec("blank", "Ctrl+L", "Ctrl L", N_("Hide or show the customer")),
    ActionSpec("search_code", "Alt+S", "Alt S", N_("Search with an unknown code")),
    ActionSpec("add_code", "Alt+A", "Alt A", N_("Add the product of an unknown code")),
    ActionSpec("receipt_return", "Alt+R", "Alt R", N_("Take back from a scanned receipt")),
    ActionSpec("receipt_reverse", "Alt+V", "Alt V", N_("Cancel the sale of a scanned receipt")),
    ActionSpec("receipt_why", "Alt+W", "Alt W", N_("Why the figures of a scanned receipt are so")),
    ActionSpec("receipt_customer", "Alt+C", "Alt C", N_("The customer of a scanned receipt")),
    ActionSpec("pay_card", "Alt+G", "Alt G", N_("Pay with a scanned gift card or slip")),
    ActionSpec("top_up", "Alt+T", "Alt T", N_("Top up a scanned gift card")),
    ActionSpec("show_quote", "Alt+Q", "Alt Q", N_("Show the quote that was made as a sheet")),
    ActionSpec("print_again", "Alt+P", "Alt P", N_("Print again what did not come out")),
    ActionSpec("practice_next", "Alt+N", "Alt N", N_("The next basket, at the practice till")),
    ActionSpec("till_view", "", "Ctrl 1–4", N_("Session, Z reports, risky acts, safety: on the till page")),
    ActionSpec("answer_1", "Alt+1", "Alt 1", N_("First answer to the prompt")),
    ActionSpec("answer_2", "Alt+2", "Alt 2", N_("Second answer to the prompt")),
    ActionSpec("answer_3", "Alt+3", "Alt 3", N_("Third answer to the prompt")),
)
ACTIONS = {spec.id: spec for spec in _TABLE}


def key_cap(action_id: str) -> str:
    """The key as it is shown on a button: "F4", "Ctrl B"."""
    return ACTIONS[action_id].cap


def described() -> list[tuple[str, str, str]]:
    """(action, key, what it does) of every action, in the order of the table."""
    return [(spec.id, spec.cap, _(spec.text)) for spec in _TABLE]


def is_deed(event: QEvent) -> bool:
    """Whether a field asks to keep a key with Ctrl for itself that stands in the table.

    Where the desktop is X11 or Wayland, Qt's fields take Ctrl+U and Ctrl+E to edit their text.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    pressed = QKeySequence(event.keyCombination())
    return any(QKeySequence(spec.keys) == pressed for spec in _TABLE if spec.keys.startswith("Ctrl+"))


def waiting_for(window: QWidget, action_id: str) -> QShortcut | None:
    """What the action's key would start in a window now; None where nothing waits for it."""
    keys = QKeySequence(ACTIONS[action_id].keys)
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if shortcut.key() == keys and isinstance(owner, QWidget) and owner.isVisible():
            return shortcut
    return None


def install(widget: QWidget, action_id: str, act: Callable[[], object]) -> QShortcut:
    """Let the action's key call `act` while `widget` is shown in the active window."""
    shortcut = QShortcut(QKeySequence(ACTIONS[action_id].keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)
    return shortcut
