"""A clock that is wrong or is moved: noticed, noted, and nothing is lost, refused or numbered twice because of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.services import (
    approvals,
    audit_search,
    backups,
    carts,
    clock_watch,
    customers,
    doctor,
    exporting,
    holding,
    loyalty,
    offers,
    pins,
    print_jobs,
    products,
    promotions,
    quote_taking,
    quotes,
    reports,
    sales,
    settings,
    till_closing,
    till_reports,
    tills,
    upkeep,
)
from pos_app.services.approvals import Approval
from pos_app.services.clock_watch import ClockWatch, Jump, jump_message
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.audit_kit import newest, since
from tests.services.shop_kit import NOON
from tests.services.stocked_shop import small_shop

BOSS = Actor("owner", "Owner", "owner")


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield replace(desk, actor=BOSS)


def at(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, clock=lambda: moment)


def later(desk: Desk, **by: int) -> Desk:
    return at(desk, desk.clock() + timedelta(**by))


def sell(desk: Desk, **more: Any) -> dict[str, Any]:
    document = {
        "lines": [{"sku": "PTRAP", "quantity": "2"}],
        "tenders": [{"type": "cash", "amount": "20.00"}],
    }
    return sell_json(replace(desk, actor=CLI), document | more)


# Every kind of entry there is goes through one function; these are the ways to it.
PATHS: dict[str, Callable[[Desk], object]] = {
    "a sale": sell,
    "a refund": lambda desk: refund_json(replace(desk, actor=CLI), {"of": "1-000001"}),
    "an act": lambda desk: settings.set_setting(desk, key="receipt.return_days", value=90),
    "stock": lambda desk: products.update(
        desk, product_id=5, form=replace(products.get(desk, product_id=5), stock=7000)
    ),
    "a cancelled sale": lambda desk: (carts.scan(desk, code="PTRAP"), holding.clear(desk)),
    "a close": lambda desk: till_closing.close_automatic(desk),
}


@pytest.mark.parametrize("path", PATHS)
def test_an_entry_older_than_the_one_before_says_so(desk: Desk, path: str) -> None:
    sell(desk)
    before = newest(desk)
    PATHS[path](later(desk, hours=-2))
    (act,) = [act for act in since(desk, before) if act.event == "clock_back"]
    assert (act.before, act.after) == ({"at": "2026-11-21T12:00:00Z"}, {"at": "2026-11-21T10:00:00Z"})
    before = newest(desk)
    sell(later(desk, hours=-1))
    assert [act.event for act in since(desk, before)] == [], "once for each time"
    report = verify(desk)
    assert report.ok
    notes = [english(note) for note in report.notes]
    assert len(notes) == 1
    assert notes[0].endswith("the clock went back from 2026-11-21T12:00:00Z to 2026-11-21T10:00:00Z.")


@pytest.mark.parametrize(("seconds", "noted"), [(0, 0), (-1, 0), (-5, 0), (-6, 1), (3600, 0)])
def test_a_time_server_sets_a_clock_back_by_a_little(desk: Desk, seconds: int, noted: int) -> None:
    sell(desk)
    before = newest(desk)
    sell(later(desk, seconds=seconds))
    assert len(since(desk, before)) == noted
    assert len(verify(later(desk, hours=2)).notes) == noted


def test_numbers_go_on_whatever_the_clock_says(desk: Desk) -> None:
    found = [sell(at(desk, datetime(year, 1, 1, tzinfo=UTC)))["receipt"] for year in (2026, 1970, 2099, 2000)]
    assert found == ["1-000001", "1-000002", "1-000003", "1-000004"]
    with desk.db.read() as session:
        seqs = session.execute(text("SELECT seq FROM journal ORDER BY id")).scalars().all()
    assert list(seqs) == list(range(1, len(seqs) + 1))
    report = verify(desk)
    assert report.ok
    told = " ".join(english(note) for note in report.notes)
    assert "still to come, the furthest 2099-01-01T00:00:00Z" in told


def test_a_damaged_time_stops_no_sale(desk: Desk) -> None:
    sell(desk)
    with desk.db.write() as session:
        session.execute(text("DROP TRIGGER journal_no_update"))
        session.execute(text("UPDATE journal SET at = 'zz' WHERE id = (SELECT max(id) FROM journal)"))
        session.commit()
    assert sell(desk)["receipt"] == "1-000002"
    assert not verify(desk).ok


class TestWatch:
    """The wall clock against one that nobody can set."""

    def watch(self) -> tuple[ClockWatch, list[datetime], list[int]]:
        wall, ticks = [NOON], [0]
        return ClockWatch(lambda: wall[0], lambda: ticks[0]), wall, ticks

    @pytest.mark.parametrize(
        ("passed", "shown", "jumped"),
        [
            (10, 10, False),
            (10, 12, False),
            (10, -19, False),
            (10, -21, True),
            (10, 41, True),
            (10, 3730, True),
            # A machine that slept for a night: both clocks went on.
            (36_000, 36_000, False),
            (0, 0, False),
        ],
    )
    def test_what_is_a_jump(self, passed: int, shown: int, jumped: bool) -> None:
        watch, wall, ticks = self.watch()
        wall[0], ticks[0] = NOON + timedelta(seconds=shown), passed * 10**9
        jump = watch.check()
        assert (jump is not None) == jumped
        assert watch.check() is None, "told once"

    def test_a_clock_that_is_a_little_fast_never_jumps(self) -> None:
        watch, wall, ticks = self.watch()
        for _tick in range(2000):
            wall[0] += timedelta(seconds=11)
            ticks[0] += 10 * 10**9
            assert watch.check() is None

    def test_summer_time_is_no_jump(self) -> None:
        """Everything is UTC: the hour that a wall clock skips is none here."""
        watch, wall, ticks = self.watch()
        wall[0], ticks[0] = NOON + timedelta(hours=24), 24 * 3600 * 10**9
        assert watch.check() is None

    def test_the_real_clocks_agree(self) -> None:
        assert clock_watch.steady() <= clock_watch.steady()
        assert ClockWatch().check() is None

    def test_it_is_noted_once_and_said(self, desk: Desk) -> None:
        sell(desk)
        before = newest(desk)
        back = later(desk, minutes=-62)
        done = clock_watch.note_jump(back, jump=Jump(desk.clock(), back.clock()))
        assert [english(notice) for notice in done.notices] == [
            "The clock was moved back by 1 h 02 min; numbering goes on."
        ]
        (act,) = since(desk, before)
        assert (act.event, act.before, act.after) == (
            "clock_jump",
            {"at": "2026-11-21T12:00:00Z"},
            {"at": "2026-11-21T10:58:00Z"},
        )

    @pytest.mark.parametrize(
        ("seconds", "said"),
        [
            (40, "forward by 40 s"),
            (-125, "back by 2 min"),
            (3720, "forward by 1 h 02 min"),
            (-86_400 * 365, "back by 365 d 0 h"),
        ],
    )
    def test_how_far(self, seconds: int, said: str) -> None:
        assert said in english(jump_message(NOON, NOON + timedelta(seconds=seconds)))


def everything(desk: Desk, folder: Path) -> dict[str, Callable[[], object]]:
    """What compares a time with now, by name."""
    day = desk.business_date()

    def cart() -> None:
        carts.scan(desk, code="PTRAP")
        carts.set_customer(desk, customer_id=1)
        sales.complete_cart(desk, tenders=[Tender("cash", carts.current(desk).cash_total)])

    def refund() -> None:
        one = {"of": "1-000001", "lines": [{"line": 1, "quantity": "1"}]}
        refund_json(replace(desk, actor=CLI), one)

    def quote() -> None:
        carts.scan(desk, code="SEAL-W")
        made = quotes.make_quote(desk)
        quotes.list_quotes(desk, open_only=False)
        quote_taking.compare(desk, number=made.number)
        quote_taking.take_quote(desk, number=made.number)
        holding.clear(desk)

    def promotion() -> None:
        promotions.listed(desk)
        promotions.levels(desk)

    def points() -> None:
        with desk.db.read() as session:
            loyalty.rewards(session, 1)
            loyalty.ledger(session, 1, day)

    def codes() -> None:
        with desk.db.read() as session, pytest.raises(UserError):
            offers.redeemable(session, code="7Q4M-2K9X-C", customer_id=1, on=day.isoformat())

    def till() -> None:
        counter = replace(desk, automatic=False)
        tills.state(counter)
        tills.open_till(counter, amount=1000, confirm_clock=True, approval=Approval(reason="battery empty"))
        till_closing.close_till(counter, pieces=None, counted=1000)

    return {
        "sale": lambda: sell(desk),
        "cart": cart,
        "refund": refund,
        "held": lambda: holding.held(desk),
        "old quote": lambda: quotes.quote(desk, number="Q-001"),
        "quote": quote,
        "promotion": promotion,
        "points": points,
        "codes": codes,
        "person": lambda: customers.person(desk, customer_id=1),
        "person json": lambda: customers.customer_json(desk, code="C0012", as_of=None),
        "report": lambda: reports.daily_report(desk, day=day),
        "popularity": lambda: products.refresh_popularity(desk),
        "upkeep": lambda: upkeep.count_anew(desk),
        "printing": lambda: print_jobs.run_waiting(desk),
        "till": till,
        "automatic": lambda: till_closing.close_automatic(desk),
        "zs": lambda: till_reports.z_list(desk),
        "backup": lambda: backups.back_up(desk),
        "age": lambda: backups.age(desk),
        "backups": lambda: backups.listed(desk),
        "acts": lambda: audit_search.search(desk, start=day.isoformat()),
        "export": lambda: exporting.export(desk, kind="all", folder=folder),
        "doctor": lambda: doctor.examine(desk.db.path.parent, clock=desk.clock),
        "verify": lambda: verify(desk),
    }  # fmt: skip


_KEPT = ("sale", "sale_line", "tender", "point_ledger", "credit_ledger", "audit_journal", "text_block", "customer",
         "product", "promotion", "quote", "person_block", "z_ledger", "till_journal")  # fmt: skip


def counted(desk: Desk) -> dict[str, int]:
    with desk.db.read() as session:
        found = {t: session.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in _KEPT}
        held = session.execute(text("SELECT count(*) FROM cart WHERE state = 'held'")).scalar_one()
        return {**found, "held": held}


@pytest.mark.parametrize("year", [1970, 2000, 2099])
def test_a_clock_set_to_another_age_breaks_and_destroys_nothing(
    desk: Desk, tmp_path: Path, year: int
) -> None:
    sell(desk, customer="C0012")
    carts.scan(desk, code="PTRAP")
    quotes.make_quote(desk)
    carts.scan(desk, code="SEAL-W")
    holding.hold(desk)
    for hours in (72, 48, 24, 1):
        backups.back_up(later(desk, hours=-hours))
    kept = {file.path.name for file in backups.listed(desk)}
    assert len(kept) == 4
    before = counted(desk)
    wrong = at(desk, datetime(year, 1, 1, 0, 30, tzinfo=UTC))
    for name, act in everything(wrong, tmp_path / "out").items():
        try:
            act()
        except UserError as error:
            pytest.fail(f"{name}: {error}")
    after = counted(desk)
    assert {table: count for table, count in after.items() if count < before[table]} == {}
    assert kept <= {file.path.name for file in backups.listed(desk)}, (
        "no backup gave way to one of a wrong age"
    )
    # The clock is put right: everything goes on, nothing that was valid was used up meanwhile.
    for name, act in everything(desk, tmp_path / "again").items():
        try:
            act()
        except UserError as error:
            pytest.fail(f"{name} afterwards: {error}")
    assert verify(desk).ok
    with desk.db.read() as session:
        numbers = session.execute(text("SELECT number FROM sale ORDER BY id")).scalars().all()
    assert list(numbers) == [f"1-{n:06}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("year", [1970, 2000, 2099])
def test_nobody_waits_for_a_year_because_of_a_clock(desk: Desk, year: int) -> None:
    settings.set_setting(desk, key="staff.mo", value={"role": "manager"})
    pins.set_pin(desk, staff_code="mo", pin="4711")
    wrong = at(desk, datetime(year, 6, 1, tzinfo=UTC))
    dana = Actor("dana", "Dana", "cashier")
    for _try in range(6):
        with pytest.raises(UserError):
            approvals.allowed(replace(wrong, actor=dana), Permission.VIEW_AUDIT, Approval("mo", "0000"))
    right = replace(desk, actor=dana)
    assert approvals.allowed(right, Permission.VIEW_AUDIT, Approval("mo", "4711")).by == "mo"
