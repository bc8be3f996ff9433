"""A PDF on the screen: drawn apart from the window, and only as often as it must be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pos_app.printing.fonts import BOLD
from pos_app.printing.page import Page, Type, line_runs
from pos_app.printing.pdf import pdf_bytes
from pos_app.printing.wrapping import Span
from pos_app.ui.reports.drawing import Drawing
from pos_app.ui.reports.preview import PdfPreview


def pdf(pages: int, width: float = 300.0) -> bytes:
    """So many empty pages, a third higher than wide."""
    return pdf_bytes([Page(width, width * 4 / 3, []) for _page in range(pages)], title="Paper")


@pytest.fixture
def preview(qtbot: QtBot) -> Iterator[PdfPreview]:
    found = PdfPreview("Paper")
    qtbot.addWidget(found)
    found.resize(500, 400)
    found.show()
    yield found
    found.show_pdf(b"")


def drawn(qtbot: QtBot, preview: PdfPreview) -> list[tuple[int, int]]:
    """The sizes of the pictures, once all are there."""
    qtbot.waitUntil(lambda: preview.drawn)
    labels = preview.widget().findChildren(QLabel)
    return [(label.pixmap().width(), label.pixmap().height()) for label in labels]


def test_every_page_is_as_wide_as_there_is_room(qtbot: QtBot, preview: PdfPreview) -> None:
    preview.show_pdf(pdf(3))
    assert preview.pages == 3
    width = preview.viewport().width() - 24
    assert drawn(qtbot, preview) == [(width, round(width * 4 / 3))] * 3
    labels = preview.widget().findChildren(QLabel)
    assert [label.accessibleName() for label in labels] == [f"Paper, page {n} of 3" for n in (1, 2, 3)]
    assert labels[0].pixmap().toImage().pixelColor(9, 9).name() == "#ffffff"


def test_another_width_is_drawn_anew_another_height_is_not(
    qtbot: QtBot, preview: PdfPreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ask = Drawing.ask
    monkeypatch.setattr(Drawing, "ask", lambda self, width: (asked.append(width), ask(self, width)))

    def resized(width: int, height: int) -> int:
        preview.resize(width, height)
        qtbot.waitUntil(lambda: not preview._timer.isActive())
        return drawn(qtbot, preview)[0][0]

    # So low that no bar at the side comes and takes some of the width.
    preview.show_pdf(pdf_bytes([Page(300, 60, [])], title="Paper"))
    first = resized(500, 401)
    del asked[:]
    assert resized(500, 300) == first
    assert asked == []
    assert resized(400, 300) == preview.viewport().width() - 24
    assert asked == [first - 100]


def test_what_is_shown_next_comes_instead_of_what_is_still_drawn(qtbot: QtBot, preview: PdfPreview) -> None:
    preview.show_pdf(pdf(2))
    preview.show_pdf(pdf(4, width=600.0))
    assert not preview.drawn
    preview.show_pdf(pdf(1))
    assert len(drawn(qtbot, preview)) == 1
    preview.show_pdf(b"")
    assert (preview.pages, preview.drawn) == (0, True)


def test_no_picture_of_an_older_size_comes_after_the_newer_was_asked_for(qtbot: QtBot) -> None:
    found: list[tuple[int, int]] = []

    def keep(page: int, image: QImage) -> None:
        found.append((page, image.width()))

    parent = QObject()
    drawing = Drawing(lambda: None, keep, parent)
    drawing.load(pdf(2))
    drawing.ask(300)
    drawing.ask(200)
    qtbot.waitUntil(lambda: not drawing.waiting)
    assert sorted(found) == [(0, 200), (1, 200)]
    drawing.ask(100)
    drawing.load(b"")
    qtbot.waitUntil(lambda: not drawing.waiting)
    assert len(found) == 2


def test_the_same_page_of_another_pdf_is_another_picture(qtbot: QtBot, preview: PdfPreview) -> None:
    line = line_runs([Span("Paper " * 8, Type(BOLD, 30, "#000000"))], 10, 60)
    full = pdf_bytes([Page(300, 400, list(line))], title="Paper")
    for _turn in range(6):
        preview.show_pdf(full)
        preview.show_pdf(pdf(1))
        drawn(qtbot, preview)
        picture = preview.widget().findChildren(QLabel)[0].pixmap().toImage()
        height = range(0, picture.height() // 3, 2)
        assert {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in height} == {
            "#ffffff"
        }


def test_what_is_no_pdf_has_no_pages(preview: PdfPreview) -> None:
    preview.show_pdf(b"a shopping list")
    assert (preview.pages, preview.drawn) == (0, True)
