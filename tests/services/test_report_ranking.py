"""What the daily report asks over all customers, against the rows counted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy.orm import Session

from pos_app.data.queries import visits
from pos_app.data.queries.posting import table
from pos_app.services import report_figures, report_ranking
from pos_app.services.report_ranking import Ranking
from tests.services.history_kit import TODAY, Kit, open_kit

PEOPLE = 40
SINCE, YEAR = (TODAY - timedelta(730)).isoformat(), (TODAY - timedelta(365)).isoformat()
BEFORE, UPTO = (TODAY - timedelta(1)).isoformat(), TODAY.isoformat()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """Three years of visits, refunds alone and with a purchase, gift cards, and sales without a name; only read."""
    chance, kit = Random(11), open_kit(tmp_path_factory.mktemp("shop"))
    tape, box = kit.product("TAPE", "Tape"), kit.product("BOX", "Box")
    people = [kit.customer(f"C{n:02}") for n in range(PEOPLE)]
    card = {"line_no": 1, "code": "G", "kind": "gift_card", "event": "issue", "amount": 500}
    for _sale in range(260):
        day = TODAY - timedelta(chance.choice([0, chance.randint(0, 200), chance.randint(0, 1100)]))
        kind = chance.choice(["sale", "sale", "sale", "history", "refund"])
        paid, back = chance.randint(1, 90) * 100, -chance.randint(1, 90) * 100
        goods = {"refund": {tape: back}, "history": {tape: chance.choice([paid, back])}}.get(
            kind, chance.choice([{tape: paid}, {tape: paid, box: back}])
        )
        bought = [card] if paid > 8_000 else []
        kit.sale(day, chance.choice([None, *people[:30]]), goods, kind=kind, more={"credit_ledger": bought})
    yield kit
    kit.desk.db.close()


class Rows:
    """The rows as they are, added up in Python."""

    def __init__(self, session: Session) -> None:
        sale, line, credit = table("sale"), table("sale_line"), table("credit_ledger")
        positive = {row.sale_id for row in session.execute(line.select()) if row.quantity > 0}
        cards: dict[int, int] = {}
        for row in session.execute(credit.select()):
            cards[row.sale_id] = cards.get(row.sale_id, 0) + row.amount
        self.all = [row for row in session.execute(sale.select()) if row.customer_id]
        self.visits = [row for row in self.all if row.kind != "refund" and row.id in positive]
        self.net = {row.id: row.net - cards.get(row.id, 0) for row in self.all}

    def spends(self) -> list[tuple[int, int]]:
        found: dict[int, int] = {}
        for row in self.visits:
            if YEAR <= row.business_date <= BEFORE:
                found[row.customer_id] = found.get(row.customer_id, 0) + self.net[row.id]
        return sorted(found.items(), key=lambda each: (-each[1], each[0]))

    def days(self, since: str, upto: str) -> dict[int, list[str]]:
        found: dict[int, set[str]] = {}
        for row in self.visits:
            if since <= row.business_date <= upto:
                found.setdefault(row.customer_id, set()).add(row.business_date)
        return {id_: sorted(days) for id_, days in found.items()}


def ranking(session: Session) -> Ranking:
    return Ranking(session, since=SINCE, year_since=YEAR, before=BEFORE, upto=UPTO)


@pytest.mark.parametrize(("first", "many"), [(256, 8192), (3, 8192), (3, 5)])
def test_everybody_in_order_however_many_are_asked_for_at_once(
    shop: Kit, monkeypatch: pytest.MonkeyPatch, first: int, many: int
) -> None:
    monkeypatch.setattr(report_ranking, "_FIRST", first)
    monkeypatch.setattr(report_ranking, "_MANY", many)
    with shop.desk.db.read() as session:
        rows, found = Rows(session), ranking(session)
        spends, days = dict(rows.spends()), rows.days(SINCE, UPTO)
        order = sorted(days, key=lambda id_: (-spends.get(id_, 0), id_))
        assert min(spends.values()) < 0, "nobody brought back for more than they bought"
        assert days.keys() - spends.keys(), "nobody came only in the year before"
        assert [id_ for part in found.parts() for id_ in part] == order
        for some in (order, order[:2], order[5:30]):
            spans = found.spans(some)
            assert {id_: spans[id_][1:] for id_ in some} == {
                id_: (len(days[id_]), days[id_][0], days[id_][-1]) for id_ in some
            }
        for wanted, most in (
            (order[3:8], 3),
            (order, 5),
            (order, 100),
            (order[-9:], 4),
            ([999, order[-1]], 9),
        ):
            assert found.best_of(wanted, most) == [id_ for id_ in order if id_ in wanted][:most]
        spenders = sorted((spend for spend in spends.values() if spend > 0), reverse=True)
        assert found.high_from == spenders[len(spenders) - len(spenders) * 4 // 5 - 1]


def test_nobody_came(kit: Kit) -> None:
    with kit.desk.db.read() as session:
        found = ranking(session)
        assert (found.high_from, list(found.parts()), found.best_of([1], 5)) == (1, [[]], [])


def test_who_is_new_and_who_came_on_which_day(shop: Kit) -> None:
    with shop.desk.db.read() as session:
        rows = Rows(session)
        since = (TODAY - timedelta(800)).isoformat()
        firsts: dict[int, str] = {}
        for row in rows.all:
            firsts[row.customer_id] = min(firsts.get(row.customer_id, "9"), row.business_date)
        new = sum(since <= day <= BEFORE for day in firsts.values())
        assert new
        assert visits.new_between(session, since, BEFORE) == new
        came: dict[str, set[int]] = {}
        for id_, days in rows.days(since, UPTO).items():
            for day in days:
                came.setdefault(day, set()).add(id_)
        assert visits.visitors(session, since, UPTO) == came


def test_what_customers_did_up_to_a_day(shop: Kit) -> None:
    yesterday = TODAY - timedelta(1)
    with shop.desk.db.read() as session:
        rows = Rows(session)
        ids = {row.customer_id for row in rows.all if row.business_date <= BEFORE}
        found = report_figures.histories(session, ids, TODAY, yesterday)
        assert found.keys() == ids
        days = rows.days("", BEFORE)
        for id_, (rhythm, worth) in found.items():
            mine = [(row.business_date, rows.net[row.id]) for row in rows.all if row.customer_id == id_]
            recent, before = ((TODAY - timedelta(ago)).isoformat() for ago in (89, 179))
            assert rhythm.visits == len(days.get(id_, ()))
            assert rhythm.last == (date.fromisoformat(days[id_][-1]) if id_ in days else None)
            assert worth.recent == sum(net for day, net in mine if recent <= day <= BEFORE)
            assert worth.before == sum(net for day, net in mine if before <= day < recent)
            assert worth.year == sum(net for day, net in mine if "2025-11-21" < day <= BEFORE)
