"""A customer's history as the rules want it: what was bought on which days."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy.orm import Session

from pos_app.data.memory import remembered
from pos_app.data.queries import history as queries
from pos_app.domain.offers import Bought

# Older purchases say little of what is wanted now, and the sidebar must not grow slower every year.
GOODS_DAYS = 1100
# Few days, each of them many times.
_day = lru_cache(maxsize=4096)(date.fromisoformat)


@remembered
def goods(session: Session, customer_id: int, upto: date) -> list[Bought]:
    """What the customer bought within three years up to a day, by product."""
    return goods_of(session, [customer_id], upto).get(customer_id, [])


def goods_of(
    session: Session, customer_ids: Sequence[int], upto: date, least_days: int = 1
) -> dict[int, list[Bought]]:
    """The same for several customers at once, without what they bought on fewer than `least_days`."""
    since = (upto - timedelta(GOODS_DAYS)).isoformat()
    found: dict[int, list[Bought]] = {}
    for customer_id, product_id, family, category_id, name, days in queries.bought(
        session, customer_ids, since, upto.isoformat(), least_days
    ):
        dates = tuple(map(_day, sorted(set(days.split()))))
        found.setdefault(customer_id, []).append(Bought(product_id, family, category_id, name, dates))
    return found
