"""The practice till at the counter: baskets by keyboard, the words on every page, and how it is started."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text

from pos_app.data.db import Database
from pos_app.printing import watermark
from pos_app.services import tills
from pos_app.services.backups import back_up
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.opening import counter_desk, in_session
from pos_app.services.practice.opening import folder_of, open_practice
from pos_app.ui.assembly import assemble
from pos_app.ui.practice.band import PracticeBand
from pos_app.ui.practice.starting import command_line, practice_button
from pos_app.ui.practice.strip import PracticeStrip
from pos_app.ui.till.page import TillPage
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, SEALANT, TRAP, counter
from tests.ui.test_fits import clipped

ROOT = Path(__file__).parents[2]
Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Opener = Callable[..., AtCounter]


@pytest.fixture
def shop(database: Database) -> Desk:
    """Two baskets were bought yesterday."""
    desk = counter(database)
    yesterday = (desk.local_now() - timedelta(days=1)).isoformat()
    for lines, tender in (
        ([("SEAL-W", "2"), ("TRAP-112", "1")], {"type": "card", "amount": "24.18"}),
        ([("CHAIN5", "3.4")], {"type": "cash", "amount": "20.00"}),
    ):
        goods = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
        sell_json(desk, {"sold_at": yesterday, "lines": goods, "tenders": [tender]})
    return desk


@pytest.fixture
def desk(shop: Desk, shop_dir: Path) -> Iterator[Desk]:
    """The practice till of that shop, opened with a float."""
    database = open_practice(shop_dir)
    found = counter_desk(database)
    tills.open_till(found, amount=10_000)
    yield in_session(found)
    database.close()
    watermark.use(False)


def prints(folder: Path) -> dict[str, bytes]:
    """What is in the shop's folder outside that of the practice till; readers' shared memory is no data."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"]
    return {path.name: path.read_bytes() for path in files if folder_of(folder) not in path.parents}


def strip(at: AtCounter) -> PracticeStrip:
    found = at.page.findChild(PracticeStrip)
    assert isinstance(found, PracticeStrip)
    return found


def test_a_basket_is_rung_up_paid_and_judged_by_keyboard(at: AtCounter) -> None:
    told = strip(at).task.accessibleName()
    assert told.startswith("Basket 1 of 2: 2 × Silicone sealant, bathroom, white 10 oz · 1 × P-trap 1½″ PVC;")
    assert told.endswith("paid by card")
    at.scan(BARCODES[SEALANT])
    at.scan(BARCODES[SEALANT])
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F12)
    at.press(Key.Key_Plus)
    at.wait_for(lambda: not at.has_dialog)
    assert strip(at).verdict.isVisible()
    assert strip(at).verdict.accessibleName() == (
        "✓ The last basket was right: goods, total 24.18 and payment agree."
    )
    assert strip(at).task.accessibleName().startswith("Basket 2 of 2: 3.40 m Chain, galvanised 5 mm, cut;")
    at.wait_for(lambda: at.ready)


def test_what_differs_is_said_and_it_goes_on(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.wait_for(lambda: not at.has_dialog)
    said = strip(at).verdict.accessibleName()
    assert "missing: 1 × Silicone sealant, bathroom, white 10 oz; missing: 1 × P-trap 1½″ PVC" in said
    assert said.endswith("it was to be paid by card.")
    assert strip(at).task.accessibleName().startswith("Basket 2 of 2")


def test_next_leaves_a_basket_out(at: AtCounter, shop_dir: Path) -> None:
    at.press(Key.Key_N, Alt)
    assert strip(at).task.accessibleName().startswith("Basket 2 of 2")
    at.press(Key.Key_N, Alt)
    assert strip(at).task.accessibleName().startswith("All baskets are done.")
    assert not strip(at).next.isEnabled()
    at.press(Key.Key_N, Alt)
    assert at.ready
    assert '"done": 2' in (folder_of(shop_dir) / "baskets.json").read_text()


def test_every_page_says_practice(at: AtCounter) -> None:
    assert at.shell.window.windowTitle().startswith("PRACTICE")
    for name in ("sale", "customers", "products", "till", "reports", "settings"):
        at.shell.window.show_page(name)
        at.pause()
        (band,) = at.shell.window.findChildren(PracticeBand)
        assert band.isVisible()
        assert any(label.text() == "PRACTICE" for label in band.findChildren(QLabel))
        assert any(text.startswith("PRACTICE · ") for text in at.labels(at.shell.window.top))


def test_the_shops_books_stay_as_they_are(at: AtCounter, shop: Desk) -> None:
    def facts() -> tuple[object, ...]:
        with shop.db.read() as session:
            found = (
                "SELECT count(*) FROM sale",
                "SELECT count(*) FROM journal",
                "SELECT sum(on_hand) FROM stock_level",
            )
            return tuple(session.execute(text(sql)).scalar_one() for sql in found)

    before = facts()
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.wait_for(lambda: not at.has_dialog)
    with at.desk.db.read() as session:
        assert session.execute(text("SELECT number FROM sale")).scalar_one() == "P1-000001"
    assert facts() == before


def test_its_words_fit_on_the_smallest_screen(open_counter: Opener) -> None:
    at = open_counter(size=(1366, 690), language="qps")
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.wait_for(lambda: not at.has_dialog)
    assert strip(at).verdict.isVisible()
    assert clipped(strip(at)) == []
    assert clipped(at.shell.window) == []


def test_only_a_real_till_offers_it(qapp: QApplication, at: AtCounter, shop: Desk) -> None:
    page = at.shell.window.page("till")
    assert isinstance(page, TillPage)
    assert not hasattr(page, "practice")
    real = assemble(qapp, replace(shop, automatic=False), mode="light")
    real_page = real.window.page("till")
    assert isinstance(real_page, TillPage)
    assert real_page.practice.text() == "Practice till"
    assert real.window.findChildren(PracticeBand) == []
    assert real.window.page("sale").findChildren(PracticeStrip) == []
    real.window.close()
    real.window.deleteLater()


def test_the_button_starts_it_and_says_so(at: AtCounter, shop_dir: Path) -> None:
    started: list[list[str]] = []
    answers = iter((True, False))

    def start(program: str, words: object) -> bool:
        assert isinstance(words, list)
        started.append([program, *words])
        return next(answers)

    button = practice_button(at.shell.context, start)
    button.click()
    assert "window of its own" in at.message
    button.click()
    assert "pos-app practice" in at.message
    assert started[0] == command_line(at.desk.db.path.parent)
    assert started[0][:3] == [sys.executable, "-m", "pos_app"]
    assert started[0][-1] == "practice"


_RUNS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pos_app.__main__ import main
app = QApplication([])

def look():
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "Ground")
    print(window.windowTitle())
    window.close()

QTimer.singleShot(300, look)
sys.exit(main(["--data-dir", sys.argv[1], "practice"]))
"""


def test_it_runs_and_ends_as_a_program(shop: Desk, shop_dir: Path) -> None:
    """The composition root: made, opened, shown and closed again, beside the open shop, which stays as it is."""
    before = prints(shop_dir)
    answer = subprocess.run(
        [sys.executable, "-c", _RUNS, str(shop_dir)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("PRACTICE · ")
    assert (folder_of(shop_dir) / "practice.db").is_file()
    assert prints(shop_dir) == before


def test_it_opens_again_with_backups_of_its_own_beside_it(desk: Desk, shop_dir: Path) -> None:
    """No start takes the missing shop.db of its folder for a shop that got lost."""
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    assert back_up(owner).made
    desk.db.close()
    answer = subprocess.run(
        [sys.executable, "-c", _RUNS, str(shop_dir)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert "damaged" not in answer.stderr
    assert "missing" not in answer.stderr
    assert answer.stdout.startswith("PRACTICE · ")
    assert not (folder_of(shop_dir) / "shop.db").exists()


def test_without_a_shop_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pos_app.__main__ import main

    assert main(["--data-dir", str(tmp_path / "nowhere"), "practice"]) == 1
    assert "no shop" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
