"""What the counter keeps in memory is what the file says at that moment, whoever changed it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from pos_app.data.db import Database
from pos_app.errors import UserError
from pos_app.services import carts, holding, settings
from pos_app.services.cart_view import CartView
from pos_app.services.desk import Desk
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

SEAL, MARIA = "5012345678900", 1
CHANGES = {
    "a price": "UPDATE product SET price = 99900 WHERE id = 1",
    "a tax": "UPDATE tax SET rate = 100000 WHERE code = 'TAX'",
    "a promotion": "UPDATE promotion SET percent = 500000 WHERE code = 'GOLD5'",
    "a new promotion": "INSERT INTO promotion (code, label, kind, level, product_id, percent, least_quantity,"
    " starts_on, ends_on) VALUES ('NEW', 'New', 'percent', '', 1, 900000, 0, '', '')",
    "a customer's level": "UPDATE customer SET level = '' WHERE id = 1",
    "a setting": "INSERT OR REPLACE INTO setting (key, value, updated_at, updated_by)"
    " VALUES ('cash.step', '\"5.00\"', '', '')",
    "the stock": "UPDATE stock_level SET on_hand = 0 WHERE product_id = 1",
    "a barcode": "UPDATE product_barcode SET product_id = 5 WHERE barcode = '5012345678900'",
}


def _fresh(desk: Desk) -> CartView:
    """The open sale as somebody reads it who keeps nothing."""
    other = Database(desk.db.path)
    try:
        return carts.current(replace(desk, db=other))
    finally:
        other.close()


@pytest.mark.parametrize("change", CHANGES)
def test_what_another_process_changes_counts_for_the_next_scan(data_dir: Path, change: str) -> None:
    with small_shop(data_dir) as desk:
        carts.set_customer(desk, customer_id=MARIA)
        carts.scan(desk, code=SEAL)
        carts.scan(desk, code=SEAL)
        before = carts.current(desk)
        script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()"
        subprocess.run([sys.executable, "-c", script, str(desk.db.path), CHANGES[change]], check=True)
        read = carts.current(desk)
        assert read == _fresh(desk)
        if change != "a barcode":
            assert read != before
        carts.scan(desk, code=SEAL)
        after = carts.current(desk)
        assert after == _fresh(desk)
        assert after.lines != before.lines


def test_what_a_second_window_rings_up_is_seen(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        other = Database(desk.db.path)
        beside = replace(desk, db=other)
        carts.scan(desk, code=SEAL)
        assert len(carts.current(beside).lines) == 1
        line = carts.current(beside).lines[0].id
        carts.set_quantity(beside, line_id=line, quantity=7000)
        assert carts.current(desk).lines[0].quantity == 7000
        carts.scan(desk, code=SEAL)
        assert carts.current(beside).lines[0].quantity == 8000
        holding.hold(beside)
        assert carts.current(desk) == _fresh(desk)
        assert carts.current(desk).held == 1
        other.close()


def test_every_step_at_the_counter_leaves_what_a_fresh_reader_finds(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        steps = [
            lambda: carts.scan(desk, code=SEAL),
            lambda: carts.add_product(desk, product_id=3, quantity=150_000),
            lambda: carts.set_customer(desk, customer_id=MARIA),
            lambda: carts.add_product(desk, product_id=4),
            lambda: carts.discount_cart(as_owner(desk), percent=100_000, reason="fair"),
            lambda: carts.change_quantity(desk, line_id=carts.current(desk).lines[0].id, by=2000),
            lambda: carts.take_pack(desk, line_id=carts.current(desk).lines[1].id),
            lambda: settings.set_setting(as_owner(desk), key="cash.step", value="0.10"),
            lambda: carts.remove_line(desk, line_id=carts.current(desk).lines[0].id),
            lambda: holding.hold(desk),
            lambda: carts.scan(desk, code="PTRAP"),
            lambda: holding.resume(desk, cart_id=holding.held(desk)[0].id),
            lambda: holding.clear(desk),
        ]
        for number, step in enumerate(steps):
            if number == 6:
                hint = carts.current(desk).pack_hint
                if hint is None:
                    continue
            step()
            assert carts.current(desk) == _fresh(desk), number


def test_the_sale_is_not_read_again_while_nobody_writes(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        carts.scan(desk, code=SEAL)
        asked: list[str] = []
        event.listen(desk.db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        event.listen(desk.db.engine, "begin", lambda *_: asked.append("begin"))
        assert carts.current(desk) is carts.current(desk)
        assert asked == []


def test_a_refused_change_leaves_what_is_kept(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        carts.scan(desk, code=SEAL)
        before = carts.current(desk)
        with pytest.raises(UserError, match="whole number"):
            carts.set_quantity(desk, line_id=before.lines[0].id, quantity=1)
        assert carts.current(desk) == before == _fresh(desk)
