"""Denominations, what should be in a drawer, and several sessions seen as one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import denominations as money
from pos_app.domain.currencies import CODES
from pos_app.domain.money import currency
from pos_app.domain.till import (
    ActCount,
    ActLine,
    CashMove,
    DaySum,
    Figures,
    TaxSum,
    TenderSum,
    TillReport,
)
from pos_app.domain.till_codec import from_plain, to_plain
from pos_app.domain.till_sums import combined, expected_cash, settled, tender_sum
from pos_app.errors import UserError
from tests.printing.tills import DAY

USD = currency("USD")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_currency_can_be_counted(code: str) -> None:
    values = money.denominations(currency(code))
    assert list(values) == sorted(set(values), reverse=True)
    assert values[-1] > 0
    assert len(values) >= 7


@pytest.mark.parametrize(
    ("code", "lowest", "highest", "absent"),
    [
        ("USD", 1, 10_000, 50_000),
        ("EUR", 1, 50_000, 25),
        ("GBP", 1, 5_000, 10_000),
        ("CAD", 5, 10_000, 1),
        ("CHF", 5, 100_000, 1),
        ("SEK", 100, 100_000, 50),
        ("JPY", 1, 10_000, 20),
        ("KWD", 5, 20_000, 2),
        ("NZD", 10, 10_000, 5),
    ],
)
def test_notes_and_coins_are_those_in_circulation(code: str, lowest: int, highest: int, absent: int) -> None:
    values = money.denominations(currency(code))
    assert (values[-1], values[0]) == (lowest, highest)
    assert absent not in values


@pytest.mark.parametrize(("code", "highest"), [("XAF", 50_000), ("BBD", 50_000), ("LYD", 500_000)])
def test_other_currencies_have_a_series(code: str, highest: int) -> None:
    values = money.denominations(currency(code))
    assert (values[0], values[-1], values[-2], values[-3]) == (highest, 1, 2, 5)


def test_a_count_is_checked_and_added_up() -> None:
    count = money.check_count({100: 3, 5: 0, 2_000: 1}, USD)
    assert list(count.items()) == [(2_000, 1), (100, 3)]
    assert money.total_of(count) == 2_300
    assert money.parse_pieces(" 12 ") == 12
    assert money.parse_pieces("") == 0
    with pytest.raises(UserError, match=r"There is no note or coin of 3\.00 in USD"):
        money.check_count({300: 1}, USD)


def test_change_is_never_takings() -> None:
    cash = tender_sum("cash", count=2, taken=3_000, given_back=500, change=700)
    assert cash == TenderSum("cash", 2, 2_300, 500, 1_800)
    moves = [CashMove("", "", 1_000), CashMove("", "", -200)]
    card = tender_sum("card", count=1, taken=999, given_back=0)
    figures = settled(Figures(float_=10_000, change=700), [cash, card], moves)
    assert (figures.cash_in, figures.cash_out, figures.cash_takings) == (1_000, 200, 1_800)
    assert (
        figures.expected == expected_cash(float_=10_000, cash_in=1_000, cash_out=200, takings=1_800) == 12_600
    )


def report(**more: object) -> TillReport:
    figures = Figures(
        sales_count=2,
        sales=1_000,
        total=1_000,
        net=900,
        tax=100,
        rounding=-2,
        rounding_year=-7,
        float_=500,
        expected=1_500,
        grand_total=9_000,
        taxes=(TaxSum("TAX", "Sales tax", 900, 100),),
        tenders=(TenderSum("cash", 2, 1_000, 0, 1_000),),
        moves=(CashMove("2026-11-20T09:00:00Z", "Dana", 5),),
    )
    made = replace(
        DAY,
        number=1,
        session_id=1,
        business_date="2026-11-20",
        figures=figures,
        first_receipt="1-000001",
        last_receipt="1-000002",
        counted=1_490,
        over_short=-10,
        count=((100, 14), (10, 9)),
        acts=(ActCount("refund", 1),),
        act_lines=(ActLine("2026-11-20T10:00:00Z", "refund", "Dana", "Kim", "1-000002"),),
        held=0,
        head_seq=7,
        head_hash="ab",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_stored_z_comes_back_as_it_was() -> None:
    stored = json.loads(json.dumps(to_plain(report())))
    assert "head_hash" not in stored
    assert from_plain(stored, head_seq=7, head_hash="ab") == report()


def test_one_report_stays_as_it_is() -> None:
    assert combined([report()]) == report()


def test_several_are_summed_but_for_the_figures_of_the_till() -> None:
    first = report()
    later = report(
        number=2,
        session_id=9,
        business_date="2026-11-21",
        first_receipt="1-999999",
        last_receipt="1-1000000",
        figures=replace(
            first.figures,
            taxes=(TaxSum("ECO", "Eco fee", 10, 1), TaxSum("TAX", "Sales tax", 100, 10)),
            tenders=(TenderSum("card", 1, 5, 0, 5), TenderSum("cash", 1, 10, 4, 6)),
            rounding_year=-9,
            grand_total=10_000,
        ),
    )
    both = combined([first, later])
    figures = both.figures
    assert (both.business_date, both.session_id, both.number) == ("2026-11-20", 0, 2)
    assert (both.first_receipt, both.last_receipt) == ("1-000001", "1-1000000")
    assert (both.counted, both.over_short, both.count) == (2_980, -20, ())
    assert (figures.total, figures.float_, figures.rounding) == (2_000, 1_000, -4)
    assert (figures.rounding_year, figures.grand_total) == (-9, 10_000)
    assert figures.taxes == (TaxSum("ECO", "Eco fee", 10, 1), TaxSum("TAX", "Sales tax", 1_000, 110))
    assert figures.tenders == (TenderSum("cash", 3, 1_010, 4, 1_006), TenderSum("card", 1, 5, 0, 5))
    assert figures.days == (DaySum("2026-11-20", 2, 1_000), DaySum("2026-11-21", 2, 1_000))
    assert both.acts == (ActCount("refund", 2),)
    assert len(figures.moves) == 2


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 10**6)), min_size=1, max_size=6))
def test_a_combination_is_the_sum_of_its_parts(parts: list[tuple[int, int]]) -> None:
    reports = [
        report(figures=replace(report().figures, total=total, expected=cash, tenders=(), taxes=()))
        for total, cash in parts
    ]
    whole = combined(reports).figures
    assert (whole.total, whole.expected) == (sum(t for t, _ in parts), sum(c for _, c in parts))
