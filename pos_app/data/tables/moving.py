"""What comes with a shop that moves in: contacts from before, how its files were read, and what was begun."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel


class TimelineEntry(SQLModel, table=True):
    """A contact outside the till: a web order, an enquiry, a message. `uid` is the id of where it comes from.

    `at` is UTC; `amount` (minor units) and `product_id` say what it was about, where that is known. It is about a
    person, so it goes when the person is erased.
    """

    __tablename__ = "timeline_entry"
    __table_args__ = (Index("timeline_of", "customer_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(max_length=80, unique=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="CASCADE")
    at: str = Field(max_length=30)
    channel: str = Field(max_length=40)
    kind: str = Field(max_length=40)
    text: str = Field(max_length=2000)
    product_id: int | None = Field(default=None, foreign_key="product.id")
    amount: int | None = None


class ImportLayout(SQLModel, table=True):
    """How a file with this header was read: `mapping` is JSON, theirs → ours; `signature` is of the tidied header."""

    __tablename__ = "import_layout"

    kind: str = Field(primary_key=True, max_length=20)
    signature: str = Field(primary_key=True, max_length=64)
    mapping: str
    used_at: str = Field(max_length=30)


class ImportRun(SQLModel, table=True):
    """An import that was begun; one without `ended_at` is under way or was stopped, and can be gone on with.

    `fingerprint` tells whether the file at `path` is still the same; `options` (JSON) are those it was begun with.
    """

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint("outcome IN ('', 'done', 'failed')", name="import_run_outcome"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    path: str
    fingerprint: str = Field(max_length=200)
    options: str
    rows: int = 0
    done: int = 0
    started_at: str = Field(max_length=30)
    ended_at: str = Field(default="", max_length=30)
    outcome: str = ""
