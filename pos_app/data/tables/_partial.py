"""Indexes of some of a table's rows.

Given to `Index` as usual, the condition for PostgreSQL imports that dialect with its drivers, more than all tables take
to make. It is said when PostgreSQL makes the table instead.
"""

from typing import Any

from sqlalchemy import Table, event
from sqlmodel import Index, text


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which `where` (SQL) holds."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, info={"where": condition})


@event.listens_for(Table, "before_create")
def _on_postgresql(table: Table, connection: Any, **_given: Any) -> None:
    if connection.dialect.name == "postgresql":
        for index in table.indexes:
            if "where" in index.info:
                index.dialect_options["postgresql"]["where"] = index.info["where"]
