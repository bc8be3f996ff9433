"""Tables by their names and columns alone, for every start and the first scans: the classes are made after that.

    PRODUCT = light("product", "id", "name", flags=("active",))

They know no defaults, so who inserts names every column, and of types only the flags, which are true or false: all
other columns are texts and whole numbers.
"""

from collections.abc import Sequence

from sqlalchemy import Boolean, TableClause, column
from sqlalchemy import table as named

# For the test that compares them with the classes.
LIGHT: list[TableClause] = []


def light(name: str, *columns: str, flags: Sequence[str] = ()) -> TableClause:
    """A table with these of its columns, in this order, the flags last."""
    found = named(name, *(column(one) for one in columns), *(column(one, Boolean()) for one in flags))
    LIGHT.append(found)
    return found
