"""The type of a row that a query gives back."""

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

# Releases of SQLAlchemy type rows by different parameters; the query's docstring names the columns.
Record: TypeAlias = Any
_T = TypeVar("_T")


def col(attribute: _T) -> "Mapped[_T]":
    """An attribute of a table's class as the column it is in a statement; told to the type checker alone."""
    return attribute  # type: ignore[return-value]
