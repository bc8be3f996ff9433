"""When something is wrong: one sentence, nothing lost, and the scan field ready again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_app.data.db import FILE_NAME, Database
from pos_app.services import sales, settings
from pos_app.services.desk import Desk
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, CHAIN, SEALANT

Key = Qt.Key
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def another_writer(at: AtCounter, database: Database, shop_dir: Path) -> sqlite3.Connection:
    """Another program that holds the shop's file for writing; this one waits only a moment for it."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite3.connect(shop_dir / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.logs_errors
def test_a_locked_file_is_said_and_the_scan_can_be_repeated(
    at: AtCounter, another_writer: sqlite3.Connection
) -> None:
    at.scan(BARCODES[SEALANT])
    assert at.message.startswith("Another program holds the shop's data; nothing was changed")
    assert at.page.messages.kind == "machine"
    assert at.ready
    another_writer.rollback()
    another_writer.close()
    at.scan(BARCODES[SEALANT])
    assert at.lines == [("SEAL-W", 1000)]
    assert at.message == ""


@pytest.mark.logs_errors
def test_a_locked_file_during_payment_takes_no_money(
    at: AtCounter, database: Database, shop_dir: Path
) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite3.connect(shop_dir / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    at.press(Key.Key_Return)
    assert any(text.startswith("Another program holds the shop's data") for text in at.labels())
    assert at.has_dialog
    other.rollback()
    other.close()
    at.press(Key.Key_Return)
    assert not at.has_dialog
    last = sales.last_sale(at.desk)
    assert last is not None
    assert last.total == 851


def test_a_printer_that_is_not_there_holds_up_no_sale(at: AtCounter, desk: Desk, tmp_path: Path) -> None:
    settings.set_setting(
        as_owner(desk), key="printer.target", value=f"file:{tmp_path / 'missing' / 'printer'}"
    )
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert sales.last_sale(desk) is not None
    at.wait_for(lambda: at.message != "")
    assert "was not printed" in at.message
    assert "! 1 not printed" in at.labels()
    (tmp_path / "missing").mkdir()
    at.press(Key.Key_P, Qt.KeyboardModifier.AltModifier)
    at.wait_for(lambda: (tmp_path / "missing" / "printer").exists())
    at.wait_for(lambda: "✓ Printer ready" in at.labels())


def test_reprint_prints_the_last_receipt_as_a_copy(at: AtCounter, desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    settings.set_setting(as_owner(desk), key="printer.target", value=f"pdf:{target}")
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.wait_for(target.exists)
    at.wait_for(lambda: not at.shell.context.operations.jobs.busy)
    target.unlink()
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.wait_for(target.exists)
    at.wait_for(lambda: not at.shell.context.operations.jobs.busy)


def test_an_unknown_barcode_becomes_a_product(at: AtCounter) -> None:
    at.scan("9999999999994")
    at.press(Key.Key_A, Qt.KeyboardModifier.AltModifier)
    fields = {field.accessibleName(): field for field in at.dialog.findChildren(QLineEdit)}
    assert "9999999999994" in [field.text() for field in fields.values()]
    at.type("glue stick")
    at.click(fields["Price"])
    at.type("2.50")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert [line.description for line in at.cart.lines] == ["glue stick"]
    assert at.ready
    at.scan("9999999999994")
    assert [line.quantity for line in at.cart.lines] == [2000]


@pytest.mark.logs_errors
@pytest.mark.parametrize("typed", ["0*", "1000001*"])
def test_a_quantity_in_front_of_a_scan_that_cannot_be_is_refused(at: AtCounter, typed: str) -> None:
    at.type(typed)
    at.scan(BARCODES[CHAIN])
    assert at.lines == []
    assert at.message.startswith("A quantity")
    assert at.ready


def test_a_larger_letter_or_another_colour_applies_at_once(at: AtCounter, desk: Desk) -> None:
    operations = at.shell.context.operations
    operations.use_desk(as_owner(desk))
    height = at.page.card.table.verticalHeader().defaultSectionSize()
    operations.run(settings.set_setting, key="ui.font_scale", value=140)
    assert at.page.card.table.verticalHeader().defaultSectionSize() > height


_STARTS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from pos_app.services.opening import counter_desk
from pos_app.services.setup import open_shop
from pos_app.ui.assembly import assemble
shell = assemble(app, counter_desk(open_shop(Path(sys.argv[1]))))
shell.window.show()
app.processEvents()
print(" ".join(name for name in ("alembic", "reportlab", "phonenumbers", "babel", "typer") if name in sys.modules))
"""


def test_nothing_heavy_is_imported_before_the_first_picture(shop_dir: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", _STARTS, str(shop_dir)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == []


def test_a_folder_that_cannot_hold_a_shop_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    answer = subprocess.run(
        [sys.executable, "-m", "pos_app", "--data-dir", str(tmp_path / "file" / "shop")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 3
    assert "cannot be made" in answer.stderr
    assert "Traceback" not in answer.stderr


_HAS_A_BUG = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pos_app.app import run_window
app = QApplication([])

def bug():
    raise ZeroDivisionError("a bug with the name 'Maria Kowalski' in it")

def look():
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "Ground")
    print(window.page("sale").messages.kind, window.page("sale").messages.text)
    window.close()

QTimer.singleShot(0, bug)
QTimer.singleShot(300, look)
sys.exit(run_window(Path(sys.argv[1])))
"""


def test_a_bug_is_logged_and_said_in_one_sentence_and_the_window_lives_on(shop_dir: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", _HAS_A_BUG, str(shop_dir)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("bug The program made a mistake. What was stored is safe")
    log = (shop_dir / "logs" / "pos_app.log").read_text("utf-8")
    assert "ZeroDivisionError" in log
    assert "Maria" not in log
