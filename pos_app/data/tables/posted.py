"""Posted rows: written once with their journal entry, never changed.

Amounts are minor units of the document's currency, unit prices e6, quantities thousandths. Every row
names its journal entry (`entry_id`), which carries actor, till, business date and UUID.
"""

from sqlmodel import CheckConstraint, Field, Index, SQLModel, UniqueConstraint


class Journal(SQLModel, table=True):
    """The day book: one entry a transaction, chained per till by the hash of the entry before.

    `session_id` is the till session it belongs to, None outside one.
    """

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("till", "seq", name="journal_seq"),
        Index("journal_by_date", "business_date"),
    )

    id: int | None = Field(default=None, primary_key=True)
    till: str = Field(max_length=20)
    seq: int
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    version: int
    kind: str = Field(max_length=30)
    uuid: str = Field(max_length=36, unique=True)
    actor: str = Field(max_length=40)
    at: str = Field(max_length=30)
    business_date: str = Field(max_length=10)
    session_id: int | None = Field(default=None, index=True)


class StockMove(SQLModel, table=True):
    """A change of stock in thousandths of the base unit (a sale is negative)."""

    __tablename__ = "stock_move"
    __table_args__ = (
        CheckConstraint("reason IN ('sale', 'return', 'opening', 'correction')", name="stock_move_reason"),
        Index("stock_move_product", "product_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    product_id: int = Field(foreign_key="product.id")
    sale_id: int | None = Field(default=None, foreign_key="sale.id")
    quantity: int
    reason: str


class PointLedger(SQLModel, table=True):
    """Points earned (+) and spent or taken back (−); `expires_on` is ISO, "" never."""

    __tablename__ = "point_ledger"
    __table_args__ = (
        CheckConstraint("kind IN ('earn', 'spend', 'return', 'give_back', 'opening')", name="point_kind"),
        Index("point_ledger_of", "customer_id"),
        Index("point_ledger_sale", "sale_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    customer_id: int = Field(foreign_key="customer.id")
    sale_id: int | None = Field(default=None, foreign_key="sale.id")
    kind: str
    points: int
    expires_on: str = ""


class OfferLedger(SQLModel, table=True):
    """An offer printed on a receipt. `percent` (e6) off a product or a category, one use.

    `text` and `reason` are messages as JSON (id and values), so that a reprint can speak any language.
    """

    __tablename__ = "offer_ledger"
    __table_args__ = (
        CheckConstraint("percent > 0 AND percent <= 1000000", name="offer_percent"),
        Index("offer_ledger_of", "customer_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    code: str = Field(max_length=20, unique=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    sale_id: int = Field(foreign_key="sale.id")
    product_id: int | None = Field(default=None, foreign_key="product.id")
    category_id: int | None = Field(default=None, foreign_key="category.id")
    percent: int
    valid_until: str
    text: str
    reason: str


class OfferEventLedger(SQLModel, table=True):
    """What happened to an offer: issued, redeemed by a sale, restored by its refund, or voided."""

    __tablename__ = "offer_event_ledger"
    __table_args__ = (
        CheckConstraint("event IN ('issued', 'redeemed', 'restored', 'voided')", name="offer_event"),
        Index("offer_event_of", "offer_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    offer_id: int = Field(foreign_key="offer_ledger.id")
    event: str
    sale_id: int | None = Field(default=None, foreign_key="sale.id")
