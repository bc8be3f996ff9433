"""Posted tables and drafts of schema 1, written out so that later table classes never change it."""

import sqlalchemy as sa
from alembic import op

from pos_app.data.migrations.columns import flag, integer, text


def make_books() -> None:
    """The day book and every posted row."""
    _journal()
    _sale()
    _offer_ledger()
    _point_ledger()
    _sale_document()
    _sale_line()
    _stock_move()
    _tender()
    _offer_event_ledger()
    _sale_tax()


def make_offering() -> None:
    """Who was held back, and what goes with what."""
    _companion_cache()
    _offer_holdout_ledger()


def make_drafts() -> None:
    """Carts and print jobs."""
    _cart()
    _cart_coupon()
    _cart_reward()
    _print_job()
    _cart_line()


def _journal() -> None:
    op.create_table(
        "journal",
        integer("id", key=True),
        text("till", 20),
        integer("seq"),
        text("previous_hash", 64),
        text("hash", 64),
        integer("version"),
        text("kind", 30),
        text("uuid", 36, unique=True),
        text("actor", 40),
        text("at", 30),
        text("business_date", 10),
        sa.UniqueConstraint("till", "seq", name="journal_seq"),
    )


def _sale() -> None:
    op.create_table(
        "sale",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        text("document_id", 80, unique=True),
        text("content_hash", 64),
        text("number", 60, unique=True),
        text("kind"),
        text("till", 20),
        text("sold_at", 30),
        text("business_date", 10),
        text("cashier", 40),
        integer("customer_id", to="customer.id", null=True),
        text("person_hash", 64),
        integer("project_id", to="project.id", null=True),
        integer("refund_of_id", to="sale.id", null=True),
        text("currency", 3),
        integer("exponent"),
        text("tax_rounding"),
        integer("cash_step", null=True),
        text("cash_method"),
        integer("subtotal"),
        integer("document_discount"),
        integer("discount"),
        integer("net"),
        integer("tax"),
        integer("total"),
        integer("cash_rounding"),
        integer("paid"),
        integer("change"),
        integer("points"),
        text("exempt_certificate", 60),
        text("approved_by", 40),
        sa.CheckConstraint("kind IN ('sale', 'refund', 'history')", name="sale_kind"),
        sa.CheckConstraint("net + tax = total", name="sale_adds_up"),
        sa.CheckConstraint("paid = total + cash_rounding", name="sale_paid"),
        sa.CheckConstraint("exponent IN (0, 2, 3)", name="sale_exponent"),
    )
    op.create_index("ix_sale_refund_of_id", "sale", ["refund_of_id"])
    op.create_index("sale_by_customer", "sale", ["customer_id", "business_date"])
    op.create_index("sale_by_date", "sale", ["business_date"])


def _offer_ledger() -> None:
    op.create_table(
        "offer_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        text("code", 20, unique=True),
        integer("customer_id", to="customer.id", null=True),
        integer("sale_id", to="sale.id"),
        integer("product_id", to="product.id", null=True),
        integer("category_id", to="category.id", null=True),
        integer("percent"),
        text("valid_until"),
        text("text"),
        text("reason"),
        sa.CheckConstraint("percent > 0 AND percent <= 1000000", name="offer_percent"),
    )
    op.create_index("offer_ledger_of", "offer_ledger", ["customer_id"])


def _point_ledger() -> None:
    op.create_table(
        "point_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("customer_id", to="customer.id"),
        integer("sale_id", to="sale.id", null=True),
        text("kind"),
        integer("points"),
        text("expires_on"),
        sa.CheckConstraint("kind IN ('earn', 'spend', 'return', 'give_back', 'opening')", name="point_kind"),
    )
    op.create_index("point_ledger_of", "point_ledger", ["customer_id"])


def _sale_document() -> None:
    op.create_table(
        "sale_document",
        integer("sale_id", to="sale.id", key=True),
        integer("entry_id", to="journal.id"),
        text("answer"),
        text("receipt"),
    )


def _sale_line() -> None:
    op.create_table(
        "sale_line",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("sale_id", to="sale.id"),
        integer("line_no"),
        text("kind"),
        integer("product_id", to="product.id", null=True),
        text("sku", 40),
        text("description", 200),
        text("unit"),
        integer("quantity"),
        integer("unit_price"),
        integer("list_price"),
        integer("amount"),
        integer("discount"),
        text("discount_label", 60),
        text("discount_code", 40),
        integer("document_discount"),
        integer("net"),
        integer("tax"),
        integer("gross"),
        integer("waived"),
        integer("points"),
        integer("points_spent"),
        integer("cost"),
        integer("return_of_id", to="sale_line.id", null=True),
        sa.UniqueConstraint("sale_id", "line_no", name="sale_line_no"),
        sa.CheckConstraint("net + tax = gross", name="sale_line_adds_up"),
        sa.CheckConstraint("quantity <> 0", name="sale_line_quantity"),
        sa.CheckConstraint(
            "kind IN ('goods', 'return', 'gift_card', 'deposit', 'fee')", name="sale_line_kind"
        ),
    )
    op.create_index("ix_sale_line_return_of_id", "sale_line", ["return_of_id"])
    op.create_index("sale_line_product", "sale_line", ["product_id"])


def _stock_move() -> None:
    op.create_table(
        "stock_move",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("product_id", to="product.id"),
        integer("sale_id", to="sale.id", null=True),
        integer("quantity"),
        text("reason"),
        sa.CheckConstraint("reason IN ('sale', 'return', 'opening', 'correction')", name="stock_move_reason"),
    )
    op.create_index("stock_move_product", "stock_move", ["product_id"])


def _tender() -> None:
    op.create_table(
        "tender",
        integer("sale_id", to="sale.id", key=True),
        integer("position", key=True),
        integer("entry_id", to="journal.id"),
        text("type", 20),
        integer("amount"),
        text("reference", 60),
    )


def _offer_event_ledger() -> None:
    op.create_table(
        "offer_event_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("offer_id", to="offer_ledger.id"),
        text("event"),
        integer("sale_id", to="sale.id", null=True),
        sa.CheckConstraint("event IN ('issued', 'redeemed', 'restored', 'voided')", name="offer_event"),
    )
    op.create_index("offer_event_of", "offer_event_ledger", ["offer_id"])


def _sale_tax() -> None:
    op.create_table(
        "sale_tax",
        integer("line_id", to="sale_line.id", key=True),
        integer("position", key=True),
        integer("entry_id", to="journal.id"),
        text("code", 20),
        text("name", 60),
        text("kind"),
        integer("rate"),
        flag("included"),
        flag("adds_to_base"),
        flag("ignores_previous"),
        integer("base"),
        integer("amount"),
    )


def _companion_cache() -> None:
    op.create_table(
        "companion_cache",
        integer("product_id", to="product.id", key=True),
        integer("companion_id", to="product.id", key=True),
        integer("together"),
        integer("buyers"),
        sa.CheckConstraint("together > 0 AND together <= buyers", name="companion_share"),
    )


def _offer_holdout_ledger() -> None:
    op.create_table(
        "offer_holdout_ledger",
        integer("id", key=True),
        integer("entry_id", to="journal.id"),
        integer("customer_id", to="customer.id"),
        integer("sale_id", to="sale.id"),
    )
    op.create_index("offer_holdout_of", "offer_holdout_ledger", ["customer_id"])


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


def _cart_coupon() -> None:
    op.create_table(
        "cart_coupon",
        text("cart_id", to="cart.id", ondelete="CASCADE", key=True),
        text("code", 20, key=True),
    )


def _cart_reward() -> None:
    op.create_table(
        "cart_reward",
        text("cart_id", to="cart.id", ondelete="CASCADE", key=True),
        text("reward", 20, key=True),
        integer("times"),
        sa.CheckConstraint("times > 0", name="cart_reward_times"),
    )


def _print_job() -> None:
    op.create_table(
        "print_job",
        integer("id", key=True),
        integer("document_id", to="sale.id"),
        text("target", 300),
        flag("is_copy"),
        text("state"),
        text("error"),
        text("created_at"),
        text("done_at"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name="print_job_state"),
    )
    op.create_index("ix_print_job_state", "print_job", ["state"])


def _cart_line() -> None:
    op.create_table(
        "cart_line",
        integer("id", key=True),
        text("cart_id", to="cart.id", ondelete="CASCADE"),
        integer("position"),
        integer("product_id", to="product.id", null=True),
        text("description", 200),
        text("unit"),
        integer("quantity"),
        integer("unit_price", null=True),
        text("taxes", null=True),
        integer("discount_percent", null=True),
        integer("discount_amount", null=True),
        integer("return_of_id", to="sale_line.id", null=True),
        sa.CheckConstraint("quantity <> 0", name="cart_line_quantity"),
        sa.CheckConstraint("discount_percent IS NULL OR discount_amount IS NULL", name="cart_line_discount"),
    )
    op.create_index("cart_line_of", "cart_line", ["cart_id", "position"])
