"""Tables by their names and columns alone, for the few questions of every start: the classes are made after it.

    SESSION = light("till_session", "id", "till", "closed_at")

They know no types and no defaults: texts and whole numbers only, and who inserts names every column.
"""

from sqlalchemy import TableClause, column
from sqlalchemy import table as named

# For the test that compares them with the classes.
LIGHT: list[TableClause] = []


def light(name: str, *columns: str) -> TableClause:
    """A table with these of its columns."""
    found = named(name, *(column(one) for one in columns))
    LIGHT.append(found)
    return found
