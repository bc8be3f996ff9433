"""A sentence that begins in bold: whole at every width, and drawn alike in one line or laid out."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pos_app.ui.widgets.strong_beginning import StrongBeginning

SENTENCE = "Deck screw, box of 200 is 22.99, 3.09 less than 163 singles. Sell it?"
STRONG = SENTENCE.rindex(", ")


@pytest.fixture
def label(qtbot: QtBot) -> StrongBeginning:
    found = StrongBeginning()
    found.setStyleSheet("background: white; color: black")
    qtbot.addWidget(found)
    found.set_sentence(SENTENCE, STRONG)
    return found


def ink(label: StrongBeginning) -> tuple[int, int, int, int]:
    """The smallest box around what is dark."""
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    dark = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).lightness() < 100
    ]
    assert dark
    xs, ys = [x for x, _y in dark], [y for _x, y in dark]
    return min(xs), min(ys), max(xs), max(ys)


def test_it_takes_as_many_lines_as_it_needs(label: StrongBeginning) -> None:
    one = label.heightForWidth(label.text_width())
    assert one == label.sizeHint().height()
    assert label.heightForWidth(label.text_width() // 2 + 30) == 2 * one
    assert label.heightForWidth(label.text_width() // 3 + 30) == 3 * one
    assert label.accessibleName() == label.text() == SENTENCE


def test_nothing_of_it_is_cut_off(label: StrongBeginning) -> None:
    width = label.text_width() // 2 + 30
    label.resize(width, label.heightForWidth(width))
    _left, top, right, bottom = ink(label)
    assert right < width
    assert bottom - top > label.height() // 2


def test_in_one_line_it_looks_as_laid_out(label: StrongBeginning, monkeypatch: pytest.MonkeyPatch) -> None:
    label.resize(label.text_width() + 20, 40)
    at_once = ink(label)
    monkeypatch.setattr(label, "_fits", lambda _width: False)
    for drawn, laid_out in zip(at_once, ink(label), strict=True):
        assert abs(drawn - laid_out) <= 1


def test_other_letters_become_bold(label: StrongBeginning) -> None:
    before = label.text_width()
    label.set_sentence(SENTENCE, len(SENTENCE))
    assert label.text_width() > before
