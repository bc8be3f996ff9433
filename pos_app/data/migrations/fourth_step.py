"""Tables of schema 4, written out so that later table classes never change them."""

import sqlalchemy as sa
from alembic import op

from pos_app.data.migrations.columns import integer, text


def make_accounts() -> None:
    """What customers owe the shop, as bookings and as the sum kept for speed."""
    op.create_table(
        "account_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("customer_id", to="customer.id"),
        text("job", 80),
        integer("sale_id", to="sale.id", null=True),
        text("event"),
        integer("amount"),
        sa.CheckConstraint("event IN ('opening', 'charge', 'payment', 'refund')", name="account_event"),
        sa.CheckConstraint("amount <> 0", name="account_amount"),
    )
    op.create_index("account_ledger_of", "account_ledger", ["customer_id"])
    op.create_index("account_ledger_sale", "account_ledger", ["sale_id"])
    op.add_column("customer_balance", integer("account", default=0))


def make_moving() -> None:
    """Contacts outside the till, remembered layouts of files, and imports that were begun."""
    op.create_table(
        "timeline_entry",
        integer("id", key=True),
        text("uid", 80, unique=True),
        integer("customer_id", to="customer.id", ondelete="CASCADE"),
        text("at", 30),
        text("channel", 40),
        text("kind", 40),
        text("text", 2000),
        integer("product_id", to="product.id", null=True),
        integer("amount", null=True),
    )
    op.create_index("timeline_of", "timeline_entry", ["customer_id", "at"])
    op.create_table(
        "import_layout",
        text("kind", 20, key=True),
        text("signature", 64, key=True),
        text("mapping"),
        text("used_at", 30),
    )
    op.create_table(
        "import_run",
        integer("id", key=True),
        text("kind", 20),
        text("path"),
        text("fingerprint", 200),
        text("options"),
        integer("rows"),
        integer("done"),
        text("started_at", 30),
        text("ended_at", 30),
        text("outcome"),
        sa.CheckConstraint("outcome IN ('', 'done', 'failed')", name="import_run_outcome"),
    )


def make_finding() -> None:
    """Searches that found nothing, with the cart they were made in, and what they propose."""
    op.create_table(
        "missed_search",
        text("cart_id", to="cart.id", ondelete="CASCADE", key=True),
        text("words", 80, key=True),
        integer("after_line"),
        text("at", 30),
    )
    op.create_table(
        "synonym_proposal",
        text("words", 80, key=True),
        integer("product_id", to="product.id", key=True),
        integer("times"),
        text("last_at", 30),
        text("state"),
        sa.CheckConstraint("state IN ('open', 'taken', 'refused')", name="synonym_state"),
        sa.CheckConstraint("times > 0", name="synonym_times"),
    )


def index_shelves() -> None:
    """What a category's products cost and earn, in one look: the sidebar asks it of shelves with thousands."""
    op.create_index("product_shelf", "product", ["category_id", "active", "price", "cost", "pack_of_id"])
