"""Gift cards and store credit: the posted ledger, and each account's balance kept for speed.

Amounts are minor units of the shop's currency. A code is the card's or slip's number; a known customer's
store credit has a code of its own that nobody needs to type.
"""

from sqlmodel import CheckConstraint, Field, Index, SQLModel

_KINDS = "kind IN ('gift_card', 'store_credit')"


class CreditLedger(SQLModel, table=True):
    """Money put on an account (+) or taken off it (−); `line_no` is the sale's line that sold the card."""

    __tablename__ = "credit_ledger"
    __table_args__ = (
        CheckConstraint(_KINDS, name="credit_kind"),
        CheckConstraint(
            "event IN ('issue', 'top_up', 'spend', 'give_back', 'take_back', 'opening')", name="credit_event"
        ),
        CheckConstraint("amount <> 0", name="credit_amount"),
        Index("credit_ledger_of", "code"),
        Index("credit_ledger_sale", "sale_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    code: str = Field(max_length=20)
    kind: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    sale_id: int | None = Field(default=None, foreign_key="sale.id")
    line_no: int | None = None
    event: str
    amount: int


class CreditAccount(SQLModel, table=True):
    """The sum of an account's ledger rows; can be rebuilt from them at any time."""

    __tablename__ = "credit_account"
    __table_args__ = (
        CheckConstraint(_KINDS, name="credit_account_kind"),
        CheckConstraint("balance >= 0", name="credit_account_balance"),
        Index("credit_account_of", "customer_id"),
    )

    code: str = Field(primary_key=True, max_length=20)
    kind: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    balance: int
    issued_on: str = Field(max_length=10)
