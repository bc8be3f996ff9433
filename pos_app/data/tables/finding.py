"""Searches that found nothing: words of the customers' own, proposed for the product they then bought."""

from sqlmodel import CheckConstraint, Field, SQLModel


class MissedSearch(SQLModel, table=True):
    """Words that found nothing while this cart was open; `after_line` is the newest line that it had then.

    Below zero it is the one line that answered them, by becoming more: line 7 as -7.
    """

    __tablename__ = "missed_search"

    cart_id: str = Field(primary_key=True, foreign_key="cart.id", ondelete="CASCADE")
    words: str = Field(primary_key=True, max_length=80)
    after_line: int = 0
    at: str = Field(max_length=30)


class SynonymProposal(SQLModel, table=True):
    """How often words that found nothing were followed by the sale of a product; a person decides on them."""

    __tablename__ = "synonym_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'taken', 'refused')", name="synonym_state"),
        CheckConstraint("times > 0", name="synonym_times"),
    )

    words: str = Field(primary_key=True, max_length=80)
    product_id: int = Field(primary_key=True, foreign_key="product.id")
    times: int = 1
    last_at: str = Field(max_length=30)
    state: str = "open"
