"""Backups in the window: their age in the top bar, one made now, one brought back in three clicks, and bad places."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from pos_app import app as composition
from pos_app.data import shop_copy, shop_file
from pos_app.data.db import FILE_NAME, Database
from pos_app.domain.message import english
from pos_app.errors import MachineError
from pos_app.services import backup_states, backups, carts, pins, settings, start_check
from pos_app.services.backups import BackupAge
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.setup import open_shop
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.backup_label import age_words
from pos_app.ui.backup_watch import MINUTE_MS, BackupWatch
from pos_app.ui.jobs import Job
from pos_app.ui.main_window import MainWindow
from pos_app.ui.start_report import StartReportDialog
from pos_app.ui.till.page import TillPage
from pos_app.ui.till.restore_dialog import RestoreDialog
from pos_app.ui.till.safety_view import SafetyView
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, CHAIN, SEALANT

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
OWNER = Actor("owner", "Owner", "owner")


def safety(at: AtCounter) -> SafetyView:
    """By a click on the backup in the top bar."""
    at.click(at.shell.window.top.backup)
    page = at.shell.window.page("till")
    assert isinstance(page, TillPage)
    view = page.view("safety")
    assert isinstance(view, SafetyView)
    assert view.isVisible()
    at.wait_for(lambda: view.settled)
    return view


def back_up(at: AtCounter, view: SafetyView) -> None:
    at.press(Key.Key_B, Alt)
    at.wait_for(lambda: view.settled and not view.said.text().endswith("…"))


def owner_desk(database: Database) -> Desk:
    return Desk(database, "1", OWNER)


def test_the_top_bar_says_that_there_is_none_and_leads_to_making_one(at: AtCounter) -> None:
    label = at.shell.window.top.backup
    assert label.text() == "! No backup"
    assert label.property("role") == "warn"
    view = safety(at)
    assert view.table.current_row() is None
    assert not view.restore_button.isEnabled()
    back_up(at, view)
    assert view.said.text() == "✓ The backup is made and was read back."
    assert label.text().startswith("✓ Backup ")
    assert label.property("role") == "ok"
    assert len(view.table.rows_model.rows()) == 1
    chosen = view.table.current_row()
    assert chosen is not None
    model = view.table.model()
    assert model.index(0, 1).data() == "✓ good"
    assert model.index(0, 3).data() == str(chosen.folder)


@pytest.mark.parametrize(
    ("state", "ago", "said"),
    [("fresh", 0, "✓ Backup "), ("old", 0, "! Backup old: "), ("none", 0, "! No backup")],
)
def test_the_age_is_a_word_a_shape_and_a_colour(desk: Desk, state: str, ago: int, said: str) -> None:
    at = None if state == "none" else desk.clock() - timedelta(hours=ago)
    text, role = age_words(desk, BackupAge(at, state))  # type: ignore[arg-type]
    assert text.startswith(said)
    assert role == ("ok" if state == "fresh" else "warn")


def test_a_backup_of_another_day_says_the_day(desk: Desk) -> None:
    text, _role = age_words(desk, BackupAge(desk.clock() - timedelta(days=40), "fresh"))
    assert ":" not in text


def test_selling_goes_on_while_the_watch_makes_its_backup(at: AtCounter, database: Database) -> None:
    watch = at.shell.window.findChild(BackupWatch)
    assert watch is not None
    at.scan(BARCODES[SEALANT])
    watch.back_up()
    at.scan(BARCODES[CHAIN])
    at.wait_for(lambda: at.shell.window.top.backup.text().startswith("✓"))
    assert [sku for sku, _quantity in at.lines] == ["SEAL-W", "CHAIN5"]
    assert len(backups.listed(at.desk)) == 1


class HalfRead:
    """A file is being read from beginning to end, and goes on only once the window asks every job to stop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, reader: Any) -> None:
        self.begun, self._asked = Event(), Event()
        real, cancel = reader.quick_check, Job.cancel

        def held(path: Path, **how: Any) -> str:
            self.begun.set()
            self._asked.wait(20)
            return str(real(path, **how))

        def asked(job: Job) -> None:
            cancel(job)
            self._asked.set()

        monkeypatch.setattr(reader, "quick_check", held)
        monkeypatch.setattr(Job, "cancel", asked)
        monkeypatch.setattr(shop_file, "_BETWEEN_RESTS", 10)


def test_a_window_closed_while_its_backup_is_read_back_leaves_none(
    at: AtCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = HalfRead(monkeypatch, shop_copy)
    watch = at.shell.window.findChild(BackupWatch)
    assert watch is not None
    watch.back_up()
    at.wait_for(half.begun.is_set)
    at.shell.window.close()
    assert list((at.desk.db.path.parent / "backups").iterdir()) == []


def test_a_window_closed_while_it_reads_an_old_backup_does_not_wait_for_it(
    at: AtCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = backups.back_up(at.desk).made
    half = HalfRead(monkeypatch, shop_file)
    at.click(at.shell.window.top.backup)
    at.wait_for(half.begun.is_set)
    at.shell.window.close()
    assert backup_states.known_state(file) is None


class Elapsed:
    """A timer that shows so many minutes."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes

    def elapsed(self) -> int:
        return self.minutes * MINUTE_MS


def test_the_watch_waits_for_its_minutes_and_for_a_change(
    at: AtCounter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = at.shell.window.findChild(BackupWatch)
    assert watch is not None
    backups.back_up(at.desk)
    made: list[None] = []
    monkeypatch.setattr(watch, "back_up", lambda: made.append(None))
    for minutes in (0, 1, 29):
        monkeypatch.setattr(watch, "_since", Elapsed(minutes))
        watch.look()
    assert not made
    monkeypatch.setattr(watch, "_since", Elapsed(31))
    watch._changed = False
    watch.look()
    assert not made
    at.scan(BARCODES[SEALANT])
    watch.look()
    assert made == [None]
    settings.set_setting(owner_desk(database), key="backup.minutes", value=0)
    watch.look()
    assert made == [None]


def test_a_shop_without_a_backup_gets_its_first_after_a_minute(
    at: AtCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = at.shell.window.findChild(BackupWatch)
    assert watch is not None
    monkeypatch.setattr(watch, "_since", Elapsed(1))
    made: list[None] = []
    monkeypatch.setattr(watch, "back_up", lambda: made.append(None))
    watch.look()
    watch.look()
    assert made == [None]


@pytest.mark.logs_errors
def test_a_place_that_is_gone_is_told_once(at: AtCounter, database: Database, tmp_path: Path) -> None:
    settings.set_setting(owner_desk(database), key="backup.folder", value=str(tmp_path / "stick"))
    said: list[str] = []
    at.shell.context.operations.said.connect(lambda text, _kind: said.append(text))
    watch = at.shell.window.findChild(BackupWatch)
    assert watch is not None
    for count in (1, 2):
        watch.back_up()
        at.wait_for(lambda: not watch._busy)
        assert len(backups.listed(at.desk)) >= 1, count
    assert [text for text in said if "No backup in" in text] == [
        f"No backup in {tmp_path / 'stick'}: the folder is not there."
    ]
    view = safety(at)
    assert view.second.text() == f"! Not there now: {tmp_path / 'stick'}"


def test_the_second_folder_needs_the_owner(at: AtCounter, database: Database, tmp_path: Path) -> None:
    pins.set_pin(owner_desk(database), staff_code="owner", pin="2468")
    view = safety(at)
    view.use_folder(str(tmp_path))
    assert isinstance(at.dialog, ApprovalDialog)
    at.dialog.pin.setFocus()
    at.type("2468")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.shell.context.settings().backup.folder == str(tmp_path)
    back_up(at, view)
    assert {file.folder for file in view.table.rows_model.rows()} == {
        database.path.parent / "backups",
        tmp_path,
    }


def test_the_day_book_is_verified_from_here(at: AtCounter, database: Database) -> None:
    view = safety(at)
    with database.write() as session:
        # The stock of this shop was put in without moves.
        session.connection().exec_driver_sql("DELETE FROM stock_level")
        session.commit()
    at.press(Key.Key_V, Alt)
    at.wait_for(lambda: view.settled and "agree" in view.said.text())
    assert view.said.text().startswith("✓ Everything agrees")
    assert not view.bar.isVisible()
    with database.write() as session:
        run = session.connection().exec_driver_sql
        run("DROP TRIGGER journal_no_update")
        run("UPDATE journal SET actor = 'nobody' WHERE seq = 1")
        session.commit()
    at.press(Key.Key_V, Alt)
    at.wait_for(lambda: view.settled and view.said.text().startswith("! The day book does not agree"))
    assert "entry 1 of till 1" in view.said.text()
    assert view.said.property("role") == "warn"


@pytest.mark.logs_errors
def test_damage_met_while_selling_says_what_to_do(at: AtCounter, shop_dir: Path) -> None:
    error = MachineError(
        "database_damaged", "The shop's data file is damaged; please restore the last backup."
    )
    at.shell.context.operations.say_error(error)
    assert at.message == english(start_check.WHAT_TO_DO)
    assert (shop_dir / "suspect").exists()


def test_a_damaged_backup_is_marked_and_refused(at: AtCounter) -> None:
    view = safety(at)
    back_up(at, view)
    chosen = view.table.current_row()
    assert chosen is not None
    os.truncate(chosen.path, chosen.size // 2)
    view.reload()
    at.wait_for(lambda: view.settled and view.table.model().index(0, 1).data() == "! damaged")
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled and view.said.text().startswith("! The backup "))
    assert not at.has_dialog
    assert "is damaged; nothing was changed, choose another one." in view.said.text()


def test_restoring_takes_three_clicks_and_the_owner(
    at: AtCounter, database: Database, shop_dir: Path
) -> None:
    pins.set_pin(owner_desk(database), staff_code="owner", pin="2468")
    view = safety(at)
    back_up(at, view)
    carts.add_product(at.desk, product_id=SEALANT)
    at.click_row(view.table, 0)
    at.click(view.restore_button)
    at.wait_for(lambda: at.has_dialog)
    dialog = at.dialog
    assert isinstance(dialog, RestoreDialog)
    assert "1 line of sales that are open or on hold." in [label.text() for label in dialog.losses]
    at.click(dialog.confirm)
    assert isinstance(at.dialog, ApprovalDialog)
    at.dialog.pin.setFocus()
    at.type("2468")
    at.press(Key.Key_Return)
    assert not at.shell.window.isVisible()
    work = at.shell.context.operations.after
    assert work is not None
    database.close()
    work(lambda _done, _total: None)
    restored = Desk(open_shop(shop_dir), "1", CLI)
    assert carts.current(restored).lines == ()
    with restored.db.read() as session:
        row = session.connection().exec_driver_sql(
            "SELECT actor, approved_by FROM audit_journal WHERE event = 'restored'"
        )
        assert tuple(row.one()) == ("dana", "owner")
    restored.db.close()


def test_leaving_the_preview_changes_nothing(at: AtCounter) -> None:
    view = safety(at)
    back_up(at, view)
    at.press(Key.Key_Return)
    at.wait_for(lambda: at.has_dialog)
    at.press(Key.Key_Escape)
    assert at.shell.window.isVisible()
    assert at.shell.context.operations.after is None


def _windows(app: QApplication) -> list[MainWindow]:
    return [w for w in app.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]


@pytest.fixture
def run_program(qapp: QApplication, shop_dir: Path) -> Callable[[list[Callable[[MainWindow], bool]]], int]:
    """Runs the program's window on the shop; each step is asked again until it says that it is done."""

    def run(steps: list[Callable[[MainWindow], bool]]) -> int:
        timer = QTimer(interval=20)

        def tick() -> None:
            windows = _windows(qapp)
            if windows and steps and steps[0](windows[0]):
                steps.pop(0)

        timer.timeout.connect(tick)
        timer.start()
        try:
            return composition._open_and_run(qapp, shop_dir, lambda: open_shop(shop_dir))
        finally:
            timer.stop()

    return run


def test_the_program_restores_and_opens_again_by_itself(
    run_program: Callable[[list[Callable[[MainWindow], bool]]], int], shop_dir: Path
) -> None:
    database = open_shop(shop_dir)
    desk = Desk(database, "1", CLI)
    file = backups.back_up(desk).made[0].path
    carts.add_product(desk, product_id=SEALANT)
    database.close()
    seen: list[str] = []

    def leave(window: MainWindow) -> bool:
        from pos_app.services.approvals import Granted
        from pos_app.ui.till.restore_dialog import restore_work

        window._context.operations.leave_for(restore_work(shop_dir, file, OWNER, Granted("", "")))
        return True

    def look(window: MainWindow) -> bool:
        texts = [label.text() for label in window.findChildren(QLabel)]
        seen.extend(text for text in texts if text.startswith("The backup of"))
        window.close()
        return True

    assert run_program([leave, look]) == 0
    assert len(seen) == 1
    assert not (shop_dir / start_check.RUNNING).exists()
    restored = open_shop(shop_dir)
    assert carts.current(Desk(restored, "1", CLI)).lines == ()
    restored.close()


def test_the_program_ends_in_the_middle_of_its_deep_look(
    run_program: Callable[[list[Callable[[MainWindow], bool]]], int],
    shop_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(composition, "_IDLE_MS", 0)
    half = HalfRead(monkeypatch, shop_file)

    def close(window: MainWindow) -> bool:
        if half.begun.is_set():
            window.close()
        return half.begun.is_set()

    assert run_program([close]) == 0
    assert not (shop_dir / start_check._CHECKED).exists()


def test_a_damaged_file_is_replaced_before_the_window_opens_and_told(
    run_program: Callable[[list[Callable[[MainWindow], bool]]], int], shop_dir: Path
) -> None:
    database = open_shop(shop_dir)
    backups.back_up(Desk(database, "1", CLI))
    database.close()
    with (shop_dir / FILE_NAME).open("r+b") as file:
        file.write(os.urandom(512))
    told: list[str] = []

    def look(window: MainWindow) -> bool:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, StartReportDialog):
            return False
        told.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.accept()
        window.close()
        return True

    assert run_program([look]) == 0
    assert "The shop's file was damaged." in told
    assert any(text.startswith("The backup shop-") for text in told)
