"""Moving in and out, by keys and mouse into the real window."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import text

from pos_app.data.db import Database
from pos_app.services.desk import Desk
from pos_app.services.importing import resuming
from pos_app.ui.moving.move_in import MoveInView
from pos_app.ui.moving.page import MovingPage
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, SEALANT, counter
from tests.ui.test_fits import clipped

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
GOODS = (
    "Artikelnr.;Bezeichnung;VK brutto EUR;VK netto;EK netto;Lagerbestand;Farbe\n"
    "H1;Hammer;12,50;10,50;6,00;4;rot\n"
    "H2;Zange;1.012,50;1.010,50;6,00;5;blau\n"
)


@pytest.fixture
def desk(database: Database) -> Desk:
    """The owner at counter 1: a cashier needs an approval."""
    return as_owner(counter(database))


def moving(at: AtCounter) -> MoveInView:
    """The way there: settings, and the button in them."""
    at.click(at.tab("Settings"))
    at.press(Key.Key_M, Alt)
    page = at.shell.window.page("moving")
    assert isinstance(page, MovingPage)
    assert page.isVisible()
    return page.move_in


def take(at: AtCounter, view: MoveInView, path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    view.take(path)
    at.wait_for(lambda: view.settled)


def pick(at: AtCounter, view: MoveInView, place: int, first_letters: str) -> None:
    """Choose in a box by typing the beginning of the choice."""
    box = view.columns.boxes[place]
    box.setFocus()
    at.press(Key.Key_Space)
    at.type(first_letters)
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)


def press(at: AtCounter, view: MoveInView, key: Qt.Key) -> None:
    at.press(key, Alt)
    at.wait_for(lambda: view.settled)


def ask(desk: Desk, query: str) -> list[tuple[object, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_products_are_chosen_mapped_checked_and_imported(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "waren.csv", GOODS)
    assert "decimal comma" in view.file.what.text()
    assert view.columns.left_open == ["VK brutto EUR", "VK netto"]
    assert "VK netto" in view.said.text()
    assert not view.check_button.isVisible()
    view.columns.choose("VK brutto EUR", "price")
    at.wait_for(lambda: view.settled)
    assert view.columns.left_open == []
    table = view.first.table
    assert table is not None
    shown = [table.model().index(1, column).data() for column in range(table.model().columnCount())]
    assert "1,012.50" in shown
    press(at, view, Key.Key_C)
    assert "2 new" in view.findings.head.text()
    assert ask(at.desk, "SELECT count(*) FROM product WHERE sku LIKE 'H_'") == [(0,)]
    press(at, view, Key.Key_I)
    assert view.findings.head.text().startswith("✓ Products are in: 2 new")
    assert "customers" in view.findings.head.text()
    assert ask(at.desk, "SELECT sku, price, cost FROM product WHERE sku LIKE 'H_' ORDER BY sku") == [
        ("H1", 125_000, 60_000),
        ("H2", 10_125_000, 60_000),
    ]


def test_the_next_file_with_this_header_is_read_as_the_last(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "waren.csv", GOODS)
    view.columns.choose("VK brutto EUR", "price")
    at.wait_for(lambda: view.settled)
    press(at, view, Key.Key_C)
    press(at, view, Key.Key_I)
    view.file.set_kind("products")
    take(at, view, tmp_path / "mehr.csv", GOODS.replace("H1", "H7").replace("H2", "H8"))
    assert view.columns.mapping()["VK brutto EUR"] == "price"
    assert view.columns.mapping()["VK netto"] == ""
    assert "as last time" in at.labels(view.columns)


def test_a_box_is_chosen_from_by_keyboard(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "waren.csv", GOODS)
    pick(at, view, 3, "price")
    assert view.columns.mapping()["VK netto"] == "price"
    assert view.columns.mapping()["VK brutto EUR"] == ""


def test_problems_are_listed_and_the_good_rows_imported(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "goods.csv", "sku,name,price\nH1,Hammer,cheap\nH2,Saw,3\n,Nail,1\n")
    press(at, view, Key.Key_C)
    rows = [(p.row, p.column) for p in view.findings.table.rows_model.rows()]
    assert rows == [(2, "price"), (4, "sku")]
    assert not view.import_button.isEnabled()
    view.findings.save_list(tmp_path / "list.csv")
    assert "cheap" in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    at.click(view.skip)
    press(at, view, Key.Key_I)
    assert ask(at.desk, "SELECT sku FROM product WHERE sku LIKE 'H_'") == [("H2",)]
    assert (tmp_path / "goods.rejects.csv").read_text(encoding="utf-8").count("\n") == 3
    assert view.rejects_button.isVisible()


def test_sales_and_balances(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    view.file.set_kind("sales")
    lines = "Receipt number,Date,Customer ID,SKU,Qty,Net Sales\n1-1,02/01/2026,C0012,SEAL-W,2,16.98\n"
    take(at, view, tmp_path / "sales.csv", lines)
    press(at, view, Key.Key_C)
    press(at, view, Key.Key_I)
    assert ask(at.desk, "SELECT kind, total FROM sale WHERE kind = 'history'") != []
    assert view.file.kind_name == "balances"
    take(at, view, tmp_path / "balances.csv", "Customer ID,Points balance,Balance\nC0012,120,40.00\n")
    press(at, view, Key.Key_C)
    press(at, view, Key.Key_I)
    assert ask(at.desk, "SELECT points FROM point_ledger") == [(120,)]
    assert ask(at.desk, "SELECT amount FROM account_ledger") == [(4000,)]
    take(at, view, tmp_path / "other.csv", "Customer ID,Points balance,Balance\nC0012,150,40.00\n")
    view.file.set_kind("balances")
    take(at, view, tmp_path / "other.csv", "Customer ID,Points balance,Balance\nC0012,150,40.00\n")
    press(at, view, Key.Key_C)
    assert "120" in view.findings.table.model().index(0, 2).data()


def test_what_is_to_be_moved_in_before_is_said(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    view.file.set_kind("sales")
    header = "sale_id,sold_at,customer_code,sku,quantity,amount\n"
    take(at, view, tmp_path / "s.csv", f"{header}1,2026-01-02,C0012,NONE,1,2\n2,2026-01-02,,SEAL-W,1,2\n")
    press(at, view, Key.Key_C)
    assert view.said.text() == "Move in the products first, or import only the good rows."
    assert "receipts: 1 new" in view.findings.head.text()
    assert "rows: 1 rejected" in view.findings.head.text()
    take(at, view, tmp_path / "s.csv", f"{header}1,2026-01-02,C99,SEAL-W,1,2\n")
    press(at, view, Key.Key_C)
    assert view.said.text() == "Move in the customers first, or import only the good rows."
    take(at, view, tmp_path / "s.csv", f"{header}1,2026-01-02,C99,NONE,1,2\n")
    press(at, view, Key.Key_C)
    assert view.said.text() == "Put the file right, or import only the good rows."


def test_a_file_without_rows_brings_nothing_and_says_so(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "none.csv", "sku,name,price\n")
    press(at, view, Key.Key_C)
    assert view.findings.head.text() == "The file has the names of its columns, but no rows."
    press(at, view, Key.Key_I)
    assert view.findings.head.text().startswith("The file has no rows: nothing was imported.")


def test_balances_that_come_on_top_are_read_before_enter_imports(at: AtCounter, tmp_path: Path) -> None:
    give_a_past(at.desk)
    view = moving(at)
    view.file.set_kind("balances")
    take(at, view, tmp_path / "balances.csv", "Customer ID,Points balance,Balance\nC0012,120,40.00\n")
    press(at, view, Key.Key_C)
    assert "Look at what stands below" in view.findings.head.text()
    assert view.findings.table.hasFocus()
    at.press(Key.Key_Return)
    assert view.settled
    assert ask(at.desk, "SELECT amount FROM account_ledger") == []
    press(at, view, Key.Key_I)
    assert ask(at.desk, "SELECT amount FROM account_ledger") == [(4000,)]
    # What would come on top has come: it is not said of the result.
    assert view.findings.clean
    assert "below" not in view.findings.head.text()


def test_stopped_half_way_it_goes_on_as_it_was_begun(
    at: AtCounter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = moving(at)
    view.file.set_kind("customers")
    rows = "".join(f"K{n};Name {n}\n" for n in range(600))
    came_to = resuming.Run.came_to

    def stop_at_the_second(self: resuming.Run, done: int, total: int) -> None:
        came_to(self, done, total)
        if done >= 125:
            # As the button does, while the import is between two batches.
            view.stop()

    monkeypatch.setattr(resuming.Run, "came_to", stop_at_the_second)
    take(at, view, tmp_path / "leute.csv", f"Kundennr;Kunde\n{rows}")
    press(at, view, Key.Key_C)
    press(at, view, Key.Key_I)
    monkeypatch.undo()
    assert ask(at.desk, "SELECT count(*) FROM customer WHERE code LIKE 'K%'") == [(125,)]
    assert "stopped" in view.said.text()
    assert any("leute.csv stopped at 125 of 600" in label for label in at.labels(view.beginning))
    press(at, view, Key.Key_G)
    assert ask(at.desk, "SELECT count(*) FROM customer WHERE code LIKE 'K%'") == [(600,)]
    assert "475 new" in view.findings.head.text()
    assert resuming.stopped(at.desk) == []


def test_the_counter_sells_while_an_import_runs(
    at: AtCounter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = moving(at)
    view.file.set_kind("customers")
    rows = "".join(f"K{n};Name {n}\n" for n in range(600))
    take(at, view, tmp_path / "leute.csv", f"Kundennr;Kunde\n{rows}")
    press(at, view, Key.Key_C)
    at.press(Key.Key_I, Alt)
    at.press(Key.Key_F2)
    at.scan(BARCODES[SEALANT])
    assert at.lines == [("SEAL-W", 1000)]
    at.wait_for(lambda: view.settled)
    assert ask(at.desk, "SELECT count(*) FROM customer WHERE code LIKE 'K%'") == [(600,)]


def test_everything_is_taken_out(at: AtCounter, tmp_path: Path) -> None:
    moving(at)
    page = at.shell.window.page("moving")
    assert isinstance(page, MovingPage)
    at.press(Key.Key_2, Ctrl)
    out = page.take_out
    assert not out.go_button.isEnabled()
    out.use_folder(tmp_path / "out")
    at.press(Key.Key_E, Alt)
    at.wait_for(lambda: out.settled)
    assert (tmp_path / "out" / "products.csv").is_file()
    assert "files are in" in out.said.text()
    assert "A new shop reads settings.toml first" in out.said.text()
    out.what.setCurrentIndex(out.what.findData("products"))
    at.press(Key.Key_E, Alt)
    at.wait_for(lambda: out.settled)
    assert out.said.text() == f"✓ 1 file is in {tmp_path / 'out'}."
    at.press(Key.Key_Left, Alt)
    assert at.shell.window.shown == "settings"


def test_enter_takes_everything_out(at: AtCounter, tmp_path: Path) -> None:
    moving(at)
    page = at.shell.window.page("moving")
    assert isinstance(page, MovingPage)
    at.press(Key.Key_2, Ctrl)
    page.take_out.use_folder(tmp_path / "out")
    at.press(Key.Key_Return)
    assert page.take_out.settled or page.take_out.stop_button.hasFocus()
    at.wait_for(lambda: page.take_out.settled)
    assert (tmp_path / "out" / "products.csv").is_file()
    assert page.take_out.open_button.hasFocus()


def test_nothing_is_clipped(open_counter, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    at = open_counter(size=(1366, 690), language="qps")
    at.shell.context.show_page("moving")
    page = at.shell.window.page("moving")
    view = page.move_in
    assert clipped(page) == []
    take(at, view, tmp_path / "waren.csv", GOODS + ";;x;1;1;1;1\n")
    assert clipped(page) == []
    view.columns.choose("VK brutto EUR", "price")
    at.wait_for(lambda: view.settled)
    assert clipped(page) == []
    press(at, view, Key.Key_C)
    assert clipped(page) == []
    at.click(view.skip)
    press(at, view, Key.Key_I)
    assert clipped(page) == []
    at.press(Key.Key_2, Ctrl)
    assert clipped(page) == []
    page.take_out.use_folder(tmp_path / "out")
    at.press(Key.Key_E, Alt)
    at.wait_for(lambda: page.take_out.settled)
    assert clipped(page) == []


def test_a_workbook_with_two_sheets(at: AtCounter, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "About"
    book.active.append(["Exported by the other till"])
    sheet = book.create_sheet("Goods")
    sheet.append(["Item Number", "Item Name", "Regular Price"])
    sheet.append(["H1", "Hammer", 12.5])
    book.save(tmp_path / "goods.xlsx")
    view = moving(at)
    view.take(tmp_path / "goods.xlsx")
    at.wait_for(lambda: view.settled)
    assert view.file.sheet.isVisible()
    assert view.file.sheet_name == "Goods"
    press(at, view, Key.Key_C)
    press(at, view, Key.Key_I)
    assert ask(at.desk, "SELECT sku, price FROM product WHERE sku = 'H1'") == [("H1", 125_000)]


def test_a_file_that_is_none_is_said(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    view.take(tmp_path / "gone.csv")
    at.wait_for(lambda: view.settled)
    assert "There is no file" in view.said.text()
    take(at, view, tmp_path / "c.csv", "sku,name,price\nH1,Hammer,1\n")
    assert view.check_button.isVisible()


def choose_file(at: AtCounter, view: MoveInView, path: Path) -> None:
    """As a person does: the key of the button, and the file's name typed into the window that opens."""
    at.press(Key.Key_F, Alt)
    assert isinstance(at.dialog, QFileDialog)
    at.type(str(path))
    at.press(Key.Key_Return)
    assert not at.has_dialog
    at.wait_for(lambda: view.settled)


def test_a_file_of_the_wrong_kind_is_named_and_read_once_its_kind_is_chosen(
    at: AtCounter, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("code,name,phone,email\nK1,Ann Berg,+12025550100,ann@example.com\n", encoding="utf-8")
    view = moving(at)
    choose_file(at, view, path)
    assert (
        "! This looks like another kind of file. Choose “Customers” above, or say what is read as "
        "“Article number (SKU)”, “Price”."
    ) in at.labels(view)
    assert not view.check_button.isVisible()
    assert not view.import_button.isVisible()
    view.file.kind.setFocus()
    at.press(Key.Key_Space)
    at.type("cust")
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    assert not any("another kind" in label for label in at.labels(view))
    assert view.check_button.hasFocus()
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    assert ask(at.desk, "SELECT name FROM customer WHERE code = 'K1'") == [("Ann Berg",)]


def test_balances_without_any_figure_are_none(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    view.file.set_kind("balances")
    take(at, view, tmp_path / "people.csv", "code,name,phone\nC0012,Ann Berg,+12025550100\n")
    figures = "one of “Points”, “Store credit”, “Owes on account”, “On the gift card”"
    assert view.said.text() == (
        f"! This looks like another kind of file. Choose “Customers” above, or say what is read as {figures}."
    )
    assert not view.check_button.isVisible()
    take(at, view, tmp_path / "b.csv", "Customer ID,Guthaben XY\nC0012,5\n")
    assert view.said.text() == (
        f"! Say above which columns are read as {figures}: without them nothing can be imported."
    )
    view.columns.choose("Guthaben XY", "store_credit")
    at.wait_for(lambda: view.settled)
    assert view.check_button.isVisible()


def test_a_file_that_has_more_of_its_own_kind_is_not_called_another(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    view.file.set_kind("timeline")
    take(at, view, tmp_path / "mail.csv", "customer_code,at,channel,text\nC0012,2026-01-02,web,Hello\n")
    assert (
        "! Say above which columns are read as “Number there”, “Kind”: without them nothing can be imported."
        in at.labels(view)
    )


def drop(view: MoveInView, *paths: Path) -> bool:
    """Bring files over the page and let them go there; whether it would take them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle, copy = QPointF(view.rect().center()), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(middle, copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    if enter.isAccepted():
        QApplication.sendEvent(view, QDropEvent(middle, copy, mime, left, none))
    return enter.isAccepted()


def test_a_file_is_dropped_and_an_import_is_not_disturbed_by_another(
    at: AtCounter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = moving(at)
    people, goods = tmp_path / "people.csv", tmp_path / "goods.csv"
    people.write_text("code,name\n" + "".join(f"K{n},Name {n}\n" for n in range(600)), encoding="utf-8")
    goods.write_text("sku,name,price\nH1,Hammer,1\n", encoding="utf-8")
    view.file.set_kind("customers")
    assert drop(view, people, goods)
    at.wait_for(lambda: view.settled)
    assert "people.csv" in at.labels(view)
    press(at, view, Key.Key_C)
    came_to = resuming.Run.came_to
    half_way, dropped = Event(), Event()

    def wait_at_the_first(self: resuming.Run, done: int, total: int) -> None:
        came_to(self, done, total)
        half_way.set()
        dropped.wait(20)

    monkeypatch.setattr(resuming.Run, "came_to", wait_at_the_first)
    at.press(Key.Key_I, Alt)
    at.wait_for(half_way.is_set)
    assert not view.columns.isEnabled()
    assert not view.import_button.isEnabled()
    drop(view, goods)
    assert "people.csv" in at.labels(view)
    dropped.set()
    at.wait_for(lambda: view.settled)
    assert ask(at.desk, "SELECT count(*) FROM customer WHERE code LIKE 'K%'") == [(600,)]


def test_a_window_closed_meanwhile_leaves_whole_batches(
    at: AtCounter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = moving(at)
    view.file.set_kind("customers")
    rows = "".join(f"K{n};Name {n}\n" for n in range(600))
    take(at, view, tmp_path / "leute.csv", f"Kundennr;Kunde\n{rows}")
    press(at, view, Key.Key_C)
    came_to = resuming.Run.came_to
    closed: list[int] = []

    def close_at_the_first(self: resuming.Run, done: int, total: int) -> None:
        came_to(self, done, total)
        # What closing the window asks of every job; the window itself waits for this thread.
        view.job.cancel()
        closed.append(done)

    monkeypatch.setattr(resuming.Run, "came_to", close_at_the_first)
    at.press(Key.Key_I, Alt)
    at.shell.window.close()
    assert closed in ([], [125])
    (run,) = resuming.stopped(at.desk) or [None]
    saved = ask(at.desk, "SELECT count(*) FROM customer WHERE code LIKE 'K%'")
    assert saved == [(run.done if run is not None else 0,)]


def test_enter_goes_from_the_file_to_the_import(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "goods.csv", "sku,name,price\nH1,Hammer,1\n")
    assert view.check_button.hasFocus()
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    assert view.import_button.hasFocus()
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    assert ask(at.desk, "SELECT sku FROM product WHERE sku = 'H1'") == [("H1",)]
    assert view.file.button.hasFocus()
    assert view.file.button.property("kind") == "primary"
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    at.press(Key.Key_Escape)


def test_while_it_runs_enter_stops_it_and_then_goes_on(
    at: AtCounter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = moving(at)
    view.file.set_kind("customers")
    rows = "".join(f"K{n};Name {n}\n" for n in range(600))
    take(at, view, tmp_path / "leute.csv", f"Kundennr;Kunde\n{rows}")
    press(at, view, Key.Key_C)
    came_to = resuming.Run.came_to
    half_way, pressed = Event(), Event()

    def wait_at_the_first(self: resuming.Run, done: int, total: int) -> None:
        came_to(self, done, total)
        half_way.set()
        pressed.wait(20)

    monkeypatch.setattr(resuming.Run, "came_to", wait_at_the_first)
    at.press(Key.Key_I, Alt)
    at.wait_for(half_way.is_set)
    assert view.stop_button.hasFocus()
    at.press(Key.Key_Return)
    pressed.set()
    at.wait_for(lambda: view.settled)
    monkeypatch.undo()
    assert view.beginning.buttons[0].hasFocus()
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    assert ask(at.desk, "SELECT count(*) FROM customer WHERE code LIKE 'K%'") == [(600,)]


def test_nothing_of_the_file_before_stands_under_a_hopeless_one(at: AtCounter, tmp_path: Path) -> None:
    view = moving(at)
    take(at, view, tmp_path / "c.csv", "sku,name,price\nH1,Hammer,1\n")
    (tmp_path / "none.csv").write_bytes(bytes(range(256)) * 40)
    view.take(tmp_path / "none.csv")
    at.wait_for(lambda: view.settled)
    assert "neither a text nor a workbook" in view.said.text()
    assert not view.columns.isVisible()
    assert not view.check_button.isVisible()
    take(at, view, tmp_path / "d.csv", "sku,name,price\nH2,Saw,1\n")
    press(at, view, Key.Key_C)
    press(at, view, Key.Key_I)
    view.take(tmp_path / "none.csv")
    at.wait_for(lambda: view.settled)
    assert not any("Products are in" in label for label in at.labels())
    assert view.beginning.isVisible()


@pytest.mark.parametrize(
    ("day", "said"), [("31.03.2026", False), ("2026-03-31", False), ("03/31/2026", True), ("3/4/26", True)]
)
def test_the_order_of_dates_is_said_where_there_is_one(
    at: AtCounter, tmp_path: Path, day: str, said: bool
) -> None:
    view = moving(at)
    view.file.set_kind("sales")
    take(at, view, tmp_path / "s.csv", f"Receipt number,Date,SKU,Qty,Net Sales\n1,{day},SEAL-W,1,2\n")
    assert ("before" in view.file.what.text()) is said


class TestCashier:
    @pytest.fixture
    def desk(self, database: Database) -> Desk:
        return counter(database)

    def test_may_not_import_alone(self, at: AtCounter, tmp_path: Path) -> None:
        view = moving(at)
        take(at, view, tmp_path / "c.csv", "sku,name,price\nH1,Hammer,1\n")
        press(at, view, Key.Key_C)
        at.press(Key.Key_I, Alt)
        assert at.has_dialog
        at.press(Key.Key_Escape)
        assert ask(at.desk, "SELECT sku FROM product WHERE sku = 'H1'") == []
        at.press(Key.Key_I, Alt)
        at.click(at.button("Allow"))
        at.wait_for(lambda: view.settled)
        assert ask(at.desk, "SELECT sku FROM product WHERE sku = 'H1'") == [("H1",)]
