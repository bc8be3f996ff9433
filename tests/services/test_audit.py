"""What the audit keeps besides: what leaves, what comes in, what is on hold, and what is in no row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.services import (
    audit,
    carts,
    exporting,
    holding,
    pins,
    settings_file,
)  # fmt: skip
from pos_app.services.desk import Desk
from pos_app.services.importing import import_rows
from pos_app.services.verify import verify
from tests.services.audit_kit import (
    line,
    newest,
    override,
    owner,
    put,
    shop_with_team,
    since,
    sold_at,
    total_shown,
)


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Dana, a cashier; Mo, a manager, has a PIN."""
    with shop_with_team(data_dir) as desk:
        yield desk


def test_singles_that_become_a_box_are_still_there(desk: Desk) -> None:
    screws = put(desk, "SCREW-T25", 163_000)
    carts.total_shown(desk, total=2752)
    before = newest(desk)
    carts.take_pack(desk, line_id=screws)
    assert [line.sku for line in carts.current(desk).lines] == ["SCREW-BOX"]
    assert since(desk, before) == []
    carts.remove_line(desk, line_id=line(desk))
    (act,) = since(desk, before)
    assert (act.event, act.before["quantity"]) == ("line_removed", "1")


def test_a_total_is_remembered_on_hold_and_forgotten_with_the_last_line(desk: Desk) -> None:
    total_shown(desk)
    holding.hold(desk)
    put(desk)
    before = newest(desk)
    holding.resume(desk, cart_id=next(h.id for h in holding.held(desk) if h.lines == 2))
    carts.remove_line(desk, line_id=line(desk))
    carts.remove_line(desk, line_id=line(desk))
    assert [act.before["total"] for act in since(desk, before)] == ["23.29", "23.29"]
    put(desk)
    carts.remove_line(desk, line_id=line(desk))
    assert len(since(desk, before)) == 2, "the next customer was told nothing yet"


def test_what_is_refused_leaves_neither_line_nor_row(desk: Desk) -> None:
    total_shown(desk)
    carts.discount_line(desk, line_id=line(desk), amount=130)
    before, cart = newest(desk), carts.current(desk)
    with pytest.raises(Exception, match="A manager or the owner"):
        carts.set_quantity(desk, line_id=line(desk), quantity=1000)
    assert carts.current(desk) == cart
    assert since(desk, before) == []


def test_each_key_of_a_settings_file_is_a_row_of_one_entry(desk: Desk) -> None:
    before = newest(desk)
    settings_file.import_toml(
        owner(desk),
        text="[receipt]\nreturn_days = 60\n[quotes]\ndays = 30\n[cash]\nstep = '0.10'\n[staff.dana]\nname = 'D.'\n",
    )
    acts = since(desk, before)
    assert [(act.event, act.before, act.after) for act in acts] == [
        ("settings_changed", {"receipt.return_days": 30}, {"receipt.return_days": 60}),
        ("settings_changed", {"cash.step": "0.05"}, {"cash.step": "0.10"}),
        ("staff_changed", {"staff": "dana", "name": "Dana"}, {"staff": "dana", "name": "D."}),
    ], "what stays is no change"
    with desk.db.read() as session:
        entries = session.execute(
            text("SELECT count(DISTINCT entry_id) FROM audit_journal WHERE id > :id"), {"id": before}
        )
        assert entries.scalar_one() == 1


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("customers", True),
        ("sales", True),
        ("balances", True),
        ("all", True),
        ("daybook", True),
        ("products", False),
        ("promotions", False),
    ],
)
def test_what_leaves_about_people_is_in_the_book(desk: Desk, tmp_path: Path, kind: str, kept: bool) -> None:
    before = newest(desk)
    exporting.export(owner(desk), kind=kind, folder=tmp_path / "out")
    acts = [(act.event, act.actor, act.after) for act in since(desk, before)]
    said = ("data_exported", "owner", {"what": kind, "folder": str(tmp_path / "out")})
    assert acts == ([said] if kept else [])


def test_an_export_that_cannot_be_written_is_none(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    before = newest(desk)
    with pytest.raises(Exception, match="cannot be written"):
        exporting.export(owner(desk), kind="customers", folder=tmp_path / "out")
    assert since(desk, before) == []


def test_a_stopped_import_says_what_it_brought_in(desk: Desk) -> None:
    def stop(done: int, _total: int) -> None:
        raise KeyboardInterrupt

    before = newest(desk)
    with pytest.raises(KeyboardInterrupt):
        import_rows(
            owner(desk), kind="products", rows=[{"sku": "NEW", "name": "New", "price": "1"}], progress=stop
        )
    (act,) = since(desk, before)
    assert (act.event, act.after["added"]) == ("data_imported", 1)


def test_no_pin_is_ever_in_the_book(desk: Desk) -> None:
    pins.set_pin(owner(desk), staff_code="dana", pin="582231")
    override(desk)
    with desk.db.read() as session:
        blocks = " ".join(session.execute(text("SELECT block FROM text_block")).scalars())
        hashes = session.execute(text("SELECT pin_hash FROM staff_pin")).scalars().all()
    assert "582231" not in blocks
    assert "4711" not in blocks
    assert not any(found in blocks for found in hashes)


def test_a_warned_sale_is_done(desk: Desk) -> None:
    assert sold_at(desk, "2031-01-01T10:00:00") == [
        "The sale's time 2031-01-01T10:00:00+00:00 is still to come."
    ]
    assert sold_at(desk, "2026-11-21T10:00:00") == []


def test_texts_can_be_erased_where_an_act_says_so(desk: Desk) -> None:
    override(desk)

    def erase() -> None:
        with desk.db.write() as session:
            session.execute(text("DELETE FROM text_block WHERE block LIKE '%damaged%'"))
            session.commit()

    erase()
    assert "no erasure says why" in str([problem.message.id for problem in verify(desk).problems])
    with desk.db.write() as session:
        audit.note(session, owner(desk), audit.Act("customer_erased", reason="asked for it"))
        session.commit()
    assert verify(desk).ok
