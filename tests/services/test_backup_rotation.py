"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from pos_app.services.backup_rotation import kept

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
MOMENTS = st.sets(st.integers(0, 3 * 366 * 24 * 60).map(lambda m: NOW - timedelta(minutes=m)), max_size=80)
COUNTS = st.integers(0, 9)


def test_a_year_of_half_hours_leaves_hours_days_and_months() -> None:
    moments = [NOW - timedelta(minutes=30 * n) for n in range(2 * 24 * 365)]
    stay = kept(moments, hours=24, days=30, months=12)
    assert (
        len(stay) == 24 + 28 + 10
    )  # today and yesterday, this month and the last are among the hours and days
    assert NOW in stay
    assert min(stay) == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


def test_a_shop_that_was_closed_for_months_loses_nothing() -> None:
    moments = [NOW - timedelta(days=200 + 40 * n) for n in range(12)]
    assert kept(moments, hours=1, days=1, months=12) == set(moments)


def test_hours_and_days_are_those_of_the_wall_clock() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    late, later = datetime(2026, 11, 21, 18, 20, tzinfo=UTC), datetime(2026, 11, 21, 18, 40, tzinfo=UTC)
    assert kept([late, later], hours=1, days=2, months=0, zone=zone) == {late, later}
    assert kept([late, later], hours=1, days=2, months=0, zone=UTC) == {later}


@given(moments=MOMENTS, hours=COUNTS, days=COUNTS, months=COUNTS)
def test_the_newest_stays_and_thinning_out_again_changes_nothing(
    moments: set[datetime], hours: int, days: int, months: int
) -> None:
    stay = kept(moments, hours=hours, days=days, months=months)
    assert stay <= moments
    assert not moments or max(moments) in stay
    assert len(stay) <= max(1, hours + days + months)
    assert kept(stay, hours=hours, days=days, months=months) == stay
