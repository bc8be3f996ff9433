"""Drawers of other tills feed a blank strip, open late, at random, or twice out of ten times (thread 48)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain.payment import Tender
from pos_app.services import carts, print_jobs, sales
from pos_app.services.desk import Desk
from pos_app.services.settings import set_setting
from tests.services.counter_kit import open_counter
from tests.services.printer_kit import KICK, Printer, free_port
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop


@pytest.fixture
def counter(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as shop:
        yield open_counter(shop)


def _sell_for_cash(desk: Desk) -> None:
    carts.add_product(desk, product_id=5)
    sales.complete_cart(desk, tenders=[Tender("cash", 1000)])


def test_thread_48_the_pulse_feeds_no_paper(counter: Desk) -> None:
    """DantSu/ESCPOS#362: nothing but the pulse, no line end, no start-up command that would feed or cut."""
    with Printer() as printer:
        set_setting(as_owner(counter), key="printer.target", value=printer.target)
        _sell_for_cash(counter)
        print_jobs.run_waiting(counter)
    assert printer.pieces[0] == KICK
    assert b"\n" not in printer.pieces[0]


def test_thread_48_ten_sales_ten_openings_each_before_its_receipt(counter: Desk) -> None:
    """odoo#32967 and IS4C#245: never late, never left out."""
    with Printer() as printer:
        set_setting(as_owner(counter), key="printer.target", value=printer.target)
        for _sale in range(10):
            _sell_for_cash(counter)
            print_jobs.run_waiting(counter)
    assert [piece == KICK for piece in printer.pieces] == [True, False] * 10


def test_thread_48_a_printer_that_was_off_opens_no_drawer_when_it_is_on_again(counter: Desk) -> None:
    """IS4C#245: the drawer opened at random, long after the customer had gone."""
    set_setting(as_owner(counter), key="printer.target", value=f"tcp:127.0.0.1:{free_port()}")
    for _sale in range(3):
        _sell_for_cash(counter)
        print_jobs.run_waiting(counter)
    with Printer() as printer:
        with counter.db.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE print_job SET target = '{printer.target}'")
        print_jobs.retry_failed(counter)
        print_jobs.run_waiting(counter)
    assert len(printer.pieces) == 3
    assert KICK not in printer.pieces


def test_thread_48_paper_ends_with_one_cut(counter: Desk) -> None:
    """opensourcepos#1656: the paper never stops; here each receipt is one piece with one cut at its end."""
    with Printer() as printer:
        set_setting(as_owner(counter), key="printer.target", value=printer.target)
        _sell_for_cash(counter)
        print_jobs.run_waiting(counter)
    receipt = printer.pieces[1]
    assert receipt.count(b"\x1dV") == 1
    assert receipt.endswith(b"\x1dVB\x00")
