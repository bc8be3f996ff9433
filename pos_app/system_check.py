"""What this machine lacks for the window: Qt's system libraries by Debian package name, and a display.

Shared by `doctor`, `demo`, the test command and `make run`. It loads Qt by name and libraries by `ctypes`, because a
missing library would otherwise end the process (the xcb plugin) or show one at a time (the linker).
Run as a module it prints the sentence and exits 1 if something is missing; `--display` asks for a display only.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import sys

from pos_app.domain.message import Message, english, msg

# What PySide6's QtGui, QtWidgets, QtSvg and QtPdf link to, on Debian 12 and later.
_WINDOW_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
# What the plugin for X displays needs on top of them.
_X_LIBRARIES = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
_QT_MODULES = ("PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg")
_NO_SCREEN = ("offscreen", "minimal", "vnc")


def missing_libraries(wanted: dict[str, str]) -> list[str]:
    """The names in `wanted` that the system's linker does not find."""
    missing = []
    for name in wanted:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def qt_problem() -> Message | None:
    """Why Qt cannot be loaded here, with what to install; None if it loads."""
    for module in _QT_MODULES:
        try:
            importlib.import_module(module)
        except ImportError as error:
            return _explained(str(error))
    return None


def _explained(reason: str) -> Message:
    """The linker names one library at a time; the sentence names every package that is missing."""
    found = re.search(r"(lib[\w.+-]+\.so[.\d]*)", reason)
    if not sys.platform.startswith("linux") or found is None:
        return msg("The window's library (Qt) does not load: {reason}", reason=reason)
    missing = missing_libraries(_WINDOW_LIBRARIES)
    packages = sorted({_WINDOW_LIBRARIES[name] for name in missing})
    if not packages:
        return msg("The window's library (Qt) needs {library}, which is missing.", library=found[1])
    return _install(found[1], packages)


def _install(library: str, packages: list[str]) -> Message:
    return msg(
        "A system library of the window is missing ({library}). Install it with: apt-get install {packages}",
        library=library,
        packages=" ".join(packages),
    )


def wants_x() -> bool:
    """Whether Qt will open an X display; then its plugin's libraries must be there, or it ends the process."""
    if not sys.platform.startswith("linux"):
        return False
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return chosen.startswith("xcb")
    return bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")


def display_problem() -> Message | None:
    """Why no window can appear here: no display, or a library of its plugin is missing; None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen.split(":")[0] in _NO_SCREEN:
        return msg("There is no display: QT_QPA_PLATFORM is {chosen}.", chosen=chosen)
    if not chosen and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return msg("There is no display here (DISPLAY is not set).")
    if wants_x():
        missing = missing_libraries(_X_LIBRARIES)
        if missing:
            return _install(missing[0], sorted({_X_LIBRARIES[name] for name in missing}))
    return None


def main(arguments: list[str]) -> int:
    """0 if nothing is missing; else the sentence on standard error and 1."""
    problem = display_problem() if "--display" in arguments else qt_problem()
    if problem is not None:
        sys.stderr.write(english(problem) + "\n")
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
