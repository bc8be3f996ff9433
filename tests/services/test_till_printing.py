"""X and Z reach the printer in the background, are kept when it fails, and come again as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.__main__ import main
from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, print_jobs, sales, till_printing, till_reports, tills
from pos_app.services.desk import Actor, Desk
from pos_app.services.settings import set_setting
from pos_app.services.till_closing import close_till
from tests.printing.paper import Pdf
from tests.services.printer_kit import KICK, Printer, free_port
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """A till opened with 100.00 in which one thing was sold for cash."""
    with small_shop(data_dir) as shop:
        desk = replace(shop, automatic=False, actor=Actor("kim", "Kim", "manager"))
        tills.open_till(desk, amount=10_000)
        carts.add_product(desk, product_id=5)
        sales.complete_cart(desk, tenders=[Tender("cash", 1000)])
        yield desk


def jobs(desk: Desk) -> list[tuple[str, str, int]]:
    with desk.db.read() as session:
        rows = session.execute(text("SELECT kind, state, is_copy FROM print_job ORDER BY id"))
        return [(row[0], row[1], row[2]) for row in rows]


def test_a_close_prints_its_z_in_the_background(desk: Desk) -> None:
    with Printer() as printer:
        set_setting(as_owner(desk), key="printer.target", value=printer.target)
        closed = close_till(desk, counted=10_720)
        print_jobs.run_waiting(desk)
    papers = [piece for piece in printer.pieces if piece != KICK]
    assert len(papers) == 1
    z = till_reports.z_report(desk, number=closed.z_number)
    assert f"Z {z.number}".encode() in papers[0]
    assert z.head_hash[:8].encode() in papers[0]
    assert b"COPY" not in papers[0]


def test_a_printer_that_is_off_keeps_the_z(desk: Desk, tmp_path: Path) -> None:
    set_setting(as_owner(desk), key="printer.target", value=f"tcp:127.0.0.1:{free_port()}")
    number = close_till(desk, counted=10_720).z_number
    said = [english(notice) for notice in print_jobs.run_waiting(desk).notices]
    assert any(sentence.startswith(f"Z {number} was not printed: ") for sentence in said)
    assert ("z", "failed", 0) in jobs(desk)
    assert print_jobs.state(desk).failed == 1
    roll = tmp_path / "roll"
    with desk.db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE print_job SET target = 'file:{roll}'")
    print_jobs.retry_failed(desk)
    print_jobs.run_waiting(desk)
    assert f"Z {number}".encode() in roll.read_bytes()


@pytest.mark.usefixtures("qapp")
def test_a_z_is_saved_and_comes_again_with_the_same_content(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = close_till(desk, counted=10_700).z_number
    path = till_printing.save_z(desk, number=number)
    assert path == desk.db.path.parent / "z" / f"1-Z{number}.pdf"
    set_setting(replace(desk, actor=Actor("o", "O", "owner")), key="shop.name", value="Another name")
    copy = tmp_path / "copy.pdf"
    folder = ["--data-dir", str(desk.db.path.parent)]
    assert main([*folder, "print", "z", str(number), "--to", f"pdf:{copy}"]) == 0
    first, again = Pdf(path.read_bytes()).text(), Pdf(copy.read_bytes()).text().splitlines()
    assert again[0].replace(" ", "") == again[-1].replace(" ", "") == "COPY"
    assert again[1:-1] == first.splitlines()
    assert main([*folder, "print", "z", "99", "--to", f"pdf:{copy}"]) == 1
    assert "There is no Z 99" in capsys.readouterr().err


def test_an_x_is_printed_as_it_was_when_it_was_asked_for(desk: Desk, tmp_path: Path) -> None:
    report = till_reports.x_report(desk)
    with pytest.raises(UserError) as caught:
        till_printing.queue_x(desk, report=report)
    assert caught.value.code == "no_printer"
    roll = tmp_path / "roll"
    set_setting(as_owner(desk), key="printer.target", value=f"file:{roll}")
    till_printing.queue_x(desk, report=report)
    carts.add_product(desk, product_id=5)
    sales.complete_cart(desk, tenders=[Tender("cash", 1000)])
    with desk.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE print_job SET state = 'done' WHERE kind <> 'x'")
    print_jobs.run_waiting(desk)
    printed = roll.read_bytes().decode("cp858")
    assert "X: not a close" in printed.replace("\n", " ")
    assert "Sales (1)" in printed
    assert "COPY" not in printed


def test_a_queued_copy_is_marked(desk: Desk, tmp_path: Path) -> None:
    number = close_till(desk, counted=10_720).z_number
    roll = tmp_path / "roll"
    set_setting(as_owner(desk), key="printer.target", value=f"file:{roll}")
    till_printing.queue_z(desk, number=number)
    print_jobs.run_waiting(desk)
    assert roll.read_bytes().count(b"COPY") == 2
