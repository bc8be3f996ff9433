"""For fingers, screen readers and long languages: names, sizes, and nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from pos_app.i18n import PSEUDO
from pos_app.ui.widgets.key_button import KeyButton
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, CHAIN, PAINT, SCREW, SEALANT

Key = Qt.Key
PAGES = ("Customers", "Products", "Till", "Reports", "Settings")
DIALOGS = {
    "pay": (Key.Key_F12, Qt.KeyboardModifier.NoModifier),
    "discount": (Key.Key_F7, Qt.KeyboardModifier.NoModifier),
    "quantity": (Key.Key_Asterisk, Qt.KeyboardModifier.NoModifier),
    "hold": (Key.Key_F4, Qt.KeyboardModifier.NoModifier),
    "return": (Key.Key_F6, Qt.KeyboardModifier.NoModifier),
    "why": (Key.Key_F11, Qt.KeyboardModifier.NoModifier),
    "help": (Key.Key_F1, Qt.KeyboardModifier.NoModifier),
    "customer": (Key.Key_F3, Qt.KeyboardModifier.NoModifier),
    "new customer": (Key.Key_N, Qt.KeyboardModifier.ControlModifier),
}


def fill(at: AtCounter) -> None:
    """A sale with everything that can be seen: a customer, a hint, a held sale, a message."""
    at.scan(BARCODES[PAINT])
    at.press(Key.Key_F4)
    at.press(Key.Key_Return)
    at.scan("C0012")
    at.scan(BARCODES[SEALANT])
    at.type("3.4*")
    at.scan(BARCODES[CHAIN])
    at.type("163*")
    at.scan(BARCODES[SCREW])


def everything_in(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Every accessible object under a widget."""
    waiting = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        found = waiting.pop()
        if found is None or not found.isValid():
            continue
        yield found
        waiting += [found.child(number) for number in range(min(found.childCount(), 200))]


def nameless(widget: QWidget) -> list[str]:
    """What can have the focus but has no name to read out."""
    found = []
    for item in everything_in(widget):
        thing = item.object()
        if not isinstance(thing, QWidget) or not thing.isVisible():
            continue
        if thing.focusPolicy() != Qt.FocusPolicy.NoFocus and not item.text(QAccessible.Text.Name):
            found.append(f"{type(thing).__name__} in {type(thing.parent()).__name__}")
    return found


def too_small(widget: QWidget) -> list[str]:
    """Buttons and fields that a finger would miss."""
    kinds = (QAbstractButton, QLineEdit)
    return [
        f"{thing.accessibleName() or getattr(thing, 'text', str)()}: {thing.width()} × {thing.height()}"
        for kind in kinds
        for thing in widget.findChildren(kind)
        if thing.isVisible() and _is_target(thing) and (thing.height() < 44 or thing.width() < 44)
    ]


def _is_target(thing: QWidget) -> bool:
    # A field inside a frame that takes the clicks for it, or a link in a sentence, is no target of its own. The
    # sidebar's headings are as high as there is room: its rows are read, and every deed in it has a key.
    sidebar = at_sidebar(thing)
    return (
        not sidebar
        and thing.property("kind") != "link"
        and not (
            isinstance(thing, QLineEdit)
            and thing.parent() is not None
            and thing.parent().objectName() == "Scan"
        )
    )


def at_sidebar(thing: QWidget) -> bool:
    parent: QWidget | None = thing
    while parent is not None and parent.objectName() != "Sidebar":
        parent = parent.parentWidget()
    return parent is not None and not isinstance(thing, KeyButton)


def cut_off(widget: QWidget) -> list[str]:
    """Texts of labels and buttons that need more room than they have, and widgets that stick out of the window."""
    found = []
    for label in widget.findChildren(QLabel):
        if label.isVisible() and label.text() and label.pixmap().isNull() and not label.property("elides"):
            need = label.sizeHint() if not label.wordWrap() else label.minimumSizeHint()
            height = label.heightForWidth(label.width()) if label.wordWrap() else need.height()
            if need.width() > label.width() or height > label.height():
                found.append(
                    f"label {label.text()!r}: {need.width()} in {label.width()}, {height} in {label.height()}"
                )
    for button in widget.findChildren(QAbstractButton):
        if not button.isVisible() or not button.text():
            continue
        text = QFontMetrics(button.font()).horizontalAdvance(button.text())
        need = button.sizeHint().width() if isinstance(button, KeyButton) else text
        if need > button.width():
            found.append(f"button {button.text()!r}: {need} in {button.width()}")
    for thing in widget.findChildren(QWidget):
        inside = thing.isVisible() and thing.parentWidget() is not None and not thing.isWindow()
        if inside and isinstance(thing, (QLabel, QAbstractButton)):
            right = thing.mapTo(widget, thing.rect().topRight()).x()
            bottom = thing.mapTo(widget, thing.rect().bottomLeft()).y()
            scrolled = _in_scroll_area(thing)
            if not scrolled and (right >= widget.width() or bottom >= widget.height()):
                found.append(f"{thing.text()!r} sticks out at {right}, {bottom}")
    return found


def _in_scroll_area(thing: QWidget) -> bool:
    from PySide6.QtWidgets import QAbstractScrollArea

    parent = thing.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def test_every_widget_of_the_sale_has_a_name_and_room_for_a_finger(at: AtCounter) -> None:
    fill(at)
    assert nameless(at.shell.window) == []
    assert too_small(at.shell.window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_every_widget_of_the_dialogs_has_a_name_and_room_for_a_finger(at: AtCounter, name: str) -> None:
    fill(at)
    at.press(*DIALOGS[name])
    assert nameless(at.dialog) == []
    assert too_small(at.dialog) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_widget_of_the_other_pages_has_a_name(at: AtCounter, name: str) -> None:
    at.click(at.tab(name))
    assert nameless(at.shell.window) == []


@pytest.mark.parametrize("size", [(1366, 690), (1366, 768)])
def test_a_language_that_is_40_percent_longer_is_not_cut_off(
    open_counter: Callable[..., AtCounter], size: tuple[int, int]
) -> None:
    at = open_counter(language=PSEUDO, size=size)
    fill(at)
    assert (at.shell.window.width(), at.shell.window.height()) == size
    assert cut_off(at.shell.window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_in_a_longer_language_are_not_cut_off(
    open_counter: Callable[..., AtCounter], name: str
) -> None:
    at = open_counter(language=PSEUDO, size=(1366, 690))
    fill(at)
    at.press(*DIALOGS[name])
    assert cut_off(at.dialog) == []
    assert at.dialog.width() <= 1366
    assert at.dialog.height() <= 690


def test_tab_walks_from_the_scan_field_to_the_buttons_and_back(at: AtCounter) -> None:
    fill(at)
    names = []
    for _step in range(40):
        at.press(Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is at.page.scan.edit:
            break
        names.append(focus.accessibleName() or getattr(focus, "text", str)())
    assert at.page.scan.edit.hasFocus(), names
    assert {"Hold", "Return", "Pay"} <= set(names)
