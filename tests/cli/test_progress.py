"""What a progress bar leaves on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli import progress
from tests.cli.test_moving_commands import run


def screen(written: str) -> list[str]:
    """The lines that a terminal shows of what was written to it."""
    lines = []
    for line in written.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return lines


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error is a terminal, on which every step is drawn; called by the test, for only then is it captured."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(progress, "_EVERY", 0)


def test_nothing_where_nobody_watches() -> None:
    assert progress.progress_bar() is None
    assert progress.progress_bar(counted=False) is None


def test_a_file_is_read_then_its_rows_are_saved(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    reading, saving = progress.progress_bar(counted=False), progress.progress_bar()
    assert reading is not None
    assert saving is not None
    reading(700, 1400)
    assert screen(capsys.readouterr().err) == ["[" + "▒" * 15 + "·" * 15 + "]"]
    reading(1400, 1400)
    saving(500, 1500)
    saving(1500, 1500)
    assert screen(capsys.readouterr().err) == ["[" + "█" * 30 + "] 1,500 / 1,500", ""]


def test_a_bar_of_nothing_is_at_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    bar = progress.progress_bar()
    assert bar is not None
    bar(0, 0)
    assert screen(capsys.readouterr().err) == ["[" + "█" * 30 + "] 0 / 0", ""]


def test_a_shorter_line_leaves_nothing_of_a_longer_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    bar, reading = progress.progress_bar(), progress.progress_bar(counted=False)
    assert bar is not None
    assert reading is not None
    bar(1000, 2000)
    reading(0, 10)
    assert screen(capsys.readouterr().err) == ["[" + "·" * 30 + "]"]
    progress.clear_bar()
    progress.clear_bar()
    assert screen(capsys.readouterr().err) == [""]


def test_what_went_wrong_stands_on_a_line_of_its_own(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    path = tmp_path / "goods.csv"
    path.write_text("colour,smell\n" + "red,sweet\n" * 150_000, encoding="utf-8")
    assert run(data_dir, "import", "products", path) == 1
    written = capsys.readouterr().err
    assert "▒" in written
    assert screen(written)[0].startswith("The file has no column “sku”")
