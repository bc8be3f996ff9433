"""Any run of sales, refunds, cash moved and closes: the drawer follows pencil and paper, the Zs the day book."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pos_app.domain.till import TillReport
from pos_app.errors import UserError
from pos_app.services import till_closing, till_reports, tills
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from tests.services.till_kit import Counter, counter

WAYS = ("cash", "cash", "over", "card", "mixed", "gift_card", "store_credit", "transfer")


@dataclass
class Paper:
    """What somebody with pencil and paper at the counter would know, in cents."""

    counter: Counter
    drawer: int | None = None
    receipts: list[str] = field(default_factory=list)
    card: str = ""
    on_card: int = 0

    def open(self, cents: int) -> None:
        if self.drawer is None:
            tills.open_till(self.counter.desk, amount=cents)
            self.drawer = cents

    def close(self, counted: int) -> None:
        if self.drawer is None:
            return
        closed = till_closing.close_till(self.counter.desk, counted=counted)
        assert closed.expected == self.drawer
        assert closed.over_short == counted - self.drawer
        self.drawer = None

    def move(self, cents: int) -> None:
        if self.drawer is None or not cents:
            return
        if cents > 0:
            tills.cash_in(self.counter.owner, amount=cents, reason="Change from the bank")
        else:
            tills.cash_out(self.counter.owner, amount=-cents, reason="To the bank")
        self.drawer += cents

    def sell(self, cents: int, way: str) -> None:
        """Goods with tax and a discount; some by what is in the drawer, some by other ways."""
        if self.drawer is None:
            return
        line = {"sku": "SEAL-W", "quantity": "1", "unit_price": money(cents), "discount": {"percent": "3"}}
        total = self._total(line)
        answer = sell_json(self.counter.desk, {"lines": [line], "tenders": self._tenders(way, total)})
        self._book(answer)
        self.receipts.append(answer["receipt"])

    def sell_card(self, cents: int) -> None:
        if self.drawer is None:
            return
        line = {"gift_card": self.card or "new", "unit_price": money(cents), "quantity": "1"}
        answer = sell_json(self.counter.desk, {"lines": [line], "tenders": [tender("cash", cents + 4)]})
        self.card = answer["gift_cards"][0]["code"]
        self.on_card += cents
        self._book(answer)

    def refund(self, which: int, way: str) -> None:
        if self.drawer is None or not self.receipts:
            return
        receipt = self.receipts.pop(which % len(self.receipts))
        document: dict[str, Any] = {"of": receipt}
        if way == "store_credit":
            document["tenders"] = [{"type": "store_credit", "amount": "-" + self._price(receipt)}]
        try:
            answer = refund_json(self.counter.desk, document)
        except UserError:
            # More than this sale has left to give: back to where it came from.
            answer = refund_json(self.counter.desk, {"of": receipt})
        self._book(answer)

    def night(self) -> None:
        self.counter.clock.now += timedelta(hours=13)

    def _total(self, line: dict[str, Any]) -> int:
        from pos_app.services.documents import price_json

        return cents_of(price_json(self.counter.desk, {"lines": [line]})["total"])

    def _price(self, receipt: str) -> str:
        with self.counter.desk.db.read() as session:
            found = session.execute(
                text("SELECT paid FROM sale WHERE number = :n"), {"n": receipt}
            ).scalar_one()
        return money(found)

    def _tenders(self, way: str, total: int) -> list[dict[str, Any]]:
        if way == "gift_card" and self.on_card and total:
            part = min(total, self.on_card)
            self.on_card -= part
            rest = [tender("card", total - part)] if total > part else []
            return [{**tender("gift_card", part), "reference": self.card}, *rest]
        if way in ("card", "transfer") and total:
            return [tender(way, total)]
        if way == "mixed" and total > 1:
            return [tender("card", total // 2), tender("cash", total - total // 2 + 4)]
        return [tender("cash", total + (2_000 if way == "over" else 4))]

    def _book(self, answer: dict[str, Any]) -> None:
        assert self.drawer is not None
        for paid in answer["tenders"]:
            if paid["type"] == "cash":
                self.drawer += cents_of(paid["amount"])
            elif paid["type"] == "gift_card" and cents_of(paid["amount"]) < 0:
                self.on_card -= cents_of(paid["amount"])
        self.drawer -= cents_of(answer["change"])


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def cents_of(amount: str) -> int:
    return int(amount.replace(".", ""))


def tender(kind: str, cents: int) -> dict[str, Any]:
    return {"type": kind, "amount": money(cents)}


def day_book(at: Counter) -> dict[str, Any]:
    """The sums over all documents, by plain SQL."""
    with at.desk.db.read() as session:

        def rows(sql: str) -> list[Any]:
            return [tuple(row) for row in session.execute(text(sql))]

        return {
            "documents": rows(
                "SELECT count(*), coalesce(sum(total), 0), coalesce(sum(net), 0), coalesce(sum(tax), 0),"
                " coalesce(sum(cash_rounding), 0), coalesce(sum(change), 0), coalesce(sum(discount), 0) FROM sale"
            )[0],
            "taxes": dict(rows("SELECT code, sum(amount) FROM sale_tax GROUP BY code")),
            "tenders": dict(
                rows(
                    "SELECT type, sum(amount) - CASE type WHEN 'cash' THEN (SELECT sum(change) FROM sale) ELSE 0 END"
                    " FROM tender GROUP BY type"
                )
            ),
            "points": rows("SELECT coalesce(sum(points), 0) FROM point_ledger WHERE sale_id IS NOT NULL")[0][
                0
            ],
        }


def sum_of(reports: list[TillReport]) -> dict[str, Any]:
    """The same sums over reports."""
    every = [r.figures for r in reports]
    taxes: dict[str, int] = {}
    tenders: dict[str, int] = {}
    for figures in every:
        for tax in figures.taxes:
            taxes[tax.code] = taxes.get(tax.code, 0) + tax.amount
        for paid in figures.tenders:
            tenders[paid.type] = tenders.get(paid.type, 0) + paid.net
    names = ("total", "net", "tax", "rounding", "change", "discounts")
    sums = [sum(getattr(figures, name) for figures in every) for name in names]
    return {
        "documents": (sum(f.sales_count + f.refunds_count for f in every), *sums),
        "taxes": taxes,
        "tenders": tenders,
        "points": sum(f.points_earned - f.points_spent for f in every),
    }


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["sell", "sell", "sell", "refund", "refund", "card", "in", "out", "close", "night", "command"]
        ),
        st.integers(1, 9_999),
        st.sampled_from(WAYS),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=20)
@given(STEPS)
def test_the_drawer_follows_pencil_and_paper_and_the_zs_add_up_to_the_day_book(
    steps: list[tuple[str, int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, counter(Path(folder)) as at:
        paper = Paper(at)
        for what, cents, way in steps:
            paper.open(cents)
            if what == "sell":
                paper.sell(cents, way)
            elif what == "refund":
                paper.refund(cents, way)
            elif what == "card":
                paper.sell_card(cents)
            elif what in ("in", "out"):
                paper.move(cents if what == "in" else -cents)
            elif what == "close":
                paper.close(cents)
            elif what == "night":
                paper.night()
            else:
                goods = {"description": "Key", "quantity": "1", "unit_price": money(cents), "taxes": []}
                paid = [tender("cash", cents + 4)]
                sell_json(at.command_line, {"lines": [goods], "tenders": paid})
        if paper.drawer is not None:
            assert till_reports.x_report(at.owner).figures.expected == paper.drawer
        zs = [till_reports.z_report(at.desk, number=z.number) for z in till_reports.z_list(at.desk)]
        reports = [*zs, *till_reports.open_reports(at.owner)]
        assert sum_of(reports) == day_book(at)
        assert sorted(z.number for z in zs) == list(range(1, len(zs) + 1))
        newest = max(reports, key=lambda r: (r.made_at, r.kind == "x", r.number))
        assert newest.figures.grand_total == day_book(at)["documents"][1]
        assert at.problems() == []
