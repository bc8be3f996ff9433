"""Columns as the steps write them down: text, whole numbers and truth values, required unless said otherwise."""

import sqlalchemy as sa


def text(
    name: str,
    length: int | None = None,
    *,
    to: str = "",
    ondelete: str | None = None,
    key: bool = False,
    null: bool = False,
    unique: bool = False,
    default: str | None = None,
) -> "sa.Column[str]":
    """A text column; `to` is the "table.column" it refers to. Added to a table with rows, it needs a `default`."""
    return sa.Column(
        name,
        sa.String(length),
        *_refers(to, ondelete),
        primary_key=key,
        nullable=null,
        unique=unique or None,
        server_default=default,
    )


def integer(
    name: str,
    *,
    to: str = "",
    ondelete: str | None = None,
    key: bool = False,
    null: bool = False,
    unique: bool = False,
    default: int | None = None,
) -> "sa.Column[int]":
    """A whole-number column; `to` is the "table.column" it refers to. Added to a table with rows, it needs a
    `default`."""
    return sa.Column(
        name,
        sa.Integer(),
        *_refers(to, ondelete),
        primary_key=key,
        nullable=null,
        unique=unique or None,
        server_default=None if default is None else str(default),
    )


def flag(name: str, *, default: bool | None = None) -> "sa.Column[bool]":
    """A truth value. Added to a table with rows, it needs a `default`."""
    given = None if default is None else sa.true() if default else sa.false()
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=given)


def _refers(to: str, ondelete: str | None) -> "list[sa.ForeignKey]":
    return [sa.ForeignKey(to, ondelete=ondelete)] if to else []
