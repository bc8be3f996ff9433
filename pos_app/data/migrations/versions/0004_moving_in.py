"""Accounts, contacts from before, how files are read and imports go on, and searches that found nothing."""

from alembic import op

from pos_app.data.migrations.erasing import forget_with_customer
from pos_app.data.migrations.fourth_step import index_shelves, make_accounts, make_finding, make_moving
from pos_app.data.migrations.posted import refuse_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of moving in, lock the ledger of accounts, and let contacts go with an erased customer."""
    make_accounts()
    make_moving()
    make_finding()
    index_shelves()
    refuse_changes(op, "account_ledger")  # type: ignore[arg-type]
    forget_with_customer(op, "timeline_entry")  # type: ignore[arg-type]
