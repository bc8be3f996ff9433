"""Till sessions with counts and Zs; entries that know theirs; staff that can be locked; every paper in the queue."""

from alembic import op

from pos_app.data.migrations.posted import refuse_changes
from pos_app.data.migrations.third_step import add_columns, make_till, remake_print_jobs

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the till, lock the posted ones, and widen what was there."""
    make_till()
    add_columns()
    remake_print_jobs()
    for table in ("till_journal", "till_count_ledger", "z_ledger"):
        refuse_changes(op, table)  # type: ignore[arg-type]
