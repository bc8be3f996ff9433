"""The shop itself: settings, taxes, tills and staff."""

from sqlmodel import CheckConstraint, Field, SQLModel


class Setting(SQLModel, table=True):
    """One setting as JSON text under a dotted key ("shop.name")."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True, max_length=100)
    value: str
    updated_at: str
    updated_by: str


class TaxRow(SQLModel, table=True):
    """A tax; `rate` is e6 of one for ``percent``, e6 of the currency per unit for ``fixed``."""

    __tablename__ = "tax"
    __table_args__ = (CheckConstraint("kind IN ('percent', 'fixed')", name="tax_kind"),)

    code: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=60)
    kind: str
    rate: int
    included: bool = False
    adds_to_base: bool = False
    ignores_previous: bool = False


class TaxClass(SQLModel, table=True):
    """The taxes of a class in their order; products name the class."""

    __tablename__ = "tax_class"

    code: str = Field(primary_key=True, max_length=20)
    position: int = Field(primary_key=True)
    tax_code: str = Field(foreign_key="tax.code")


class Till(SQLModel, table=True):
    """A counter. `prefix` begins its receipt numbers ("1-004913")."""

    __tablename__ = "till"

    code: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=60)
    prefix: str = Field(max_length=8, unique=True)


class Staff(SQLModel, table=True):
    """Someone who works at the till; who is `locked` can neither sign in nor allow anything."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role IN ('cashier', 'manager', 'owner')", name="staff_role"),)

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    role: str = "cashier"
    active: bool = True
    locked: bool = False
