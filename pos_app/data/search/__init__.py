"""Search over products and customers: with `db.py` the only place that knows the database's dialect.

The tables behind it are caches (see `schema`). Services call `index_product` and `index_customer` in the
transaction that changes the thing; `ensure` makes the tables when a shop has none yet.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data.search import schema
from pos_app.data.search.customer_index import (
    fill_customers,
    index_customers,
    place_customers,
    refresh_visits,
    stale_customers,
)
from pos_app.data.search.customer_query import search_customers
from pos_app.data.search.product_index import (
    fill_products,
    index_products,
    place_products,
    refresh_popularity,
    stale_products,
)
from pos_app.data.search.product_query import search_products
from pos_app.data.search.schema import outdated, ready
from pos_app.data.search.vocabulary import product_vocabulary

__all__ = [
    "ensure",
    "index_customer",
    "index_customers",
    "index_product",
    "index_products",
    "outdated",
    "place_customers",
    "place_products",
    "product_vocabulary",
    "ready",
    "rebuild",
    "refresh_popularity",
    "refresh_visits",
    "search_customers",
    "search_products",
    "stale_customers",
    "stale_products",
]


def ensure(session: Session) -> None:
    """Make and fill the search tables if they are missing or of another version; needs a writing session."""
    if not ready(session):
        rebuild(session)


def rebuild(session: Session) -> None:
    """Make the search tables anew from products, customers and the last 90 days that have sales."""
    schema.create(session)
    since = session.execute(text("SELECT date(max(business_date), '-90 days') FROM sale")).scalar()
    fill_products(session, str(since or ""))
    fill_customers(session)
    schema.finish(session)


def index_product(session: Session, product_id: int) -> None:
    """Bring one product's index rows up to date, in the transaction that changed it."""
    ensure(session)
    index_products(session, [product_id])


def index_customer(session: Session, customer_id: int) -> None:
    """Bring one customer's index rows up to date; an erased customer is taken out."""
    ensure(session)
    index_customers(session, [customer_id])
