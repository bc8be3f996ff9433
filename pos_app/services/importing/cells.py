"""Text that a spreadsheet would take for a formula is guarded by an apostrophe on the way out, and freed on the
way in.

Numbers and telephone numbers (+1 …, −5) are left as they are.
"""

import re

_FORMULA = re.compile(r"'*(?:[=@\t\r]|[+\-](?![\d\s.,]))")


def guarded(cell: str) -> str:
    """A cell as it is written to a file."""
    return "'" + cell if _FORMULA.match(cell) else cell


def freed(cell: str) -> str:
    """A cell as it was before `guarded`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
