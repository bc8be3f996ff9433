"""Which character a key stands for on a US keyboard, by its place: a scanner types as if it were one.

Scan codes are those of IBM's set 1, which Windows reports as they are; X and Wayland add 8.
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ROWS = {2: "1234567890-=", 16: "qwertyuiop[]", 30: "asdfghjkl;'", 44: "zxcvbnm,./"}
_SHIFTED = dict(zip("1234567890-=[];',./", '!@#$%^&*()_+{}:"<>?', strict=True))
_KEYPAD = {71: "789-456+1230.", 55: "*", 98: "/"}
_PLAIN = {
    first + place: char
    for rows in (_ROWS, _KEYPAD)
    for first, row in rows.items()
    for place, char in enumerate(row)
} | {57: " "}
_OFFSET = 0 if sys.platform == "win32" else 8


def position_char(event: QKeyEvent) -> str:
    """The US character at the place of the pressed key; "" where the platform does not tell."""
    code = event.nativeScanCode() - _OFFSET
    plain = _PLAIN.get(code, "")
    if code >= 55 and code != 57:
        return plain
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return _SHIFTED.get(plain, plain.upper())
    return plain
