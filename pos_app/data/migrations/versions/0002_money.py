"""Gift cards and store credit, quotes, audited acts; promotions of every kind, and carts that carry them."""

from alembic import op

from pos_app.data.migrations.posted import refuse_changes
from pos_app.data.migrations.second_step import (
    make_audit,
    make_credit,
    make_quotes,
    remake_drafts,
    remake_promotions,
)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables, lock the posted ones, and give old drafts their new columns."""
    make_quotes()
    make_credit()
    make_audit()
    remake_promotions()
    remake_drafts()
    for table in ("credit_ledger", "audit_journal"):
        refuse_changes(op, table)  # type: ignore[arg-type]
