"""What the program finds out about the machine, and what it writes into its log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from pos_app import log, system_check
from pos_app.domain.message import english


def test_a_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(module: str) -> None:
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(system_check.importlib, "import_module", refuse)
    monkeypatch.setattr(system_check, "missing_libraries", lambda wanted: ["libEGL.so.1", "libGL.so.1"])
    monkeypatch.setattr(system_check.sys, "platform", "linux")
    problem = system_check.qt_problem()
    assert problem is not None
    assert english(problem).endswith("Install it with: apt-get install libegl1 libgl1")


def test_a_library_that_is_not_there_is_found_missing() -> None:
    assert system_check.missing_libraries({"libno-such-thing.so.9": "nothing"}) == ["libno-such-thing.so.9"]


@pytest.mark.parametrize(
    ("environment", "libraries", "words"),
    [
        ({}, [], "no display"),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, [], "offscreen"),
        ({"DISPLAY": ":0"}, ["libxcb-cursor.so.0"], "apt-get install libxcb-cursor0"),
        ({"DISPLAY": ":0"}, [], None),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["libxcb-cursor.so.0"], None),
    ],
)
def test_the_display(
    environment: dict[str, str], libraries: list[str], words: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(system_check, "missing_libraries", lambda wanted: libraries)
    monkeypatch.setattr(system_check.sys, "platform", "linux")
    problem = system_check.display_problem()
    assert (problem is None) == (words is None)
    assert problem is None or words in english(problem)


@pytest.mark.logs_errors
def test_the_log_keeps_the_place_and_drops_the_person(data_dir: Path) -> None:
    path = log.set_up(data_dir)
    assert log.set_up(data_dir) == path
    try:
        raise ValueError("no customer 'Maria' with phone 5550142\n[parameters: ('Maria', 12)]")
    except ValueError:
        logging.getLogger("pos_app.trial").exception("a look-up failed")
    written = path.read_text("utf-8")
    assert written.count("a look-up failed") == 1
    assert "test_machine.py" in written
    assert "Maria" not in written
    assert "5550142" not in written


def test_a_folder_that_cannot_be_written_does_not_stop_the_program(data_dir: Path) -> None:
    (data_dir / "logs").write_text("a file where the folder should be")
    log.set_up(data_dir)
