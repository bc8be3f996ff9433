"""Scans wherever the focus is, and people who type fast: real key events, time by a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_app.ui.key_positions import position_char
from pos_app.ui.scanner import Scanner, ScanRules
from tests.ui.at_counter import AtCounter, FakeClock
from tests.ui.shop import BARCODES, PAINT, SEALANT

Key = Qt.Key
CODE = "5012345678900"


class Bench:
    """Two fields and a scanner, nothing else."""

    def __init__(self, app: QApplication, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        column = QVBoxLayout(self.window)
        self.amount, self.scan = QLineEdit(), QLineEdit()
        column.addWidget(self.amount)
        column.addWidget(self.scan)
        self.clock = FakeClock()
        self.scanner = Scanner(app, self.clock)
        self.scanner.let_through(self.scan)
        self.scanned: list[str] = []
        self.scanner.scanned.connect(self.scanned.append)
        self._qtbot = qtbot
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.amount.setFocus()

    def keys(self, text: str, gap: int, end: Qt.Key | None = None) -> None:
        handle = self.window.windowHandle()
        assert handle is not None
        self.clock.now += 500
        for char in text:
            shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(handle, getattr(Key, f"Key_{char.upper()}"), shift)
            self.clock.now += gap
        if end is not None:
            QTest.keyClick(handle, end)

    def wait(self) -> None:
        self.clock.now += 500
        self._qtbot.waitUntil(lambda: not self.scanner.undecided, timeout=5000)


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qapp, qtbot)
    yield made
    made.window.close()
    # Gone for good before the next test, or it would go on watching that one's keys.
    made.scanner.deleteLater()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_scan_never_lands_in_an_amount(bench: Bench) -> None:
    bench.keys(CODE, 4, Key.Key_Return)
    bench.wait()
    assert bench.scanned == [CODE]
    assert bench.amount.text() == ""


def test_a_scan_ended_by_tab_leaves_the_focus_where_it_was(bench: Bench) -> None:
    bench.keys(CODE, 4, Key.Key_Tab)
    bench.wait()
    assert bench.scanned == [CODE]
    assert bench.amount.hasFocus()


def test_a_long_scan_without_a_key_at_its_end_is_a_scan(bench: Bench) -> None:
    bench.keys(CODE, 4)
    bench.wait()
    assert bench.scanned == [CODE]
    assert bench.amount.text() == ""


@pytest.mark.parametrize("gap", [36, 90, 200])
def test_digits_typed_by_a_person_stay_digits(bench: Bench, gap: int) -> None:
    bench.keys("5012345678", gap)
    bench.wait()
    assert bench.scanned == []
    assert bench.amount.text() == "5012345678"


def test_two_keys_rolled_over_each_other_are_no_scan(bench: Bench) -> None:
    bench.keys("12", 8, Key.Key_Return)
    bench.wait()
    assert bench.scanned == []
    assert bench.amount.text() == "12"


def test_what_was_typed_before_a_scan_stays(bench: Bench) -> None:
    bench.keys("12", 120)
    bench.keys(CODE, 4, Key.Key_Return)
    bench.wait()
    assert bench.amount.text() == "12"
    assert bench.scanned == [CODE]


def test_in_the_scan_field_letters_show_at_once_and_a_scan_takes_its_own_out(bench: Bench) -> None:
    bench.scan.setFocus()
    bench.keys("3", 0)
    assert bench.scan.text() == "3"
    bench.wait()
    bench.keys(CODE, 4, Key.Key_Return)
    bench.wait()
    assert bench.scan.text() == "3"
    assert bench.scanned == [CODE]


def test_a_key_held_down_is_no_scan(bench: Bench) -> None:
    handle = bench.window.windowHandle()
    assert handle is not None
    for _press in range(12):
        repeated = QKeyEvent(QEvent.Type.KeyPress, Key.Key_7, Qt.KeyboardModifier.NoModifier, "7", True)
        QApplication.sendEvent(handle, repeated)
        bench.clock.now += 10
    bench.wait()
    assert bench.scanned == []
    assert bench.amount.text() == "7" * 12


def test_prefix_and_speed_come_from_the_rules(bench: Bench) -> None:
    bench.scanner.rules = ScanRules(gap_ms=80, prefix="99")
    bench.keys("99" + CODE, 60, Key.Key_Return)
    bench.wait()
    assert bench.scanned == [CODE]


def _from_layout(code: int, text: str, shift: bool = False) -> QKeyEvent:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, Key.Key_unknown, modifier, code, 0, 0, text)


def test_a_layout_that_types_other_signs_does_not_spoil_a_scan(bench: Bench) -> None:
    handle = bench.window.windowHandle()
    assert handle is not None
    # 5901 as a Thai layout types it, at the places of the digits on X.
    bench.clock.now += 500
    for place, text in ((14, "ถ"), (18, "ต"), (19, "จ"), (10, "ๅ")):
        QApplication.sendEvent(handle, _from_layout(place, text))
        bench.clock.now += 3
    QTest.keyClick(handle, Key.Key_Return)
    bench.wait()
    assert bench.scanned == ["5901"]
    assert bench.amount.text() == ""


@pytest.mark.parametrize(
    ("code", "shift", "char"),
    [
        (10, False, "1"),
        (19, False, "0"),
        (24, True, "Q"),
        (61, False, "/"),
        (20, True, "_"),
        (87, False, "1"),
    ],
)
def test_places_of_keys(code: int, shift: bool, char: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_app.ui.key_positions._OFFSET", 8)
    assert position_char(_from_layout(code, "?", shift)) == char


def test_a_scan_during_payment_goes_to_the_sale_and_not_into_the_amount(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.type("20")
    at.scan(BARCODES[PAINT])
    assert at.has_dialog
    assert at.lines == [("SEAL-W", 1000), ("EGG-1", 1000)]
    assert "50.59" in at.labels()
    assert at.dialog.findChildren(QLineEdit)[0].text() == "20"


def test_a_scan_on_another_page_goes_to_the_sale(at: AtCounter) -> None:
    at.click(at.tab("Reports"))
    assert at.shell.window.shown == "reports"
    at.scan(BARCODES[SEALANT])
    assert at.shell.window.shown == "sale"
    assert at.lines == [("SEAL-W", 1000)]
