"""Indexes of schema 5, written out so that later table classes never change them."""

from alembic import op


def index_visits() -> None:
    """A customer's visits and what they came to, in one look: the daily report asks it of everybody."""
    op.drop_index("sale_by_customer", "sale")
    op.create_index("sale_by_customer", "sale", ["customer_id", "business_date", "kind", "total", "net"])
