"""Dates given on the command line."""

from __future__ import annotations

from datetime import date

from pos_app.errors import UserError


def day_of(text: str) -> date:
    """An ISO date; UserError ``bad_date``."""
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("bad_date", "“{text}” is not a date such as 2027-01-31.", text=text[:40]) from None
