"""Products, their barcodes, stock and promotions.

Prices are e4 of the currency (four decimals), quantities thousandths of the base unit.
"""

from sqlmodel import CheckConstraint, Field, Index, SQLModel

_UNITS = "unit IN ('ea', 'm', 'kg', 'l', 'ft', 'lb', 'gal')"


class Category(SQLModel, table=True):
    """A department, or a category below one."""

    __tablename__ = "category"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80, unique=True)
    parent_id: int | None = Field(default=None, foreign_key="category.id")


class Product(SQLModel, table=True):
    """Something sold. A pack has its own SKU and price; its stock is that of `pack_of_id`.

    `pack_quantity` is the base product's quantity (thousandths) in one pack.
    """

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint(_UNITS, name="product_unit"),
        CheckConstraint("price >= 0 AND cost >= 0", name="product_price"),
        CheckConstraint("(pack_of_id IS NULL) = (pack_quantity IS NULL)", name="product_pack"),
        CheckConstraint("pack_quantity IS NULL OR pack_quantity > 0", name="product_pack_quantity"),
        # What offers ask of a category, without a look at each of its products.
        Index("product_shelf", "category_id", "active", "price", "cost", "pack_of_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sku: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=200)
    words: str = Field(default="", max_length=500)
    category_id: int | None = Field(default=None, foreign_key="category.id", index=True)
    brand: str = Field(default="", max_length=60)
    unit: str = "ea"
    price: int
    cost: int = 0
    tax_class: str = Field(default="", max_length=20)
    bin: str = Field(default="", max_length=20, index=True)
    pack_of_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    pack_quantity: int | None = None
    supplier: str = Field(default="", max_length=80)
    supplier_code: str = Field(default="", max_length=40)
    reorder_at: int | None = None
    tip: str = Field(default="", max_length=300)
    active: bool = True


class ProductBarcode(SQLModel, table=True):
    """A barcode of a product; a product may have several."""

    __tablename__ = "product_barcode"

    barcode: str = Field(primary_key=True, max_length=40)
    product_id: int = Field(foreign_key="product.id", index=True)


class StockLevel(SQLModel, table=True):
    """Stock on hand in thousandths: the sum of the product's stock moves, kept for speed."""

    __tablename__ = "stock_level"

    product_id: int = Field(primary_key=True, foreign_key="product.id")
    on_hand: int = 0


class Promotion(SQLModel, table=True):
    """A lower price: a promotion, a customer level's price, or a quantity break.

    By `kind`: ``percent`` (e6) off; ``amount`` (e4) off each unit; ``price`` (e4) instead of the list
    price; ``buy_get``: of every `buy_quantity` + `get_quantity` (thousandths) the latter are `percent`
    off. Aimed at a product, a category (with those below it) or, with neither, at everything.
    `level` "" means everyone; dates are ISO and inclusive, "" means open.
    """

    __tablename__ = "promotion"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'percent' AND percent IS NOT NULL) OR (kind = 'amount' AND amount IS NOT NULL)"
            " OR (kind = 'price' AND price IS NOT NULL)"
            " OR (kind = 'buy_get' AND percent IS NOT NULL AND buy_quantity > 0 AND get_quantity > 0)",
            name="promotion_kind",
        ),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 1000000", name="promotion_percent"),
        CheckConstraint("price IS NULL OR price >= 0", name="promotion_price"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="promotion_amount"),
        CheckConstraint("least_quantity >= 0", name="promotion_least"),
    )

    code: str = Field(primary_key=True, max_length=40)
    label: str = Field(max_length=60)
    kind: str
    level: str = Field(default="", max_length=40)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    category_id: int | None = Field(default=None, foreign_key="category.id", index=True)
    percent: int | None = None
    amount: int | None = None
    price: int | None = None
    least_quantity: int = 0
    buy_quantity: int | None = None
    get_quantity: int | None = None
    starts_on: str = ""
    ends_on: str = ""
