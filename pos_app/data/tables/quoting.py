"""Quotes: what was offered, to whom and until when. They reserve nothing, earn nothing and are not posted.

Amounts are minor units, prices e6, quantities thousandths.
"""

from sqlmodel import CheckConstraint, Field, Index, SQLModel


class Quote(SQLModel, table=True):
    """A quote with its figures; `document` is the paper as JSON, `sale_id` the sale it became.

    `document_id` is the cart's id or the sender's own: the same id with the same content makes no second quote.
    """

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("net + tax = total", name="quote_adds_up"),
        Index("quote_of", "customer_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60, unique=True)
    document_id: str = Field(max_length=80, unique=True)
    content_hash: str = Field(max_length=64)
    till: str = Field(max_length=20)
    made_at: str = Field(max_length=30)
    made_by: str = Field(max_length=40)
    business_date: str = Field(max_length=10)
    expires_on: str = Field(max_length=10)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    project_id: int | None = Field(default=None, foreign_key="project.id")
    note: str = Field(default="", max_length=300)
    currency: str = Field(max_length=3)
    exponent: int
    subtotal: int
    document_discount: int
    net: int
    tax: int
    total: int
    document: str
    sale_id: int | None = Field(default=None, foreign_key="sale.id")


class QuoteLine(SQLModel, table=True):
    """A quoted line: `list_price` before offers, `amount` after its own discount; `taxes` are codes."""

    __tablename__ = "quote_line"

    quote_id: int = Field(primary_key=True, foreign_key="quote.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    product_id: int | None = Field(default=None, foreign_key="product.id")
    description: str = Field(max_length=200)
    unit: str = "ea"
    quantity: int
    unit_price: int
    list_price: int
    discount: int = 0
    discount_label: str = Field(default="", max_length=60)
    taxes: str = ""
    amount: int
