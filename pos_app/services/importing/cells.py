"""Text that a spreadsheet would take for a formula is guarded by an apostrophe on the way out, and freed on the
way in.

Numbers and telephone numbers (+1 …, −5) are left as they are. Other programs guard a code by making it a formula of
nothing but itself, ="0012", so that a spreadsheet keeps its zeros: that is the code.
"""

import re

_FORMULA = re.compile(r"'*(?:[=@\t\r]|[+\-](?![\d\s.,]))")

_CODE = re.compile(r'="([^"]*)"')


def guarded(cell: str) -> str:
    """A cell as it is written to a file."""
    return "'" + cell if _FORMULA.match(cell) else cell


def freed(cell: str) -> str:
    """A cell as it was before `guarded`, or before another program made a formula of it."""
    if cell[:1] == "'":
        return cell[1:] if _FORMULA.match(cell) else cell
    code = _CODE.fullmatch(cell) if cell[:2] == '="' else None
    return code[1] if code is not None else cell
