"""The daily customer report on the screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel

from pos_app.printing.papers import sheet_of
from pos_app.services.desk import Desk
from pos_app.ui.reports.page import ReportsPage
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past

Key = Qt.Key


@pytest.fixture
def page(at: AtCounter, desk: Desk) -> ReportsPage:
    give_a_past(desk)
    at.shell.context.show_page("reports")
    found = at.shell.window.page("reports")
    assert isinstance(found, ReportsPage)
    at.wait_for(lambda: found.save.isEnabled())
    return found


def test_the_report_is_shown_as_it_prints(at: AtCounter, page: ReportsPage) -> None:
    assert page.preview.pages >= 1
    at.wait_for(lambda: page.preview.drawn)
    picture = page.preview.findChildren(QLabel)[0].pixmap().toImage()
    assert picture.width() >= 600
    colors = {
        picture.pixelColor(QPoint(x, y)).name()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height() // 3, 3)
    }
    assert "#ffffff" in colors
    assert len(colors) > 5, "the page is empty"


def test_another_day_is_another_report(at: AtCounter, page: ReportsPage) -> None:
    first = page.pdf
    at.click(page.earlier)
    at.wait_for(lambda: page.save.isEnabled())
    assert page.chosen_day == at.desk.business_date() - timedelta(days=1)
    assert page.pdf != first
    assert page.later.isEnabled()
    at.click(page.later)
    at.wait_for(lambda: page.save.isEnabled())
    assert not page.later.isEnabled()


def test_the_report_is_saved_where_one_says(at: AtCounter, page: ReportsPage, tmp_path: Path) -> None:
    at.click(page.save)
    dialog = at.dialog
    assert isinstance(dialog, QFileDialog)
    at.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    target = tmp_path / "day.pdf"
    at.type(str(target))
    at.press(Key.Key_Return)
    assert target.read_bytes() == page.pdf
    assert page.pdf.startswith(b"%PDF")


def test_a_folder_that_is_not_there_is_said_in_one_sentence(at: AtCounter, page: ReportsPage) -> None:
    said: list[str] = []
    at.shell.context.operations.said.connect(lambda sentence, _kind: said.append(sentence))
    assert not page.write(Path("/nowhere/at/all/day.pdf"))
    assert len(said) == 1
    assert "/nowhere/at/all" in said[0]


def test_the_report_goes_to_the_program_that_prints(
    at: AtCounter, page: ReportsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    at.click(page.print)
    assert len(opened) == 1
    assert Path(opened[0]).read_bytes() == page.pdf


def test_paper_follows_the_country() -> None:
    assert sheet_of("US") == "Letter"
    assert sheet_of("DE") == "A4"


def test_the_day_can_be_read_and_stepped_by_keyboard(at: AtCounter, page: ReportsPage) -> None:
    line = page.day.lineEdit()
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.width()
    before = page.chosen_day
    page.day.setFocus()
    at.press(Key.Key_End)
    at.press(Key.Key_Down)
    at.wait_for(lambda: page.save.isEnabled())
    assert page.chosen_day < before
