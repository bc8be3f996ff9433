"""Rubbish is collected on the window's thread, by a timer, and never by itself."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from pos_app.ui.collecting import Collector
from tests.ui.at_counter import AtCounter


class Heap:
    """Stands for the interpreter's heap: counts that a test sets, and what was collected."""

    def __init__(self) -> None:
        self.counts = (0, 0, 0)
        self.collected: list[int] = []
        self.off = False

    def disable(self) -> None:
        self.off = True

    def collect(self, generation: int = 2) -> int:
        self.collected.append(generation)
        return 0

    def get_count(self) -> tuple[int, int, int]:
        return self.counts


@pytest.mark.parametrize(
    ("counts", "quiet_ticks", "collected"),
    [
        ((999, 0, 0), 8, []),
        ((1_000, 0, 0), 1, []),
        ((1_000, 0, 0), 2, [1]),
        ((19_999, 0, 0), 1, []),
        # In a rush without a pause the new rubbish must not grow for ever.
        ((20_000, 0, 0), 1, [1]),
        ((0, 0, 20), 8, []),
        ((0, 0, 20), 9, [2]),
        ((0, 0, 400), 1, [2]),
        ((50_000, 0, 19), 9, [1]),
    ],
)
def test_when_it_is_worth_it(
    qapp: QApplication, counts: tuple[int, int, int], quiet_ticks: int, collected: list[int]
) -> None:
    heap, owner = Heap(), QObject()
    collector = Collector(qapp, owner, heap)
    assert heap.off
    for _tick in range(quiet_ticks - 1):
        collector.tick()
    heap.counts = counts
    collector.tick()
    assert heap.collected == collected


def test_a_key_is_no_pause(at: AtCounter) -> None:
    collector = at.shell.window.findChild(Collector)
    assert collector is not None
    heap = Heap()
    collector._rubbish = heap
    for _tick in range(20):
        collector.tick()
    heap.counts = (0, 0, 20)
    at.press(Qt.Key.Key_Shift)
    collector.tick()
    assert heap.collected == []
    for _tick in range(8):
        collector.tick()
    assert heap.collected == [2]


@pytest.fixture
def collecting_threads() -> Iterator[list[int]]:
    """In which threads the interpreter collects during the test."""
    threads: list[int] = []

    def seen(phase: str, _info: dict[str, int]) -> None:
        threads.append(threading.get_ident())

    gc.callbacks.append(seen)
    yield threads
    gc.callbacks.remove(seen)


def test_a_job_never_takes_a_widget_apart(at: AtCounter, collecting_threads: list[int]) -> None:
    """A job that makes any number of objects starts no collection; the timer of the window does."""
    rounds = []

    def work(_desk: object) -> None:
        for _time in range(200_000):
            ring: list[object] = []
            ring.append(ring)
        rounds.append(threading.get_ident())

    at.shell.context.operations.background(work)
    at.wait_for(lambda: bool(rounds) and bool(collecting_threads))
    here = threading.get_ident()
    assert rounds != [here]
    assert set(collecting_threads) == {here}
