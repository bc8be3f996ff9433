"""The benchmark itself, from its command to its files, on a shop of a few products."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from pos_app.services.setup import open_shop
from tests.ui.shop import stock_shop

ROOT = Path(__file__).parents[2]


def test_one_figure_is_measured_through_the_window_and_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "shops" / "7-1-0"
    database = open_shop(folder)
    stock_shop(database)
    database.close()
    (folder / "ready").write_text("")
    before = (folder / "shop.db").read_bytes()
    options = "--products 7 --customers 1 --sales 0 --rounds 1 --only scan".split()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench", *options, "--out", "out", "--shops", str(tmp_path / "shops")],
        cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    # How fast it is on this machine is no matter here.
    assert done.returncode in (0, 1), done.stderr
    assert "scan → line painted" in done.stdout
    found = json.loads((tmp_path / "out" / "figures.json").read_text("utf-8"))
    assert [row["key"] for row in found["figures"]] == ["scan"]
    assert found["figures"][0]["rounds"] == 5
    assert found["figures"][0]["limit"] == 16
    assert found["machine"]["fsync_ms"]["rounds"] == 200
    assert not QImage(str(tmp_path / "out" / "ratios.png")).isNull()
    assert (folder / "shop.db").read_bytes() == before


def test_a_figure_that_does_not_exist_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench", "--only", "speed"],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "There is no figure speed" in done.stderr


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
