"""The demo as `make run` does it on a machine without a display: a new shop, real sales, papers and pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from pos_app.data.db import Database
from pos_app.services import carts, receipts
from pos_app.services.opening import counter_desk
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """The demo's data folder, the folder with its papers, and what the command printed."""
    folder, out = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("papers")
    command = ["demo", "--headless", "--out", str(out), "--data-dir", str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    answer = subprocess.run(
        [sys.executable, "-m", "pos_app", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return folder, out, answer.stdout.splitlines()


@pytest.fixture
def books(demo: tuple[Path, Path, list[str]]) -> Database:
    return open_shop(demo[0], create=False)


def test_it_says_where_papers_and_pictures_lie(demo: tuple[Path, Path, list[str]]) -> None:
    _folder, out, printed = demo
    names = {path.name for path in out.iterdir()}
    assert names == {
        "receipt.pdf",
        "receipt.escpos",
        "daily-report.pdf",
        "z.pdf",
        *(f"window-{size}-{mode}.png" for size in ("1366x768", "1920x1080") for mode in ("light", "dark")),
    }
    assert {str(out / name) for name in names} <= set(printed)
    assert (out / "receipt.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "receipt.escpos").read_bytes().startswith(b"\x1b@")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_pictures_show_a_window_of_their_size_in_their_colours(
    demo: tuple[Path, Path, list[str]], size: tuple[int, int], mode: str
) -> None:
    image = QImage(str(demo[1] / f"window-{size[0]}x{size[1]}-{mode}.png"))
    assert (image.width(), image.height()) == size
    assert (image.pixelColor(5, size[1] - 5).lightness() > 128) == (mode == "light")
    colours = {image.pixel(x, y) for x in range(0, size[0], 7) for y in range(0, size[1], 7)}
    assert len(colours) > 40


def test_sales_were_made_and_one_is_still_open(books: Database) -> None:
    desk = counter_desk(books)
    view = carts.current(desk)
    assert [line.sku for line in view.lines][:3] == ["SEAL-SIL-WHT", "CHAIN5", "SCREW-T25"]
    assert view.lines[-1].is_return
    assert view.pack_hint is not None
    assert view.held == 1
    assert receipts.load_receipt(desk, number="1-000002").customer_initials
    books.close()


def test_the_book_is_in_order_afterwards(books: Database) -> None:
    assert verify(counter_desk(books)).ok
    books.close()
