"""Tables of schema 3, written out so that later table classes never change them."""

import sqlalchemy as sa
from alembic import op

from pos_app.data.migrations.columns import flag, integer, text
from pos_app.data.migrations.rows import put_back, rows_of


def make_till() -> None:
    """Till sessions: events, counts, Zs, and what is open."""
    modes = "mode IN ('counter', 'automatic')"
    op.create_table(
        "till_journal",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("session_id"),
        text("event"),
        text("mode"),
        integer("amount"),
        integer("expected", null=True),
        text("text_hash", 64),
        sa.CheckConstraint("event IN ('open', 'cash_in', 'cash_out', 'close')", name="till_event"),
        sa.CheckConstraint(modes, name="till_mode"),
        sa.CheckConstraint("(event = 'close') = (expected IS NOT NULL)", name="till_expected"),
    )
    op.create_index("till_journal_session", "till_journal", ["session_id"])
    op.create_table(
        "till_count_ledger",
        integer("event_id", to="till_journal.id", key=True),
        integer("value", key=True),
        integer("entry_id", to="journal.id"),
        integer("pieces"),
        sa.CheckConstraint("value > 0 AND pieces > 0", name="till_count"),
    )
    op.create_table(
        "z_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        text("till", 20),
        integer("number"),
        integer("session_id", unique=True),
        text("document"),
        sa.UniqueConstraint("till", "number", name="z_number"),
    )
    _sessions(modes)


def _sessions(modes: str) -> None:
    op.create_table(
        "till_session",
        integer("id", key=True),
        text("till", 20),
        text("mode"),
        text("business_date", 10),
        text("opened_at", 30),
        text("opened_by", 40),
        text("closed_at", 30),
        sa.CheckConstraint(modes, name="till_session_mode"),
    )
    op.create_index("till_session_open", "till_session", ["till", "mode", "closed_at"])
    open_counter = sa.text("mode = 'counter' AND closed_at = ''")
    op.create_index(
        "till_session_counter",
        "till_session",
        ["till"],
        unique=True,
        sqlite_where=open_counter,
        postgresql_where=open_counter,
    )
    op.create_table(
        "open_count",
        integer("session_id", key=True),
        integer("value", key=True),
        integer("pieces"),
        sa.CheckConstraint("value > 0 AND pieces >= 0", name="open_count_pieces"),
    )


def add_columns() -> None:
    """What entries, staff, PINs and carts know besides."""
    op.add_column("journal", integer("session_id", null=True))
    op.create_index("ix_journal_session_id", "journal", ["session_id"])
    op.create_index("journal_by_date", "journal", ["business_date"])
    op.create_index("audit_journal_entry", "audit_journal", ["entry_id"])
    op.create_index("audit_journal_event", "audit_journal", ["event"])
    # Every cash sale opens the drawer: a list of acts passes them over.
    telling = sa.text("event <> 'drawer_opened' OR sale_id IS NULL")
    op.create_index(
        "audit_journal_telling",
        "audit_journal",
        ["id"],
        sqlite_where=telling,
        postgresql_where=telling,
    )
    # From a till session's entries to what was sold in them.
    op.create_index("sale_entry", "sale", ["entry_id"])
    op.create_index("point_ledger_sale", "point_ledger", ["sale_id"])
    op.add_column("staff", flag("locked", default=False))
    op.add_column("staff_pin", text("recovery_hash", 200, default=""))
    op.add_column("cart", integer("total_shown", null=True))


def remake_print_jobs() -> None:
    """Print jobs of every paper, and pulses for the drawer; those that wait go on waiting."""
    jobs = rows_of("print_job")
    op.drop_table("print_job")
    op.create_table(
        "print_job",
        integer("id", key=True),
        text("kind"),
        integer("document_id", to="sale.id", null=True),
        integer("quote_id", to="quote.id", null=True),
        text("payload"),
        text("target", 300),
        flag("is_copy"),
        text("state"),
        text("error"),
        text("created_at"),
        text("done_at"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name="print_job_state"),
        sa.CheckConstraint(
            "(kind = 'receipt' AND document_id IS NOT NULL) OR (kind = 'quote' AND quote_id IS NOT NULL)"
            " OR (kind IN ('explanation', 'x', 'z', 'drawer') AND payload <> '')",
            name="print_job_paper",
        ),
    )
    op.create_index("ix_print_job_state", "print_job", ["state"])
    put_back("print_job", jobs)
