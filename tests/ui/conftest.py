"""The real window on a real shop file, for every test of the window."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.data.db import FILE_NAME, Database
from pos_app.services import tills
from pos_app.services.desk import Desk
from pos_app.services.opening import in_session
from pos_app.services.setup import open_shop
from pos_app.ui.assembly import assemble
from tests.ui.at_counter import AtCounter, FakeClock
from tests.ui.shop import counter, stock_shop


@pytest.fixture(scope="session")
def stocked_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop file with goods and people, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("stocked")
    database = open_shop(folder)
    stock_shop(database)
    database.checkpoint()
    database.close()
    return folder / FILE_NAME


@pytest.fixture(scope="session")
def _lasting() -> None:
    """What the tests stand on stays for good: the collector need not look at it after each of them."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def shop_dir(stocked_file: Path, data_dir: Path) -> Path:
    """A data folder with a copy of the stocked shop."""
    shutil.copy(stocked_file, data_dir / FILE_NAME)
    return data_dir


@pytest.fixture
def database(shop_dir: Path) -> Iterator[Database]:
    """The open shop."""
    found = open_shop(shop_dir)
    yield found
    found.close()


@pytest.fixture
def float_() -> int | None:
    """What the till is opened with before the test, in minor units; a module that wants it closed says None."""
    return 10_000


@pytest.fixture
def desk(database: Database, float_: int | None) -> Desk:
    """Dana at counter 1, whose till is open."""
    found = counter(database, automatic=False)
    if float_ is not None:
        tills.open_till(found, amount=float_)
    return in_session(found)


@pytest.fixture
def open_counter(
    qapp: QApplication, qtbot: QtBot, desk: Desk, _lasting: None
) -> Iterator[Callable[..., AtCounter]]:
    """Opens the window as the program does; `language`, `size` and `mode` can be chosen."""
    opened: list[AtCounter] = []

    def open_it(
        *, language: str | None = None, size: tuple[int, int] = (1366, 768), mode: str = "light"
    ) -> AtCounter:
        clock = FakeClock()
        shell = assemble(qapp, desk, mode=mode, language=language, key_clock=clock)
        shell.window.resize(*size)
        with qtbot.waitActive(shell.window):
            shell.window.show()
            shell.window.activateWindow()
        at = AtCounter(shell, desk, clock, lambda check: qtbot.waitUntil(check, timeout=20_000))
        opened.append(at)
        return at

    yield open_it
    while opened:
        _close(opened.pop())
    # No collection in a thread of a later test may find what is left of the window.
    gc.collect()
    gc.enable()


def _close(at: AtCounter) -> None:
    while at.has_dialog:
        at.dialog.reject()
    at.shell.window.close()
    at.shell.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def at(open_counter: Callable[..., AtCounter]) -> AtCounter:
    """Someone at the open window."""
    return open_counter()
