"""The first schema: shop, catalog, people, the posted books, and drafts."""

from alembic import op

from pos_app.data.migrations.first_books import make_books, make_drafts, make_offering
from pos_app.data.migrations.first_master import make_catalog, make_people, make_shop
from pos_app.data.migrations.posted import refuse_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

POSTED = (
    "journal",
    "sale",
    "sale_line",
    "sale_tax",
    "tender",
    "sale_document",
    "stock_move",
    "point_ledger",
    "offer_ledger",
    "offer_event_ledger",
    "offer_holdout_ledger",
)


def upgrade() -> None:
    """Make every table, and lock the posted ones."""
    make_shop()
    make_catalog()
    make_people()
    make_books()
    make_offering()
    make_drafts()
    for table in POSTED:
        refuse_changes(op, table)  # type: ignore[arg-type]
