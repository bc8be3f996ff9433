"""A start imports what the sale page shows and no more; the first scan works at once, and all else comes by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.shop import BARCODES, CHAIN

ROOT = Path(__file__).parents[2]

# Looks when the window was painted, scans at once, and closes the window when what comes afterwards is there.
_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pos_app.app import run_window
from pos_app.ui import getting_ready

app = QApplication([])
get_ready = getting_ready.get_ready

def painted(context, window):
    page = window.page("sale")
    print("keys", page.scan.edit.hasFocus())
    print("pages", *window._pages)
    print("cards", "column" in vars(page._sidebar))
    print("modules", *sys.modules)
    page.take_scan(sys.argv[2])
    print("lines", len(page.view.lines))
    print("scanned", *sys.modules)
    get_ready(context, window)
    close(window)

def close(window):
    if "pos_app.ui.approval" in sys.modules:
        print("ready", *sys.modules)
        print("made", "column" in vars(window.page("sale")._sidebar))
        window.close()
    else:
        QTimer.singleShot(20, window, lambda: close(window))

getting_ready.get_ready = painted
sys.exit(run_window(Path(sys.argv[1])))
"""
# Libraries that a sale may need later, if at all.
_HEAVY = {
    "alembic", "babel", "openpyxl", "phonenumbers", "pydantic", "reportlab", "segno", "sqlmodel", "tomlkit",
    "typer",
}  # fmt: skip


@pytest.fixture(scope="module")
def said(stocked_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the started program says, by the first word of the line."""
    folder = tmp_path_factory.mktemp("start")
    (folder / stocked_file.name).write_bytes(stocked_file.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", _START, str(folder), BARCODES[CHAIN]],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}


def ours(modules: list[str], *within: str) -> set[str]:
    return {name for name in modules if name.startswith(tuple(f"pos_app.{one}." for one in within))}


def test_the_scan_field_has_the_keys_and_the_first_scan_works(said: dict[str, list[str]]) -> None:
    assert said["keys"] == ["True"]
    assert said["lines"] == ["1"]


def test_no_page_but_the_sale_is_imported_or_made(said: dict[str, list[str]]) -> None:
    assert said["pages"] == ["sale"]
    # Nobody has a customer yet; what shows one is there before the first.
    assert said["cards"] == ["False"]
    assert said["made"] == ["True"]
    pages = ours(said["modules"], "ui.customers", "ui.products", "ui.reports", "ui.settings", "ui.moving")
    dialogs = ours(said["modules"], "ui.sale.dialogs", "ui.first_start", "ui.practice")
    assert not pages | dialogs - {"pos_app.ui.sale.dialogs.tender_list"}


def test_neither_the_start_nor_the_first_scan_imports_what_is_heavy(said: dict[str, list[str]]) -> None:
    assert not _HEAVY & set(said["modules"])
    # Scanning needs no table class either.
    assert not _HEAVY & set(said["scanned"])
    assert not ours(said["scanned"], "data.tables", "data.search", "printing", "cli")


def test_a_start_without_an_open_sale_prices_nothing(said: dict[str, list[str]]) -> None:
    services = {name.removeprefix("pos_app.services.") for name in ours(said["modules"], "services")}
    assert not services & {
        "carts",
        "cart_drafts",
        "customers",
        "offers",
        "person",
        "products",
        "quotes",
        "sales",
        "verify",
    }
    # Whoever adds to these may have a reason; most of what is imported at the top of a module is not needed so soon.
    assert len(services) <= 26
    assert len([name for name in said["modules"] if name.startswith("pos_app")]) <= 145


def test_what_a_sale_needs_is_there_soon_after(said: dict[str, list[str]]) -> None:
    ready = set(said["ready"])
    assert {
        "sqlmodel",
        "pos_app.data.tables.tilling",
        "pos_app.services.sales",
        "pos_app.data.search",
    } <= ready
    assert {"pos_app.ui.sale.dialogs.payment", "pos_app.ui.customers.finder"} <= ready
