"""What was sold, written once with its journal entry and never changed.

Amounts are minor units of the document's currency, unit prices e6, quantities thousandths. Every row
names its journal entry (`entry_id`), which carries actor, till, business date and UUID.
"""

from sqlmodel import CheckConstraint, Field, Index, SQLModel, UniqueConstraint


class Sale(SQLModel, table=True):
    """A sale, a refund, or a sale of another till taken over (``history``).

    `document_id` is the id its sender gave it, `content_hash` what that sender sent: the same id with
    other content is refused. `paid` = total + cash rounding is what the shop keeps.
    """

    __tablename__ = "sale"
    __table_args__ = (
        CheckConstraint("kind IN ('sale', 'refund', 'history')", name="sale_kind"),
        CheckConstraint("net + tax = total", name="sale_adds_up"),
        CheckConstraint("paid = total + cash_rounding", name="sale_paid"),
        CheckConstraint("exponent IN (0, 2, 3)", name="sale_exponent"),
        Index("sale_by_customer", "customer_id", "business_date", "kind", "total", "net"),
        Index("sale_by_date", "business_date"),
        Index("sale_entry", "entry_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    document_id: str = Field(max_length=80, unique=True)
    content_hash: str = Field(max_length=64)
    number: str = Field(max_length=60, unique=True)
    kind: str
    till: str = Field(max_length=20)
    sold_at: str = Field(max_length=30)
    business_date: str = Field(max_length=10)
    cashier: str = Field(default="", max_length=40)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    person_hash: str = Field(default="", max_length=64)
    project_id: int | None = Field(default=None, foreign_key="project.id")
    refund_of_id: int | None = Field(default=None, foreign_key="sale.id", index=True)
    currency: str = Field(max_length=3)
    exponent: int
    tax_rounding: str
    cash_step: int | None = None
    cash_method: str = ""
    subtotal: int
    document_discount: int
    discount: int
    net: int
    tax: int
    total: int
    cash_rounding: int
    paid: int
    change: int
    points: int
    exempt_certificate: str = Field(default="", max_length=60)
    approved_by: str = Field(default="", max_length=40)


class SaleLineRow(SQLModel, table=True):
    """A posted line. `list_price` (e6) is before promotions, `cost` the line's cost in minor units.

    `points` were earned by the line, `points_spent` is its share of the points that paid for rewards.
    """

    __tablename__ = "sale_line"
    __table_args__ = (
        UniqueConstraint("sale_id", "line_no", name="sale_line_no"),
        CheckConstraint("net + tax = gross", name="sale_line_adds_up"),
        CheckConstraint("quantity <> 0", name="sale_line_quantity"),
        CheckConstraint("kind IN ('goods', 'return', 'gift_card', 'deposit', 'fee')", name="sale_line_kind"),
        Index("sale_line_product", "product_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    sale_id: int = Field(foreign_key="sale.id")
    line_no: int
    kind: str = "goods"
    product_id: int | None = Field(default=None, foreign_key="product.id")
    sku: str = Field(default="", max_length=40)
    description: str = Field(max_length=200)
    unit: str = "ea"
    quantity: int
    unit_price: int
    list_price: int
    amount: int
    discount: int = 0
    discount_label: str = Field(default="", max_length=60)
    discount_code: str = Field(default="", max_length=40)
    document_discount: int = 0
    net: int
    tax: int
    gross: int
    waived: int = 0
    points: int = 0
    points_spent: int = 0
    cost: int = 0
    return_of_id: int | None = Field(default=None, foreign_key="sale_line.id", index=True)


class SaleTaxRow(SQLModel, table=True):
    """One tax of a posted line, with its definition as it was that day (`rate` e6)."""

    __tablename__ = "sale_tax"

    line_id: int = Field(primary_key=True, foreign_key="sale_line.id")
    position: int = Field(primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    code: str = Field(max_length=20)
    name: str = Field(default="", max_length=60)
    kind: str
    rate: int
    included: bool = False
    adds_to_base: bool = False
    ignores_previous: bool = False
    base: int
    amount: int


class TenderRow(SQLModel, table=True):
    """Money handed over for a sale (negative: given back)."""

    __tablename__ = "tender"

    sale_id: int = Field(primary_key=True, foreign_key="sale.id")
    position: int = Field(primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    type: str = Field(max_length=20)
    amount: int
    reference: str = Field(default="", max_length=60)


class SaleDocumentRow(SQLModel, table=True):
    """The answer given and the receipt printed for a sale, as JSON: a reprint shows these very values."""

    __tablename__ = "sale_document"

    sale_id: int = Field(primary_key=True, foreign_key="sale.id")
    entry_id: int = Field(foreign_key="journal.id")
    answer: str
    receipt: str
