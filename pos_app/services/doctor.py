"""What on this machine would stop the shop: program, window, folder, disk, fonts, and the shop's data."""

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pos_app import system_check
from pos_app.data import shop_file
from pos_app.domain.message import msg
from pos_app.paths import resources_dir
from pos_app.services.desk import system_clock
from pos_app.services.doctor_shop import examine_shop
from pos_app.services.findings import Finding, bad, ok, warn

MEGABYTE = 1_000_000
_BAD_SPACE, _LOW_SPACE = 100 * MEGABYTE, 1000 * MEGABYTE
_LEAST_SQLITE = (3, 35, 0)
_LIBRARIES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "sqlmodel",
    "alembic",
    "reportlab",
    "phonenumbers",
    "typer",
    "platformdirs",
    "babel",
    "tomlkit",
)
_FONTS = ("Inter-Regular.ttf", "Inter-Bold.ttf", "InterTabular-Regular.ttf", "InterTabular-Bold.ttf")


def examine(data_dir: Path, *, clock: Callable[[], datetime] = system_clock) -> list[Finding]:
    """Everything that was looked at, in the order of layers; nothing is changed, and no shop is made."""
    return [
        *_program(),
        *_window(),
        *_files(),
        *_folder(data_dir),
        *examine_shop(data_dir, clock=clock),
    ]


def _program() -> Iterator[Finding]:
    yield ok("python", msg("Python {version}", version=platform.python_version()))
    missing = [name for name in _LIBRARIES if _version(name) is None]
    # A built program carries its libraries without their cards.
    if missing and not getattr(sys, "frozen", False):
        advice = msg("Install the program again.")
        yield bad("libraries", msg("Libraries are missing: {names}", names=", ".join(missing)), advice)
    else:
        shown = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES[:3] if _version(name))
        yield ok("libraries", msg("All libraries are there ({versions})", versions=shown))
    sqlite = shop_file.sqlite_version()
    if tuple(int(part) for part in sqlite.split(".")) < _LEAST_SQLITE or not shop_file.has_full_text_search():
        message = msg(
            "The database library (SQLite {version}) is too old or lacks text search.", version=sqlite
        )
        yield bad("sqlite", message, msg("Install a newer Python, which brings its own."))
    else:
        yield ok("sqlite", msg("SQLite {version}", version=sqlite))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _window() -> Iterator[Finding]:
    problem = system_check.qt_problem()
    if problem is not None:
        yield bad("window", problem, msg("Until then only the commands work."))
        return
    yield ok("window", msg("The window's library loads"))
    display = system_check.display_problem()
    if display is not None:
        yield warn("display", display, msg("Start the window from a desktop; the commands work here too."))
    else:
        yield ok("display", msg("There is a display"))


def _files() -> Iterator[Finding]:
    folder = resources_dir()
    missing = [name for name in _FONTS if not (folder / "fonts" / name).is_file()]
    if missing:
        message = msg("Fonts of the paper are missing: {names}", names=", ".join(missing))
        yield bad("fonts", message, msg("Install the program again."))
    else:
        yield ok("fonts", msg("The fonts are there"))


def _folder(data_dir: Path) -> Iterator[Finding]:
    place = data_dir
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        message = msg(
            "The folder {folder} cannot be written ({reason}).",
            folder=str(place),
            reason=error.strerror or str(error),
        )
        yield bad(
            "folder", message, msg("Give the program the right to write there, or choose another --data-dir.")
        )
    else:
        yield ok("folder", msg("The data folder {folder} can be written", folder=str(data_dir)))
    free = shutil.disk_usage(place).free
    message = msg("{free} MB are free on the disk", free=free // MEGABYTE)
    advice = msg("Free some space; a sale needs little, backups need as much as the shop's file.")
    if free < _BAD_SPACE:
        yield bad("disk", message, advice)
    elif free < _LOW_SPACE:
        yield warn("disk", message, advice)
    else:
        yield ok("disk", message)
