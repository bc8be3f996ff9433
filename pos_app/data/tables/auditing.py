"""Risky acts in the day book, and what allows them: reasons that can be erased, and PINs."""

from sqlmodel import Field, Index, SQLModel

from pos_app.data.tables._partial import partial_index

# Every cash sale opens the drawer: a list of acts passes them over.
_TELLING = "event <> 'drawer_opened' OR sale_id IS NULL"


class AuditJournal(SQLModel, table=True):
    """An act that needs an answer later: `event` names it, `text_hash` its reason, before and after.

    `actor` did it, `approved_by` allowed it ("" where the actor's own role sufficed).
    """

    __tablename__ = "audit_journal"
    __table_args__ = (
        Index("audit_journal_sale", "sale_id"),
        Index("audit_journal_entry", "entry_id"),
        Index("audit_journal_event", "event"),
        partial_index("audit_journal_telling", "id", where=_TELLING),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="journal.id")
    event: str = Field(max_length=40)
    actor: str = Field(max_length=40)
    approved_by: str = Field(default="", max_length=40)
    sale_id: int | None = Field(default=None, foreign_key="sale.id")
    line_no: int | None = None
    text_hash: str = Field(default="", max_length=64)


class TextBlock(SQLModel, table=True):
    """Free text that a posted row answers for, erasable: `hash` is SHA-256(salt ‖ block), the block JSON."""

    __tablename__ = "text_block"

    hash: str = Field(primary_key=True, max_length=64)
    salt: str = Field(max_length=32)
    block: str


class StaffPin(SQLModel, table=True):
    """The hash of someone's PIN, wrong tries in a row, and until when (UTC) no further try is taken.

    `recovery_hash` is that of the code which replaces a forgotten PIN, "" where there is none.
    """

    __tablename__ = "staff_pin"

    staff_code: str = Field(primary_key=True, max_length=40, foreign_key="staff.code")
    pin_hash: str = Field(max_length=200)
    wrong: int = 0
    wait_until: str = Field(default="", max_length=30)
    recovery_hash: str = Field(default="", max_length=200)
