"""A customer's history as the rules want it: visits, and what was bought on which days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import history as queries
from pos_app.data.records import Record
from pos_app.domain.offers import Bought

# Older purchases say little of what is wanted now, and the sidebar must not grow slower every year.
GOODS_DAYS = 1100


@dataclass(frozen=True, slots=True)
class Goods:
    """A product, its purchase days, and the projects it was bought for."""

    bought: Bought
    projects: frozenset[int]


def goods(session: Session, customer_id: int, upto: date) -> list[Goods]:
    """What the customer bought within three years up to a day, by product."""
    return goods_of(session, [customer_id], upto).get(customer_id, [])


def goods_of(session: Session, customer_ids: Sequence[int], upto: date) -> dict[int, list[Goods]]:
    """The same for several customers at once."""
    since = (upto - timedelta(GOODS_DAYS)).isoformat()
    rows = queries.bought(session, customer_ids, since, upto.isoformat())
    by_customer: dict[int, list[Record]] = {}
    for row in rows:
        by_customer.setdefault(row[0], []).append(row)
    return {customer_id: _grouped(own) for customer_id, own in by_customer.items()}


def _grouped(rows: Iterable[Record]) -> list[Goods]:
    days: dict[int, dict[str, None]] = {}
    about: dict[int, tuple[int, int | None, str]] = {}
    projects: dict[int, set[int]] = {}
    for _customer, product_id, family, category_id, name, day, project_id in rows:
        days.setdefault(product_id, {})[day] = None
        about[product_id] = (family, category_id, name)
        if project_id is not None:
            projects.setdefault(product_id, set()).add(project_id)
    return [
        Goods(
            Bought(product_id, *about[product_id], tuple(date.fromisoformat(day) for day in of_product)),
            frozenset(projects.get(product_id, ())),
        )
        for product_id, of_product in days.items()
    ]
