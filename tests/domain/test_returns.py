"""Returns in parts: all parts together give back the sale, whatever the split."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.money import E6, currency
from pos_app.domain.payment import CashRounding, Settlement
from pos_app.domain.pricing import price_sale
from pos_app.domain.refunds import RefundState, TakenTender, refund_to_originals
from pos_app.domain.returns import SoldLine, nothing_returned, return_line
from pos_app.domain.sale import Discount, LineFigures, SaleDocument, SaleLine, TaxFigure
from pos_app.domain.tax import Tax
from pos_app.errors import UserError

USD = currency("USD")
SALES, ECO = Tax("TAX", "percent", 55_000), Tax("ECO", "fixed", 250_000)


def sold(quantity: int, price: int, percent: int = 0) -> SoldLine:
    line = SaleLine("thing", quantity, price, (SALES, ECO), Discount(percent=percent))
    priced = price_sale(SaleDocument(USD, (line,), discounts=(Discount(percent=33_333),), points_rate=E6))
    figures = replace(priced.lines[0], points_spent=7)
    return SoldLine(quantity, figures, 0, nothing_returned(figures))


def give_back(line: SoldLine, quantity: int) -> tuple[SoldLine, LineFigures]:
    part = return_line(line, quantity)
    given = line.given_back
    taxes = tuple(
        TaxFigure(g.tax, g.base - p.base, g.amount - p.amount)
        for g, p in zip(given.taxes, part.taxes, strict=True)
    )
    names = (
        "amount",
        "discount",
        "document_discount",
        "net",
        "tax",
        "gross",
        "waived",
        "points",
        "points_spent",
    )
    sums = {name: getattr(given, name) - getattr(part, name) for name in names}
    return replace(line, returned=line.returned + quantity, given_back=LineFigures(**sums, taxes=taxes)), part


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=8), st.integers(0, 50 * E6), st.integers(0, E6))
def test_all_parts_together_are_the_sale(parts: list[int], price: int, percent: int) -> None:
    line = sold(sum(parts), price, percent)
    for part in parts:
        line, _ = give_back(line, part)
    assert line.given_back == line.figures
    with pytest.raises(UserError, match="Only 0"):
        return_line(line, 1000)


def test_one_of_three_goes_back_at_its_share() -> None:
    # 10.00 for 3: a third of every figure, rounded over all parts so far: 3.33, then 3.34, then 3.33.
    figures = LineFigures(1000, 0, 0, 1000, 55, 1055, (TaxFigure(SALES, 1000, 55),), points=10)
    line = SoldLine(3000, figures, 0, nothing_returned(figures))
    backs = []
    for _ in range(3):
        line, part = give_back(line, 1000)
        backs.append((part.net, part.tax, part.points))
    assert backs == [(-333, -18, -3), (-334, -19, -4), (-333, -18, -3)]


@pytest.mark.parametrize(
    ("quantity", "code"), [(0, "bad_quantity"), (-1, "bad_quantity"), (3001, "return_exceeds_sold")]
)
def test_what_cannot_go_back(quantity: int, code: str) -> None:
    with pytest.raises(UserError) as caught:
        return_line(sold(3000, E6), quantity)
    assert caught.value.code == code


def after(state: RefundState, due: int, settled: Settlement) -> RefundState:
    tenders = []
    for tender in state.tenders:
        back = -sum(t.amount for t in settled.tenders if t.type == tender.type)
        tenders.append(replace(tender, given_back=tender.given_back + back))
    return replace(state, tenders=tuple(tenders), refunded=state.refunded + due)


@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=6),
    st.integers(0, 100),
    st.sampled_from([None, 5, 100]),
)
def test_refunds_in_parts_give_back_exactly_what_was_paid(
    parts: list[int], card_share: int, step: int | None
) -> None:
    total, rounding = sum(parts), CashRounding(step) if step else None
    card = total * card_share // 100
    cash = rounding.round(total - card) if rounding else total - card
    taken = (TakenTender("card", "", card, 0), TakenTender("cash", "", cash, 0))
    state = RefundState(taken, 0, rounding)
    for due in parts:
        settled = refund_to_originals(due, state)
        assert settled.paid == settled.total + settled.cash_rounding
        state = after(state, due, settled)
    assert [(t.type, t.given_back) for t in state.tenders] == [("card", card), ("cash", cash)]


def test_a_rounded_down_sale_gives_back_what_was_paid() -> None:
    # A sale of 7.50 rounded down to 7.00 asks for 7.00 back, not 8.00.
    state = RefundState((TakenTender("cash", "", 700, 0),), 0, CashRounding(100, "down"))
    assert refund_to_originals(750, state).paid == -700
