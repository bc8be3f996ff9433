"""RFM scores and names against a reference case, and the plain value segments."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.cadence import rhythm
from pos_app.domain.segments import (
    Measures,
    Scores,
    ValueSegment,
    Worth,
    cuts,
    high_value_place,
    rfm_scores,
    rfm_segment,
    value_segment,
)

# The orders data set of the R package rfm (rsquaredacademy/rfm, MIT licence): 4,906
# orders of 995 customers with made-up names, scored on 2006-12-31.
ORDERS = Path(__file__).parent.parent / "data" / "rfm_orders.csv.gz"
ANALYSED = date(2006, 12, 31)
# segment: customers, orders, revenue
EXPECTED = {
    "Champions": (35, 316, 31_646),
    "Potential Loyalist": (342, 2_211, 204_856),
    "Loyal Customers": (170, 799, 76_562),
    "Promising": (9, 28, 4_249),
    "New Customers": (104, 329, 28_837),
    "Can't Lose Them": (47, 274, 32_446),
    "At Risk": (28, 216, 22_227),
    "Need Attention": (10, 57, 4_562),
    "About To Sleep": (102, 283, 23_449),
    "Lost": (148, 393, 35_324),
}


@pytest.fixture(scope="module")
def customers() -> dict[str, Measures]:
    orders: dict[str, list[tuple[date, int]]] = {}
    with gzip.open(ORDERS, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day = date.fromisoformat(row["order_date"])
            orders.setdefault(row["customer_id"], []).append((day, int(row["revenue"])))
    return {
        name: Measures((ANALYSED - max(day for day, _ in own)).days, len(own), sum(money for _, money in own))
        for name, own in orders.items()
    }


@pytest.mark.parametrize("scale", [1, 100, 1000])
def test_the_reference_case_comes_out_exactly(customers: dict[str, Measures], scale: int) -> None:
    """In whole units, cents and thousandths: the added one is a whole unit in all of them."""
    scaled = {name: Measures(m.recency, m.frequency, m.monetary * scale) for name, m in customers.items()}
    counts: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    revenue: Counter[str] = Counter()
    for name, scores in rfm_scores(scaled, scale).items():
        segment = rfm_segment(scores)
        counts[segment] += 1
        orders[segment] += customers[name].frequency
        revenue[segment] += customers[name].monetary
    assert len(customers) == 995
    assert sum(orders.values()) == 4_906
    assert {
        name: (counts[name], orders[name], revenue[name]) for name in counts if name != "Others"
    } == EXPECTED


@pytest.mark.parametrize(
    ("values", "fifths"),
    [
        ([0, 10], (15, 25, 35, 45)),  # cuts 2, 4, 6, 8, plus one, times five
        ([1, 2, 3, 4, 5, 6], (15, 20, 25, 30)),
        ([7], (40, 40, 40, 40)),
        ([], ()),
    ],
)
def test_cuts_are_interpolated_and_raised_by_one(values: list[int], fifths: tuple[int, ...]) -> None:
    assert cuts(values).fifths == fifths


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_a_larger_value_never_scores_lower(values: list[int]) -> None:
    found = cuts(values)
    scores = [found.score(value) for value in sorted(values)]
    assert scores == sorted(scores)
    assert set(scores) <= {1, 2, 3, 4, 5}


def test_scores_read_as_three_digits_and_the_first_box_wins() -> None:
    assert Scores(5, 5, 4).text == "554"
    assert rfm_segment(Scores(5, 5, 5)) == "Champions"
    assert rfm_segment(Scores(1, 1, 1)) == "Lost"
    assert rfm_segment(Scores(2, 5, 1)) == "Others"


TODAY = date(2026, 11, 21)


def visits(*ago: int) -> list[date]:
    return [TODAY - timedelta(days) for days in ago]


@pytest.mark.parametrize(
    ("ago", "worth", "expected"),
    [
        ((), Worth(0, 0, 0), ValueSegment.NEW),
        ((29,), Worth(90_000, 90_000, 0), ValueSegment.NEW),
        ((100, 80, 60, 40), Worth(90_000, 1_000, 1_000), ValueSegment.AT_RISK),
        ((100, 80, 60, 40, 20), Worth(90_000, 1_000, 1_000), ValueSegment.HIGH),
        ((100, 80, 60, 40, 20), Worth(9_000, 3_000, 2_000), ValueSegment.PROMISING),
        ((100, 80, 60, 40, 20), Worth(9_000, 2_999, 2_000), ValueSegment.REGULAR),
        ((100, 80, 60, 40, 20), Worth(0, 0, 0), ValueSegment.REGULAR),
    ],
)
def test_value_segments(ago: tuple[int, ...], worth: Worth, expected: ValueSegment) -> None:
    assert value_segment(rhythm(visits(*ago), TODAY), worth, 50_000) is expected


def test_high_value_is_the_top_fifth_of_those_who_spent() -> None:
    assert [high_value_place(spenders) for spenders in (1, 4, 5, 6, 10, 11)] == [1, 1, 1, 2, 2, 3]
