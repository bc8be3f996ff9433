"""Master data of schema 1, written out so that later table classes never change it."""

import sqlalchemy as sa
from alembic import op

from pos_app.data.migrations.columns import flag, integer, text


def make_shop() -> None:
    """Settings, taxes, tills and staff."""
    _setting()
    _staff()
    _tax()
    _till()
    _tax_class()


def make_catalog() -> None:
    """Products, barcodes, stock and promotions."""
    _category()
    _product()
    _product_barcode()
    _promotion()
    _stock_level()


def make_people() -> None:
    """Customers and what the shop remembers of them."""
    _customer()
    _customer_balance()
    _customer_card()
    _person_block()
    _project()
    _prompt_answer()
    _customer_fact()


def _setting() -> None:
    op.create_table(
        "setting",
        text("key", 100, key=True),
        text("value"),
        text("updated_at"),
        text("updated_by"),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        text("code", 40, key=True),
        text("name", 80),
        text("role"),
        flag("active"),
        sa.CheckConstraint("role IN ('cashier', 'manager', 'owner')", name="staff_role"),
    )


def _tax() -> None:
    op.create_table(
        "tax",
        text("code", 20, key=True),
        text("name", 60),
        text("kind"),
        integer("rate"),
        flag("included"),
        flag("adds_to_base"),
        flag("ignores_previous"),
        sa.CheckConstraint("kind IN ('percent', 'fixed')", name="tax_kind"),
    )


def _till() -> None:
    op.create_table(
        "till",
        text("code", 20, key=True),
        text("name", 60),
        text("prefix", 8, unique=True),
    )


def _tax_class() -> None:
    op.create_table(
        "tax_class",
        text("code", 20, key=True),
        integer("position", key=True),
        text("tax_code", to="tax.code"),
    )


def _category() -> None:
    op.create_table(
        "category",
        integer("id", key=True),
        text("name", 80, unique=True),
        integer("parent_id", to="category.id", null=True),
    )


def _product() -> None:
    op.create_table(
        "product",
        integer("id", key=True),
        text("sku", 40, unique=True),
        text("name", 200),
        text("words", 500),
        integer("category_id", to="category.id", null=True),
        text("brand", 60),
        text("unit"),
        integer("price"),
        integer("cost"),
        text("tax_class", 20),
        text("bin", 20),
        integer("pack_of_id", to="product.id", null=True),
        integer("pack_quantity", null=True),
        text("supplier", 80),
        text("supplier_code", 40),
        integer("reorder_at", null=True),
        text("tip", 300),
        flag("active"),
        sa.CheckConstraint("unit IN ('ea', 'm', 'kg', 'l', 'ft', 'lb', 'gal')", name="product_unit"),
        sa.CheckConstraint("price >= 0 AND cost >= 0", name="product_price"),
        sa.CheckConstraint("(pack_of_id IS NULL) = (pack_quantity IS NULL)", name="product_pack"),
        sa.CheckConstraint("pack_quantity IS NULL OR pack_quantity > 0", name="product_pack_quantity"),
    )
    op.create_index("ix_product_bin", "product", ["bin"])
    op.create_index("ix_product_category_id", "product", ["category_id"])
    op.create_index("ix_product_pack_of_id", "product", ["pack_of_id"])


def _product_barcode() -> None:
    op.create_table(
        "product_barcode",
        text("barcode", 40, key=True),
        integer("product_id", to="product.id"),
    )
    op.create_index("ix_product_barcode_product_id", "product_barcode", ["product_id"])


def _promotion() -> None:
    op.create_table(
        "promotion",
        text("code", 40, key=True),
        text("label", 60),
        text("level", 40),
        integer("product_id", to="product.id", null=True),
        integer("category_id", to="category.id", null=True),
        integer("percent", null=True),
        integer("price", null=True),
        integer("least_quantity"),
        text("starts_on"),
        text("ends_on"),
        sa.CheckConstraint("(percent IS NULL) <> (price IS NULL)", name="promotion_kind"),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 1000000", name="promotion_percent"),
        sa.CheckConstraint("price IS NULL OR price >= 0", name="promotion_price"),
    )
    op.create_index("ix_promotion_category_id", "promotion", ["category_id"])
    op.create_index("ix_promotion_product_id", "promotion", ["product_id"])


def _stock_level() -> None:
    op.create_table(
        "stock_level",
        integer("product_id", to="product.id", key=True),
        integer("on_hand"),
    )


def _customer() -> None:
    op.create_table(
        "customer",
        integer("id", key=True),
        text("code", 40, unique=True),
        text("name", 120),
        text("phone", 20),
        text("phone_shown", 40),
        text("email", 120),
        text("birthday", 10),
        text("company", 120),
        text("tax_exempt_no", 40),
        text("tax_exempt_until", 10),
        text("consent", 40),
        text("notes", 2000),
        text("level", 40),
        text("created_on", 10),
        text("erased_at", 30),
    )
    op.create_index("ix_customer_phone", "customer", ["phone"])


def _customer_balance() -> None:
    op.create_table(
        "customer_balance",
        integer("customer_id", to="customer.id", key=True),
        integer("points"),
        integer("spend_12m"),
        text("tier", 40),
        integer("visits"),
        text("first_visit", 10),
        text("last_visit", 10),
    )


def _customer_card() -> None:
    op.create_table(
        "customer_card",
        text("card", 40, key=True),
        integer("customer_id", to="customer.id"),
    )
    op.create_index("ix_customer_card_customer_id", "customer_card", ["customer_id"])


def _person_block() -> None:
    op.create_table(
        "person_block",
        text("hash", 64, key=True),
        integer("customer_id", to="customer.id"),
        text("salt", 32),
        text("block"),
    )
    op.create_index("ix_person_block_customer_id", "person_block", ["customer_id"])


def _project() -> None:
    op.create_table(
        "project",
        integer("id", key=True),
        integer("customer_id", to="customer.id"),
        text("name", 80),
        text("note", 500),
        text("opened_on"),
        text("closed_on"),
    )
    op.create_index("project_of", "project", ["customer_id", "closed_on"])


def _prompt_answer() -> None:
    op.create_table(
        "prompt_answer",
        integer("id", key=True),
        integer("customer_id", to="customer.id"),
        text("prompt", 80),
        text("answer"),
        text("answered_at"),
        text("answered_by"),
        sa.CheckConstraint("answer IN ('yes', 'help', 'not_now')", name="prompt_answer_kind"),
    )
    op.create_index("prompt_answer_of", "prompt_answer", ["customer_id", "prompt"])


def _customer_fact() -> None:
    op.create_table(
        "customer_fact",
        integer("id", key=True),
        integer("customer_id", to="customer.id"),
        text("kind"),
        text("label", 60),
        text("value", 300),
        integer("product_id", to="product.id", null=True),
        text("source"),
        text("noted_at"),
        text("noted_by"),
        sa.CheckConstraint("kind IN ('preference', 'owned', 'style', 'note')", name="fact_kind"),
        sa.CheckConstraint("source IN ('told', 'seen')", name="fact_source"),
    )
    op.create_index("customer_fact_of", "customer_fact", ["customer_id", "kind"])
