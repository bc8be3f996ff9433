"""House accounts: what customers owe the shop, in minor units; negative is what the shop owes them."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel


class AccountLedger(SQLModel, table=True):
    """A booking on a customer's account, of one of their jobs or ("") of none; their sum is what is owed.

    `opening` is what a shop that moves in brings along; the others come with selling on account.
    """

    __tablename__ = "account_ledger"
    __table_args__ = (
        CheckConstraint("event IN ('opening', 'charge', 'payment', 'refund')", name="account_event"),
        CheckConstraint("amount <> 0", name="account_amount"),
        Index("account_ledger_of", "customer_id"),
        Index("account_ledger_sale", "sale_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    customer_id: int = Field(foreign_key="customer.id")
    job: str = Field(default="", max_length=80)
    sale_id: int | None = Field(default=None, foreign_key="sale.id")
    event: str
    amount: int
