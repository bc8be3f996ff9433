"""The practice till: yesterday's baskets without the customers, and nothing that reaches the shop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.data.db import FILE_NAME
from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.errors import MachineError, PosError, UserError
from pos_app.printing import watermark
from pos_app.services import backups, carts, customers, drawer, print_jobs, restoring, sales
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.customers import CustomerForm
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.opening import counter_desk
from pos_app.services.pins import set_pin
from pos_app.services.practice import baskets, tasks
from pos_app.services.practice.opening import folder_of, open_practice
from pos_app.services.restore_preview import preview
from pos_app.services.settings import set_setting
from pos_app.services.setup import open_shop
from pos_app.services.till_closing import close_till
from pos_app.services.verify import verify
from tests.printing.paper import Pdf
from tests.services.counter_kit import open_counter
from tests.services.stocked_shop import small_shop

OWNER = Actor("owner", "Owner", "owner")
YESTERDAY, TODAY = "2026-11-20T10:00:00+00:00", "2026-11-21T09:00:00+00:00"
DAY = date(2026, 11, 21)
SECRETS = ("Kowalski", "Chen", "Zelda Quagmire", "quagmire@example.org", "5550177", "bathroom of Zelda")


def _sale(shop: Desk, when: str, *lines: tuple[str, str], tender: str = "card", **more: object) -> None:
    goods = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    tenders = [{"type": tender, "amount": "500" if tender == "cash" else _total(shop, goods, more)}]
    sell_json(shop, {"sold_at": when, "lines": goods, "tenders": tenders, **more})


def _total(shop: Desk, goods: list[dict[str, str]], more: dict[str, object]) -> str:
    from pos_app.services.documents import price_json

    return str(price_json(shop, {"lines": goods, **more})["total"])


@pytest.fixture
def shop(data_dir: Path) -> Iterator[Desk]:
    """Two baskets yesterday, one today; a customer with a name that stands nowhere else."""
    with small_shop(data_dir) as found:
        desk = replace(found, actor=OWNER)
        customers.create(
            desk,
            form=CustomerForm(
                name="Zelda Quagmire", email="quagmire@example.org", phone="+12025550177", code="C0099",
                notes="the bathroom of Zelda", company="Quagmire & Daughters",
            ),
        )  # fmt: skip
        set_pin(desk, staff_code="owner", pin="8642")
        set_setting(desk, key="printer.target", value="file:/dev/null")
        set_setting(desk, key="loyalty.points_per_unit", value="0")
        _sale(desk, "2026-11-19T10:00:00+00:00", ("PTRAP", "9"))
        _sale(
            desk,
            YESTERDAY,
            ("SEAL-W", "2"),
            ("PTRAP", "1"),
            ("SEAL-W", "1"),
            customer="C0099",
            project="bathroom of Zelda",
        )
        _sale(desk, YESTERDAY, ("CHAIN5", "3.4"), tender="cash")
        _sale(desk, TODAY, ("PTRAP", "5"))
        yield desk


@pytest.fixture
def practice(shop: Desk, data_dir: Path) -> Iterator[Desk]:
    database = open_practice(data_dir, today=DAY)
    try:
        found = replace(counter_desk(database), clock=shop.clock, zone=shop.zone)
        yield open_counter(found)
    finally:
        database.close()
        watermark.use(False)


def _ring_up(desk: Desk, *goods: tuple[str, int], tender: str = "card") -> SaleCompleted:
    for sku, quantity in goods:
        with desk.db.read() as session:
            found = session.execute(
                text("SELECT id FROM product WHERE sku = :sku"), {"sku": sku}
            ).scalar_one()
        carts.add_product(desk, product_id=found, quantity=quantity)
    priced = carts.current(desk).priced
    assert priced is not None
    amount = 50_000 if tender == "cash" else priced.total
    return sales.complete_cart(desk, tenders=[Tender(tender, amount)])  # type: ignore[arg-type]


def _prints(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        # Beside an open file SQLite keeps a table of its readers in shared memory; it is no part of the data.
        if path.is_file() and path.suffix != ".db-shm" and "practice" not in path.parts[len(folder.parts) :]
    }


def test_the_baskets_are_those_of_the_last_day_before_today(practice: Desk) -> None:
    found = baskets.load(practice.db.path.parent)
    assert found.day == "2026-11-20"
    assert [[(line.sku, line.quantity) for line in basket.lines] for basket in found.baskets] == [
        [("SEAL-W", 3000), ("PTRAP", 1000)],
        [("CHAIN5", 3400)],
    ]
    assert [basket.tender for basket in found.baskets] == ["card", "cash"]


def test_goods_prices_staff_and_settings_are_the_shops(practice: Desk) -> None:
    with practice.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM product")).scalar_one() == 6
        assert session.execute(text("SELECT count(*) FROM promotion")).scalar_one() == 1
        assert session.execute(text("SELECT count(*) FROM product_barcode")).scalar_one() == 1
        assert session.execute(text("SELECT count(*) FROM staff")).scalar_one() >= 1
        assert session.execute(text("SELECT count(*) FROM staff_pin")).scalar_one() == 0
        settings = {row[0]: row[1] for row in session.execute(text("SELECT key, value FROM setting"))}
        names = set(session.scalars(text("SELECT name FROM customer")))
    assert settings["cash.step"] == '"0.05"'
    assert "printer.target" not in settings
    assert names == {
        "Alma Example", "Bruno Sample", "Clara Rehearsal", "Dario Trial", "Edda Specimen", "Femke Practice",
    }  # fmt: skip


def test_right_and_wrong_are_said_in_one_sentence(practice: Desk) -> None:
    assert tasks.current(practice).number == 1
    sale = _ring_up(practice, ("SEAL-W", 3000), ("PTRAP", 1000))
    checked = tasks.check(practice, sale_id=sale.sale_id)
    assert checked.text is not None
    assert checked.right, english(checked.text)
    assert checked.task is not None
    assert (checked.task.number, checked.task.count) == (2, 2)
    sale = _ring_up(practice, ("CHAIN5", 3000), ("PTRAP", 2000), tender="card")
    checked = tasks.check(practice, sale_id=sale.sale_id)
    assert checked.text is not None
    said = english(checked.text)
    assert not checked.right
    assert "missing: 0.40 × Chain, galvanised 5 mm, cut; too many: 2 × P-trap" in said
    assert "the total is" in said
    assert said.endswith("it was to be paid in cash.")
    assert tasks.current(practice).basket is None


def test_it_goes_on_where_somebody_stopped_and_begins_anew_when_asked_or_done(
    practice: Desk, data_dir: Path
) -> None:
    _ring_up(practice, ("PTRAP", 1000))
    tasks.skip(practice)
    practice.db.close()
    again = open_practice(data_dir, today=DAY)
    assert baskets.load(folder_of(data_dir)).done == 1
    with again.read() as session:
        assert session.execute(text("SELECT count(*) FROM sale")).scalar_one() == 1
    again.close()
    for _time in range(2):
        anew = open_practice(data_dir, anew=True, today=DAY)
        assert baskets.load(folder_of(data_dir)).done == 0
        with anew.read() as session:
            assert session.execute(text("SELECT count(*) FROM sale")).scalar_one() == 0
        anew.close()
    done = replace(baskets.load(folder_of(data_dir)), done=2)
    baskets.save(folder_of(data_dir), done)
    open_practice(data_dir, today=DAY).close()
    assert baskets.load(folder_of(data_dir)).done == 0


def test_a_damaged_list_or_file_is_made_anew(practice: Desk, data_dir: Path) -> None:
    practice.db.close()
    (folder_of(data_dir) / baskets.FILE).write_text("{")
    with pytest.raises(MachineError):
        baskets.load(folder_of(data_dir))
    open_practice(data_dir, today=DAY).close()
    assert baskets.load(folder_of(data_dir)).done == 0
    practice.db.path.write_bytes(b"not a database at all")
    open_practice(data_dir, today=DAY).close()
    assert json.loads((folder_of(data_dir) / baskets.FILE).read_text())["done"] == 0


def test_a_start_that_was_cut_off_leaves_no_copy_of_the_shop(practice: Desk, data_dir: Path) -> None:
    practice.db.close()
    left = folder_of(data_dir) / "shop.copy"
    left.write_bytes((data_dir / FILE_NAME).read_bytes())
    open_practice(data_dir, today=DAY).close()
    assert not left.exists()


def test_a_folder_that_cannot_be_used_is_one_sentence(shop: Desk, data_dir: Path) -> None:
    (data_dir / "practice").write_text("a file in its place")
    with pytest.raises(PosError, match="cannot be used"):
        open_practice(data_dir, today=DAY)


@pytest.mark.parametrize("shop_is_open", [True, False])
def test_the_shop_is_not_touched(data_dir: Path, shop: Desk, shop_is_open: bool) -> None:
    if not shop_is_open:
        shop.db.close()
    before = _prints(data_dir)
    database = open_practice(data_dir, today=DAY)
    try:
        desk = open_counter(replace(counter_desk(database), clock=shop.clock, zone=shop.zone))
        set_setting(replace(desk, actor=OWNER), key="shop.name", value="Practised")
        sale = _ring_up(desk, ("PTRAP", 1000), tender="cash")
        print_jobs.save_copy(desk, number=sale.number)
        assert verify(desk).problems == []
    finally:
        database.close()
        watermark.use(False)
    assert _prints(data_dir) == before
    assert (FILE_NAME in before, f"{FILE_NAME}-wal" in before) == (True, shop_is_open)


def test_nobodys_name_is_in_the_practice_folder(practice: Desk, data_dir: Path) -> None:
    sale = _ring_up(practice, ("SEAL-W", 3000), ("PTRAP", 1000))
    print_jobs.save_copy(practice, number=sale.number)
    practice.db.close()
    files = [path for path in folder_of(data_dir).rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"practice.db", "baskets.json", "P1-000001.pdf"}
    for path in files:
        content = path.read_bytes()
        for secret in SECRETS:
            for coded in (secret.encode(), secret.encode("utf-16-le"), secret.lower().encode()):
                assert coded not in content, (path.name, secret)


@pytest.mark.usefixtures("qapp")
def test_its_papers_say_that_they_are_practice(practice: Desk) -> None:
    sale = _ring_up(practice, ("PTRAP", 1000))
    paper = Pdf(print_jobs.save_copy(practice, number=sale.number).read_bytes()).text()
    assert "PRACTICE, NOT A RECEIPT" in " ".join(paper.split())
    assert "P1-000001" in paper


def test_its_drawer_stays_shut_whatever_is_set(practice: Desk, tmp_path: Path) -> None:
    owner = replace(practice, actor=OWNER)
    set_setting(owner, key="printer.target", value=f"file:{tmp_path / 'roll'}")
    _ring_up(practice, ("PTRAP", 1000), tender="cash")
    shut = drawer.open_drawer(owner, reason="to see it")
    assert [english(notice) for notice in shut.notices] == ["In practice the drawer stays shut."]
    with practice.db.read() as session:
        assert list(session.scalars(text("SELECT kind FROM print_job"))) == ["receipt"]
    print_jobs.run_waiting(practice)
    printed = (tmp_path / "roll").read_bytes()
    assert b"\x1bp" not in printed
    assert printed.count(b"PRACTICE, NOT A RECEIPT") == 2


def test_its_backups_stay_with_it_and_none_comes_back_into_it(
    practice: Desk, data_dir: Path, tmp_path: Path
) -> None:
    """Among the shop's backups and in its witness, practice would look like a book that has forked."""
    second = tmp_path / "stick"
    second.mkdir()
    owner = replace(practice, actor=OWNER)
    set_setting(owner, key="backup.folder", value=str(second))
    for made in (backups.back_up(owner), backups.back_up(owner, folder=second)):
        assert [file.folder for file in made.made] == [folder_of(data_dir) / "backups"]
    close_till(owner, counted=0)
    assert list(second.iterdir()) == []
    assert not (data_dir / "witness.jsonl").exists()
    with pytest.raises(UserError) as caught:
        restoring.authorise(owner)
    assert caught.value.code == "practice_till"
    practised = next((folder_of(data_dir) / "backups").glob("*.db"))
    with pytest.raises(UserError) as refused:
        preview(data_dir, practised)
    assert refused.value.code == "not_a_shop"


def test_it_is_no_shop(practice: Desk, data_dir: Path, tmp_path: Path) -> None:
    practice.db.close()
    with pytest.raises(UserError, match="no shop"):
        open_shop(folder_of(data_dir), create=False)
    (tmp_path / "stolen").mkdir()
    (tmp_path / "stolen" / FILE_NAME).write_bytes(practice.db.path.read_bytes())
    with pytest.raises(UserError, match="another program"):
        open_shop(tmp_path / "stolen")


def test_a_real_till_has_no_baskets(shop: Desk) -> None:
    with pytest.raises(PosError) as caught:
        tasks.current(shop)
    assert caught.value.code == "no_practice"


def test_without_a_shop_there_is_nothing_to_practise(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no shop"):
        open_practice(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_shop_that_sold_nothing_has_no_baskets(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        database = open_practice(data_dir, today=DAY)
        try:
            found = tasks.current(replace(desk, db=database))
        finally:
            database.close()
            watermark.use(False)
    assert (found.number, found.count, found.basket) == (0, 0, None)
