"""Customers and what the shop remembers of them.

Times are UTC ISO text, dates ISO text. Posted rows refer to a customer by id and to the salted hash
of a personal block; names live here, where they can be erased (design.md §5).
"""

from sqlmodel import CheckConstraint, Field, Index, SQLModel


class Customer(SQLModel, table=True):
    """A person or a company. `phone` is E.164, `phone_shown` as it was given.

    `level` is a price level ("trade") given by hand; `tier` (loyalty) is reckoned, see `CustomerBalance`.
    `consent` lists the channels agreed to ("phone email post"), "" none.
    """

    __tablename__ = "customer"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    phone: str = Field(default="", max_length=20, index=True)
    phone_shown: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=120)
    birthday: str = Field(default="", max_length=10)
    company: str = Field(default="", max_length=120)
    tax_exempt_no: str = Field(default="", max_length=40)
    tax_exempt_until: str = Field(default="", max_length=10)
    consent: str = Field(default="", max_length=40)
    notes: str = Field(default="", max_length=2000)
    level: str = Field(default="", max_length=40)
    created_on: str = Field(default="", max_length=10)
    erased_at: str = Field(default="", max_length=30)


class CustomerCard(SQLModel, table=True):
    """A card or key fob that names a customer when scanned."""

    __tablename__ = "customer_card"

    card: str = Field(primary_key=True, max_length=40)
    customer_id: int = Field(foreign_key="customer.id", index=True)


class CustomerBalance(SQLModel, table=True):
    """Cached sums of the ledgers; can be rebuilt from them at any time.

    `spend_12m` (minor units, net) and `tier` are as of the last sale; the tier applies from the next one.
    `account` (minor units) is what the customer owes.
    """

    __tablename__ = "customer_balance"

    customer_id: int = Field(primary_key=True, foreign_key="customer.id")
    points: int = 0
    spend_12m: int = 0
    tier: str = Field(default="", max_length=40)
    visits: int = 0
    first_visit: str = Field(default="", max_length=10)
    last_visit: str = Field(default="", max_length=10)
    account: int = 0


class CustomerFact(SQLModel, table=True):
    """Something staff know: a preference, a thing owned, a style of being served, a note.

    `source` is who says so: ``told`` by the customer or ``seen`` by staff.
    """

    __tablename__ = "customer_fact"
    __table_args__ = (
        CheckConstraint("kind IN ('preference', 'owned', 'style', 'note')", name="fact_kind"),
        CheckConstraint("source IN ('told', 'seen')", name="fact_source"),
        Index("customer_fact_of", "customer_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: str
    label: str = Field(max_length=60)
    value: str = Field(max_length=300)
    product_id: int | None = Field(default=None, foreign_key="product.id")
    source: str = "told"
    noted_at: str
    noted_by: str


class Project(SQLModel, table=True):
    """A project or job of a customer ("Bathroom remodel"); open while `closed_on` is ""."""

    __tablename__ = "project"
    __table_args__ = (Index("project_of", "customer_id", "closed_on"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    name: str = Field(max_length=80)
    note: str = Field(default="", max_length=500)
    opened_on: str
    closed_on: str = ""


class PromptAnswer(SQLModel, table=True):
    """An answer to a prompt at the counter; `prompt` is its stable key, a third ``not_now`` retires it."""

    __tablename__ = "prompt_answer"
    __table_args__ = (
        CheckConstraint("answer IN ('yes', 'help', 'not_now')", name="prompt_answer_kind"),
        Index("prompt_answer_of", "customer_id", "prompt"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    prompt: str = Field(max_length=80)
    answer: str
    answered_at: str
    answered_by: str


class PersonBlock(SQLModel, table=True):
    """The personal part of a posted document, erasable: `hash` is SHA-256(salt ‖ block)."""

    __tablename__ = "person_block"

    hash: str = Field(primary_key=True, max_length=64)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    salt: str = Field(max_length=32)
    block: str
