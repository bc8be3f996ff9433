"""What the offers need beside the ledger of offers: the hold-out group, and statistics kept for speed."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel


class OfferHoldoutLedger(SQLModel, table=True):
    """A sale whose customer would have had an offer and was held back, so that offers can be judged."""

    __tablename__ = "offer_holdout_ledger"
    __table_args__ = (Index("offer_holdout_of", "customer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    customer_id: int = Field(foreign_key="customer.id")
    sale_id: int = Field(foreign_key="sale.id")


class CompanionCache(SQLModel, table=True):
    """`together` of the `buyers` of a product also took the companion; rebuilt from the sales at any time."""

    __tablename__ = "companion_cache"
    __table_args__ = (CheckConstraint("together > 0 AND together <= buyers", name="companion_share"),)

    product_id: int = Field(primary_key=True, foreign_key="product.id")
    companion_id: int = Field(primary_key=True, foreign_key="product.id")
    together: int
    buyers: int
