"""Till sessions: what happened to the drawer between opening and close, the count, and the Z that seals it."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel, UniqueConstraint

from pos_app.data.tables._partial import partial_index


class TillJournal(SQLModel, table=True):
    """An event of a till session. `amount` (minor units) is the float, what was moved, or what was counted.

    `session_id` is the id of the row that opened the session, of the opening row its own; `expected` is what
    the drawer should hold at the close.
    """

    __tablename__ = "till_journal"
    __table_args__ = (
        CheckConstraint("event IN ('open', 'cash_in', 'cash_out', 'close')", name="till_event"),
        CheckConstraint("mode IN ('counter', 'automatic')", name="till_mode"),
        CheckConstraint("(event = 'close') = (expected IS NOT NULL)", name="till_expected"),
        Index("till_journal_session", "session_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    session_id: int
    event: str
    mode: str = "counter"
    amount: int
    expected: int | None = None
    text_hash: str = Field(default="", max_length=64)


class TillCountLedger(SQLModel, table=True):
    """How many of a note or coin (`value`, minor units) were in the drawer at a close."""

    __tablename__ = "till_count_ledger"
    __table_args__ = (CheckConstraint("value > 0 AND pieces > 0", name="till_count"),)

    event_id: int = Field(primary_key=True, foreign_key="till_journal.id")
    value: int = Field(primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    pieces: int


class ZLedger(SQLModel, table=True):
    """The Z of a session: `number` counts per till without gaps, `document` is the paper as JSON."""

    __tablename__ = "z_ledger"
    __table_args__ = (UniqueConstraint("till", "number", name="z_number"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    till: str = Field(max_length=20)
    number: int
    session_id: int = Field(unique=True)
    document: str


class TillSession(SQLModel, table=True):
    """A session as its events made it (a cache): `closed_at` is "" while it is open, `business_date` its first day.

    A counter has at most one open session; the command line has one for each business date it sells on.
    """

    __tablename__ = "till_session"
    __table_args__ = (
        CheckConstraint("mode IN ('counter', 'automatic')", name="till_session_mode"),
        Index("till_session_open", "till", "mode", "closed_at"),
        partial_index(
            "till_session_counter", "till", unique=True, where="mode = 'counter' AND closed_at = ''"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    till: str = Field(max_length=20)
    mode: str
    business_date: str = Field(max_length=10)
    opened_at: str = Field(max_length=30)
    opened_by: str = Field(max_length=40)
    closed_at: str = Field(default="", max_length=30)


class OpenCount(SQLModel, table=True):
    """A count under way: how many of a note or coin were entered so far."""

    __tablename__ = "open_count"
    __table_args__ = (CheckConstraint("value > 0 AND pieces >= 0", name="open_count_pieces"),)

    session_id: int = Field(primary_key=True)
    value: int = Field(primary_key=True)
    pieces: int
