"""Rows of a table that a step makes anew: taken out before, put back after."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

Row = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    """Every row of a table as it is now."""
    return [dict(row) for row in op.get_bind().execute(sa.text(f"SELECT * FROM {name}")).mappings()]


def put_back(name: str, rows: list[Row], more: Callable[[Row], Row] | None = None) -> None:
    """Insert rows again, each with what `more` adds or replaces."""
    for row in rows:
        full = {**row, **(more(row) if more else {})}
        table = sa.table(name, *(sa.column(column) for column in full))
        op.get_bind().execute(table.insert().values(full))
