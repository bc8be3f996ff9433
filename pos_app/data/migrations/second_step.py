"""Tables of schema 2, written out so that later table classes never change them."""

import sqlalchemy as sa
from alembic import op

from pos_app.data.migrations.columns import flag, integer, text
from pos_app.data.migrations.rows import put_back, rows_of


def make_quotes() -> None:
    """Quotes and their lines."""
    op.create_table(
        "quote",
        integer("id", key=True),
        text("number", 60, unique=True),
        text("document_id", 80, unique=True),
        text("content_hash", 64),
        text("till", 20),
        text("made_at", 30),
        text("made_by", 40),
        text("business_date", 10),
        text("expires_on", 10),
        integer("customer_id", to="customer.id", null=True),
        integer("project_id", to="project.id", null=True),
        text("note", 300),
        text("currency", 3),
        integer("exponent"),
        integer("subtotal"),
        integer("document_discount"),
        integer("net"),
        integer("tax"),
        integer("total"),
        text("document"),
        integer("sale_id", to="sale.id", null=True),
        sa.CheckConstraint("net + tax = total", name="quote_adds_up"),
    )
    op.create_index("quote_of", "quote", ["customer_id"])
    op.create_table(
        "quote_line",
        sa.Column("quote_id", sa.Integer(), sa.ForeignKey("quote.id", ondelete="CASCADE"), primary_key=True),
        integer("position", key=True),
        integer("product_id", to="product.id", null=True),
        text("description", 200),
        text("unit"),
        integer("quantity"),
        integer("unit_price"),
        integer("list_price"),
        integer("discount"),
        text("discount_label", 60),
        text("taxes"),
        integer("amount"),
    )


def make_credit() -> None:
    """Gift cards and store credit."""
    kinds = "kind IN ('gift_card', 'store_credit')"
    op.create_table(
        "credit_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        text("code", 20),
        text("kind"),
        integer("customer_id", to="customer.id", null=True),
        integer("sale_id", to="sale.id", null=True),
        integer("line_no", null=True),
        text("event"),
        integer("amount"),
        sa.CheckConstraint(kinds, name="credit_kind"),
        sa.CheckConstraint(
            "event IN ('issue', 'top_up', 'spend', 'give_back', 'take_back', 'opening')", name="credit_event"
        ),
        sa.CheckConstraint("amount <> 0", name="credit_amount"),
    )
    op.create_index("credit_ledger_of", "credit_ledger", ["code"])
    op.create_index("credit_ledger_sale", "credit_ledger", ["sale_id"])
    op.create_table(
        "credit_account",
        text("code", 20, key=True),
        text("kind"),
        integer("customer_id", to="customer.id", null=True),
        integer("balance"),
        text("issued_on", 10),
        sa.CheckConstraint(kinds, name="credit_account_kind"),
        sa.CheckConstraint("balance >= 0", name="credit_account_balance"),
    )
    op.create_index("credit_account_of", "credit_account", ["customer_id"])


def make_audit() -> None:
    """Acts that need an answer later, their texts, and PINs."""
    op.create_table(
        "audit_journal",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        text("event", 40),
        text("actor", 40),
        text("approved_by", 40),
        integer("sale_id", to="sale.id", null=True),
        integer("line_no", null=True),
        text("text_hash", 64),
    )
    op.create_index("audit_journal_sale", "audit_journal", ["sale_id"])
    op.create_table("text_block", text("hash", 64, key=True), text("salt", 32), text("block"))
    op.create_table(
        "staff_pin",
        text("staff_code", 40, to="staff.code", key=True),
        text("pin_hash", 200),
        integer("wrong"),
        text("wait_until", 30),
    )


def remake_promotions() -> None:
    """Promotions of four kinds; those there are were percentages or prices."""
    rows = rows_of("promotion")
    op.drop_table("promotion")
    op.create_table(
        "promotion",
        text("code", 40, key=True),
        text("label", 60),
        text("kind"),
        text("level", 40),
        integer("product_id", to="product.id", null=True),
        integer("category_id", to="category.id", null=True),
        integer("percent", null=True),
        integer("amount", null=True),
        integer("price", null=True),
        integer("least_quantity"),
        integer("buy_quantity", null=True),
        integer("get_quantity", null=True),
        text("starts_on"),
        text("ends_on"),
        sa.CheckConstraint(
            "(kind = 'percent' AND percent IS NOT NULL) OR (kind = 'amount' AND amount IS NOT NULL)"
            " OR (kind = 'price' AND price IS NOT NULL)"
            " OR (kind = 'buy_get' AND percent IS NOT NULL AND buy_quantity > 0 AND get_quantity > 0)",
            name="promotion_kind",
        ),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 1000000", name="promotion_percent"),
        sa.CheckConstraint("price IS NULL OR price >= 0", name="promotion_price"),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name="promotion_amount"),
        sa.CheckConstraint("least_quantity >= 0", name="promotion_least"),
    )
    op.create_index("ix_promotion_category_id", "promotion", ["category_id"])
    op.create_index("ix_promotion_product_id", "promotion", ["product_id"])
    put_back(
        "promotion",
        rows,
        lambda row: {
            "kind": "percent" if row["price"] is None else "price",
            "least_quantity": max(0, row["least_quantity"]),
        },
    )


def remake_drafts() -> None:
    """Carts and print jobs with what they can carry now; the sales in them stay as they are."""
    carts, lines = rows_of("cart"), rows_of("cart_line")
    coupons, rewards, jobs = rows_of("cart_coupon"), rows_of("cart_reward"), rows_of("print_job")
    for name in ("cart_line", "cart_coupon", "cart_reward", "cart", "print_job"):
        op.drop_table(name)
    _cart()
    _cart_parts()
    _cart_line()
    _print_job()
    put_back("cart", carts, lambda _row: {"approved_by": "", "refund_to": ""})
    put_back("cart_coupon", coupons)
    put_back("cart_reward", rewards)
    put_back(
        "cart_line",
        lines,
        lambda row: {
            "kind": "return" if row["return_of_id"] else "goods",
            "priced_by": "hand" if row["unit_price"] is not None and row["product_id"] else "",
            "discount_label": "",
            "reason": "",
            "approved_by": "",
            "gift_code": "",
        },
    )
    put_back("print_job", jobs, lambda _row: {"kind": "receipt", "payload": ""})


def _cart() -> None:
    op.create_table(
        "cart",
        text("id", 36, key=True),
        text("till", 20),
        text("state"),
        text("name", 60),
        text("note", 300),
        integer("customer_id", to="customer.id", null=True),
        integer("project_id", to="project.id", null=True),
        integer("discount_percent", null=True),
        integer("discount_amount", null=True),
        text("discount_reason", 200),
        text("approved_by", 40),
        integer("quote_id", to="quote.id", null=True),
        text("refund_to", 20),
        integer("selected"),
        text("started_at"),
        text("started_by"),
        text("changed_at"),
        sa.CheckConstraint("state IN ('open', 'held')", name="cart_state"),
        sa.CheckConstraint("discount_percent IS NULL OR discount_amount IS NULL", name="cart_discount"),
    )
    op.create_index(
        "cart_open",
        "cart",
        ["till"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _cart_parts() -> None:
    op.create_table(
        "cart_coupon",
        text("cart_id", to="cart.id", ondelete="CASCADE", key=True),
        text("code", 20, key=True),
    )
    op.create_table(
        "cart_reward",
        text("cart_id", to="cart.id", ondelete="CASCADE", key=True),
        text("reward", 20, key=True),
        integer("times"),
        sa.CheckConstraint("times > 0", name="cart_reward_times"),
    )


def _cart_line() -> None:
    op.create_table(
        "cart_line",
        integer("id", key=True),
        text("cart_id", to="cart.id", ondelete="CASCADE"),
        integer("position"),
        text("kind"),
        integer("product_id", to="product.id", null=True),
        text("description", 200),
        text("unit"),
        integer("quantity"),
        integer("unit_price", null=True),
        text("priced_by"),
        text("taxes", null=True),
        integer("discount_percent", null=True),
        integer("discount_amount", null=True),
        text("discount_label", 60),
        text("reason", 200),
        text("approved_by", 40),
        text("gift_code", 20),
        integer("return_of_id", to="sale_line.id", null=True),
        sa.CheckConstraint("quantity <> 0", name="cart_line_quantity"),
        sa.CheckConstraint("discount_percent IS NULL OR discount_amount IS NULL", name="cart_line_discount"),
        sa.CheckConstraint(
            "kind IN ('goods', 'return', 'gift_card', 'deposit', 'fee')", name="cart_line_kind"
        ),
        sa.CheckConstraint("priced_by IN ('', 'hand', 'label', 'quote')", name="cart_line_priced"),
    )
    op.create_index("cart_line_of", "cart_line", ["cart_id", "position"])


def _print_job() -> None:
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
            " OR (kind = 'explanation' AND payload <> '')",
            name="print_job_paper",
        ),
    )
    op.create_index("ix_print_job_state", "print_job", ["state"])
