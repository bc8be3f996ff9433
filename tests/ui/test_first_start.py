"""The first start as a new owner meets it: keys and clicks into the real dialog, and the shop that comes of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.payment import CashRounding
from pos_app.services import settings
from pos_app.services.first_start import waits_for_set_up
from pos_app.services.opening import counter_desk
from pos_app.services.setup import ensure_basics, open_shop, shop_exists
from pos_app.ui.first_start.dialog import FirstStart
from pos_app.ui.theme import Theme

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "new" / "shop"


@pytest.fixture
def dialog(qapp: QApplication, qtbot: QtBot, folder: Path) -> Iterator[FirstStart]:
    found = qapp.findChild(Theme)
    opened = FirstStart(found if isinstance(found, Theme) else Theme(qapp, "light"), folder)
    qtbot.addWidget(opened)
    with qtbot.waitActive(opened):
        opened.show()
        opened.activateWindow()
    yield opened
    opened.close()


def keys(dialog: FirstStart, text: str) -> None:
    """Typed where the cursor is."""
    QTest.keyClicks(dialog.focusWidget(), text)


def tab(dialog: FirstStart, times: int = 1) -> None:
    for _time in range(times):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)


def press(dialog: FirstStart, key: Qt.Key) -> None:
    QTest.keyClick(dialog.focusWidget(), key)


def test_enter_alone_makes_a_shop(dialog: FirstStart, folder: Path) -> None:
    press(dialog, Qt.Key.Key_Return)
    assert dialog.folder == folder
    assert dialog.isHidden()
    assert not waits_for_set_up(folder)
    database = open_shop(folder)
    with database.read() as session:
        shop = settings.load(session)
    database.close()
    assert (shop.shop.name, shop.shop.currency.code, shop.cash.rounding) == ("My shop", "USD", None)


def test_what_is_typed_is_what_the_shop_has(dialog: FirstStart, folder: Path) -> None:
    keys(dialog, "Corner Hardware")
    tab(dialog)
    keys(dialog, "12 Mill Road")
    tab(dialog)
    keys(dialog, "555 0142")
    tab(dialog)
    press(dialog, Qt.Key.Key_Backspace)
    keys(dialog, "5.5%")
    tab(dialog)
    keys(dialog, "EUR")
    tab(dialog)
    press(dialog, Qt.Key.Key_Space)
    tab(dialog)
    press(dialog, Qt.Key.Key_Down)
    tab(dialog)
    keys(dialog, "Dana Reyes")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.folder == folder
    database = open_shop(folder)
    with database.read() as session:
        shop = settings.load(session)
        (tax,) = session.connection().exec_driver_sql("SELECT rate, included FROM tax").all()
    assert (shop.shop.name, shop.shop.lines) == ("Corner Hardware", ("12 Mill Road", "555 0142"))
    assert (shop.shop.currency.code, shop.cash.rounding) == ("EUR", CashRounding(5, "half_up"))
    assert tuple(tax) == (55_000, 1)
    assert counter_desk(database).actor.name == "Dana Reyes"
    database.close()


def test_what_is_wrong_is_said_beside_it_and_nothing_is_made(dialog: FirstStart, folder: Path) -> None:
    press(dialog, Qt.Key.Key_Backspace)
    tab(dialog, 3)
    keys(dialog, "x")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.form.row("name").error.text() == "Please check: It must have 1 to 60 characters."
    assert "is not a number" in dialog.form.row("tax").error.text()
    assert dialog.focusWidget() is dialog.form.row("name").editor
    assert dialog.folder is None
    assert not folder.exists()
    keys(dialog, "Corner Hardware")
    assert not dialog.form.row("name").error.isVisible()


def test_esc_leaves_without_making_anything(dialog: FirstStart, folder: Path) -> None:
    keys(dialog, "Corner Hardware")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert dialog.folder is None
    assert not folder.parent.exists()


def test_the_demo_is_looked_at_in_a_folder_of_its_own(dialog: FirstStart, folder: Path) -> None:
    open_shop(folder / "demo").close()
    QTest.mouseClick(dialog.demo_button, Qt.MouseButton.LeftButton)
    assert dialog.folder == folder / "demo"
    assert not shop_exists(folder)


def test_esc_calls_the_demo_off_and_goes_back_to_the_answers(
    dialog: FirstStart, folder: Path, qtbot: QtBot
) -> None:
    QTest.mouseClick(dialog.demo_button, Qt.MouseButton.LeftButton)
    assert dialog.said == "Making the demo shop: 0 %"
    assert not dialog.open_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.open_button.isEnabled, timeout=30_000)
    assert dialog.isVisible()
    assert dialog.said == ""
    assert not shop_exists(folder / "demo")


def test_everything_has_a_name_and_room_for_a_finger(dialog: FirstStart) -> None:
    for kind in (QLineEdit, QComboBox, QPushButton):
        for widget in dialog.findChildren(kind):
            assert isinstance(widget, QWidget)
            assert widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text())
            assert widget.height() >= 44


def test_the_largest_letters_still_fit_the_smallest_screen(dialog: FirstStart, qapp: QApplication) -> None:
    theme = qapp.findChild(Theme)
    assert isinstance(theme, Theme)
    theme.use("light", 160)
    try:
        dialog.adjustSize()
        assert dialog.height() <= 768
        assert dialog.width() <= 1366
    finally:
        theme.use("light", 100)


def test_only_a_shop_that_nobody_touched_waits(data_dir: Path, tmp_path: Path) -> None:
    assert waits_for_set_up(data_dir)
    database = open_shop(data_dir)
    assert waits_for_set_up(data_dir)
    desk = counter_desk(database)
    ensure_basics(desk)
    assert waits_for_set_up(data_dir)
    settings.set_setting(desk, key="ui.theme", value="dark")
    database.close()
    assert not waits_for_set_up(data_dir)
    (tmp_path / "file").write_text("not a folder")
    assert not waits_for_set_up(tmp_path / "file" / "shop")


_FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pos_app.app import run_window
app = QApplication([])
key = getattr(Qt.Key, sys.argv[2])

def answer():
    QTest.keyClick(app.activeModalWidget(), key)

def look():
    for window in app.topLevelWidgets():
        if window.objectName() == "Ground":
            print("opened")
            window.close()
            return
    again.start()

again = QTimer(singleShot=True, interval=100)
again.timeout.connect(look)
QTimer.singleShot(200, answer)
again.start()
sys.exit(run_window(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(("key", "said"), [("Key_Return", "opened"), ("Key_Escape", "")])
def test_the_program_asks_first_and_then_opens_or_leaves(folder: Path, key: str, said: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", _FIRST, str(folder), key],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == said
    assert folder.exists() == bool(said)
