"""The type of a row that a query gives back."""

from typing import Any, TypeAlias

# Releases of SQLAlchemy type rows by different parameters; the query's docstring names the columns.
Record: TypeAlias = Any
